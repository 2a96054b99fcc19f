"""A confidence sequence for the mean of bounded values that assumes nothing of their shape.

Capital is bet against each possible mean m; a mean against which 1/a was ever won is excluded. Bets are the
predictable plug-in ones, hedged over both sides (Waudby-Smith and Ramdas 2024, "Estimating means of bounded
random variables by betting").
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from actlab.statistics._types import NOTHING_KNOWN, FloatArray, Interval
from actlab.statistics.paired import Bounds

__all__ = ["BettingSequence", "ever_excluded_means"]

LARGEST_SHARE = 0.9
"""No bet risks more than this share of the capital."""

ROUNDS, PARTS = 6, 32
"""An end of the interval is sought among the means at 31 places, six times: to a part in 32^6 = 2^30."""


def ever_excluded_means(values: FloatArray, means: FloatArray, a: float, side: int) -> NDArray[np.bool_]:
    """Return for each mean whether the capital bet against it ever reached 2/a.

    The capital after t values is prod(1 + l_s (x_s - m)) on side 1, which bets that the mean is larger, and
    prod(1 - l_s (x_s - m)) on side -1; l_s comes from the values before s alone.

    Args:
        values: shape (n,), in [0, 1], in the order in which they were drawn.
        means: shape (k,), inside (0, 1).
        a: chance of ever excluding the true mean, both sides together.
        side: 1 excludes means that are too small, -1 means that are too large.
    """
    return _excluded(values, _bets(values, a), means, a, side)


def _excluded(values: FloatArray, bets: FloatArray, means: FloatArray, a: float, side: int) -> NDArray[np.bool_]:
    room = means if side > 0 else 1 - means
    bets = np.minimum(bets[:, None], LARGEST_SHARE / room)
    capital = np.cumsum(np.log1p(side * bets * (values[:, None] - means)), axis=0)
    reached: NDArray[np.bool_] = capital.max(axis=0) >= math.log(2 / a)
    return reached


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
        scaled = (values / self.width + 1) / 2
        low, high = ((2 * self._end(scaled, a, side) - 1) * self.width for side in (1, -1))
        half = (high - low) / 2
        if low > high:
            return Bounds(NOTHING_KNOWN, half, assumptions_failed=True)
        return Bounds(Interval(low, high), half)

    def _end(self, scaled: FloatArray, a: float, side: int) -> float:
        """Return the innermost mean excluded on one side; what excludes a mean excludes all beyond it."""
        bets, (excluded, kept) = _bets(scaled, a), (0.0, 1.0) if side > 0 else (1.0, 0.0)
        for _ in range(ROUNDS):
            means = np.linspace(excluded, kept, PARTS + 1)
            gone = int(np.count_nonzero(_excluded(scaled, bets, means[1:-1], a, side)))
            excluded, kept = float(means[gone]), float(means[gone + 1])
        return excluded

    def half_width(self, n: int, sd: float, a: float) -> float:
        """Return about the half-width after n blocks, for planning.

        The bets' sum grows as 2 sqrt(2L n / (v log n)), their cost as L log log n, with L = log(2/a); with
        little spread the largest bet limits: L / (2 c n).
        """
        log_needed, log_n = math.log(2 / a), math.log(n + math.e)
        by_spread = sd * math.sqrt(log_needed * log_n / (8 * n)) * (1 + math.log(log_n))
        return max(by_spread, self.width * log_needed / (LARGEST_SHARE * n))
