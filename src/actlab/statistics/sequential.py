"""A confidence sequence for a mean: an interval that may be looked at after every block.

The half-width inverts the t likelihood ratio mixed over effect sizes N(0, 1), invariant to the scale
(Lai 1976, "On confidence sequences"; Wang and Ramdas 2025, "Anytime-valid t-tests and confidence sequences
for Gaussian means with unknown variance").
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from actlab.statistics._types import NOTHING_KNOWN, FloatArray, Interval
from actlab.statistics.paired import Bounds

__all__ = ["ConfidenceSequence", "running_intervals", "unit_half_width"]

FLOOR_ITEMS = 4
"""The half-width never falls below this many test items over n."""


def unit_half_width(n: ArrayLike, a: float) -> FloatArray:
    """Return the half-width at level 1 - a after n values of standard deviation 1.

    sqrt((n - 1)(r - 1) / (1 - r/(1 + n))) / sqrt(n),  r = (sqrt(1 + n) / a)^(2/n);
    infinite where the denominator is not positive.

    Args:
        n: numbers of blocks, any shape, at least 1.
        a: chance of ever excluding the true mean.

    >>> unit_half_width([10, 20, 30, 50, 100], 0.05).round(2)
    array([1.22, 0.77, 0.61, 0.47, 0.33])
    """
    count = np.asarray(n, dtype=np.float64)
    r = (np.sqrt(1 + count) / a) ** (2 / count)
    denominator = 1 - r / (1 + count)
    finite = (denominator > 0) & (count > 1)
    safe = np.where(finite, denominator, 1.0)
    return np.where(finite, np.sqrt((count - 1) * (r - 1) / safe / count), np.inf)


def running_intervals(values: FloatArray, a: float, *, first_look: int, item: float) -> tuple[FloatArray, FloatArray]:
    """Return lower and upper ends after each value, intersected from the first look on.

    Args:
        values: shape (..., n), in the order in which they were drawn.
        a: chance of ever excluding the true mean.
        first_look: ends are infinite before this many values.
        item: one test item in units of the values; half-widths stay above 4 item / n.

    Returns:
        Two arrays of the shape of ``values``; lower above upper means that the assumptions failed.
    """
    n = np.arange(1, values.shape[-1] + 1)
    centre = values.mean(axis=-1, keepdims=True)
    away = values - centre
    sums = np.cumsum(away, axis=-1)
    squares = np.maximum(np.cumsum(away**2, axis=-1) - sums**2 / n, 0)
    unit = unit_half_width(n, a)
    looked = (n >= first_look) & np.isfinite(unit)
    half = np.sqrt(squares / np.maximum(n - 1, 1)) * np.where(looked, unit, 0)
    half = np.where(looked, np.maximum(half, FLOOR_ITEMS * item / n), np.inf)
    mean = centre + sums / n
    return np.maximum.accumulate(mean - half, axis=-1), np.minimum.accumulate(mean + half, axis=-1)


@dataclass(frozen=True)
class ConfidenceSequence:
    """The rule for runs that stop when they are decided, and for runs that were extended."""

    item: float

    def bounds(self, values: FloatArray, a: float, first_look: int) -> Bounds:
        """Return the running intersection after the last value; the values are in order of blocks.

        An empty intersection is returned as an interval about which nothing is known, and says so.
        """
        n = len(values)
        if n < first_look:
            return Bounds(NOTHING_KNOWN, math.inf)
        low, high = (float(ends[-1]) for ends in running_intervals(values, a, first_look=first_look, item=self.item))
        half = self.half_width(n, float(np.std(values, ddof=1)), a)
        if low > high:
            return Bounds(NOTHING_KNOWN, half, assumptions_failed=True)
        return Bounds(Interval(low, high), half)

    def half_width(self, n: int, sd: float, a: float) -> float:
        """Return the half-width after n blocks whose differences have this standard deviation."""
        unit = float(unit_half_width(n, a))
        return math.inf if math.isinf(unit) else max(unit * sd, FLOOR_ITEMS * self.item / n)
