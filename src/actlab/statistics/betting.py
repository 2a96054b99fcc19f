"""A confidence sequence for the mean of bounded values that assumes nothing of their shape.

Capital is bet against each possible mean m; a mean against which 1/a was ever won is excluded. Bets are the
predictable plug-in ones, hedged over both sides (Waudby-Smith and Ramdas 2024, "Estimating means of bounded
random variables by betting").
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from actlab.statistics._types import NOTHING_KNOWN, FloatArray, Interval
from actlab.statistics.paired import Bounds

__all__ = ["BettingSequence", "ever_excluded_means"]

LARGEST_SHARE = 0.9
"""No bet risks more than this share of the capital."""

COARSE, FINE = 513, 65
"""Means tried over the whole range, and again between the two that enclose an end."""


def ever_excluded_means(values: FloatArray, means: FloatArray, a: float) -> FloatArray:
    """Return for each mean which side's capital ever reached 2/a: 1 it is too small, -1 too large, 0 neither.

    The capital against m after t values is prod(1 + l_s (x_s - m)) if the mean is larger, and
    prod(1 - l_s (x_s - m)) if it is smaller, with l_s from the values before s alone.

    Args:
        values: shape (n,), in [0, 1], in the order in which they were drawn.
        means: shape (k,), inside (0, 1).
        a: chance of ever excluding the true mean.
    """
    bets = _bets(values, a)[:, None]
    away, x = values[:, None] - means, math.log(2 / a)
    larger = np.cumsum(np.log1p(np.minimum(bets, LARGEST_SHARE / means) * away), axis=0)
    smaller = np.cumsum(np.log1p(-np.minimum(bets, LARGEST_SHARE / (1 - means)) * away), axis=0)
    too_small, too_large = larger.max(axis=0) >= x, smaller.max(axis=0) >= x
    return np.where(too_small, 1.0, np.where(too_large, -1.0, 0.0))


def _bets(values: FloatArray, a: float) -> FloatArray:
    """Return sqrt(2 log(2/a) / (v t log(1 + t))), v the variance of the values before the t-th."""
    t = np.arange(1, len(values) + 1)
    means = (0.5 + np.cumsum(values)) / (t + 1)
    variances = (0.25 + np.cumsum((values - means) ** 2)) / (t + 1)
    before = np.concatenate([[0.25], variances[:-1]])
    bets: FloatArray = np.sqrt(2 * math.log(2 / a) / (before * t * np.log1p(t)))
    return bets


@dataclass(frozen=True)
class BettingSequence:
    """The rule for bounded metrics: differences lie in [-width, width], whatever their shape."""

    width: float

    def bounds(self, values: FloatArray, a: float, first_look: int) -> Bounds:  # noqa: ARG002
        """Return all means that no bet excluded; it holds from the first block on."""
        scaled, means = (values / self.width + 1) / 2, _between(0, 1, COARSE)
        found = ever_excluded_means(scaled, means, a)
        low = self._refined(scaled, a, means[found > 0], side=1)
        high = self._refined(scaled, a, means[found < 0], side=-1)
        half = (high - low) / 2
        if low > high:
            return Bounds(NOTHING_KNOWN, half, assumptions_failed=True)
        return Bounds(Interval(low, high), half)

    def _refined(self, scaled: FloatArray, a: float, excluded: FloatArray, side: int) -> float:
        """Return the innermost mean excluded on one side, in metric units."""
        step = 1 / (COARSE + 1)
        edge = float(max(excluded, default=0.0) if side > 0 else min(excluded, default=1.0))
        cell = _between(min(edge, edge + side * step), max(edge, edge + side * step), FINE)
        inner = cell[ever_excluded_means(scaled, cell, a) == side]
        best = max(inner, default=edge) if side > 0 else min(inner, default=edge)
        return float((2 * best - 1) * self.width)

    def half_width(self, n: int, sd: float, a: float) -> float:
        """Return about the half-width after n blocks, for planning.

        The bets' sum grows as 2 sqrt(2L n / (v log n)), their cost as L log log n, with L = log(2/a); with
        little spread the largest bet limits: L / (2 c n).
        """
        log_needed, log_n = math.log(2 / a), math.log(n + math.e)
        by_spread = sd * math.sqrt(log_needed * log_n / (8 * n)) * (1 + math.log(log_n))
        return max(by_spread, self.width * log_needed / (LARGEST_SHARE * n))


def _between(low: float, high: float, count: int) -> FloatArray:
    """Return evenly spaced points inside, without the ends."""
    return np.linspace(low, high, count + 2)[1:-1]
