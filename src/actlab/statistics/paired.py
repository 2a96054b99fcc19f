"""Paired differences over blocks: mean, t interval, t test, sign-flip test, effect size, skewness.

Sums are rounded once (``math.fsum``), so no result depends on the order of the blocks.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit

from actlab.statistics._types import NOTHING_KNOWN, FloatArray, Interval

__all__ = [
    "FLOOR_ITEMS",
    "Bounds",
    "FixedSize",
    "Moments",
    "dominating",
    "effect_size",
    "moments",
    "pairing_gain",
    "sign_flip_p",
    "skewness",
    "t_p",
    "within_range",
]

ENUMERATED = 14
"""Up to this many blocks all sign patterns are visited."""

DRAWS = 20_000
"""Random sign patterns beyond that."""

SEED = 20_240_229
CHUNK = 500
"""Patterns visited together: their matrix stays in the cache of a core."""

MOST_SIGNS = 2_000_000
"""Signs unpacked at a time, 16 MB as numbers: with 50,000 blocks, 500 patterns at once would take 200 MB."""

FLOOR_ITEMS = 4
"""No half-width falls below this many test items over n: a few equal differences on a grid say little of its spread."""


@dataclass(frozen=True)
class Moments:
    """Count, mean and standard deviation (n - 1); the latter is ``None`` for one block."""

    n: int
    mean: float
    sd: float | None


@dataclass(frozen=True)
class Bounds:
    """An interval for a mean, its half-width at the last block, and whether its assumptions broke."""

    interval: Interval
    half_width: float
    assumptions_failed: bool = False


def moments(values: FloatArray) -> Moments:
    """Return count, mean and standard deviation, the same for any order of the values.

    >>> moments(np.array([1.0, 2.0, 4.0]))
    Moments(n=3, mean=2.3333333333333335, sd=1.5275252316519468)
    """
    n = len(values)
    mean = math.fsum(values) / n
    if n < 2:
        return Moments(n, mean, None)
    return Moments(n, mean, math.sqrt(math.fsum((values - mean) ** 2) / (n - 1)))


@dataclass(frozen=True)
class FixedSize:
    """The rule for a number of blocks that was fixed beforehand: Student's t interval.

    mean +- max(t(n - 1, 1 - a/2) s / sqrt(n), 4 item / n)

    Args:
        item: what one test item is worth in units of the values; 0 where there is no grid.
    """

    item: float = 0.0

    def bounds(self, values: FloatArray, a: float, first_look: int) -> Bounds:  # noqa: ARG002
        """Return the interval at level 1 - a; the first look matters to sequences only.

        >>> FixedSize().bounds(np.array([1.0, 2.0, 4.0]), 0.05, 30).interval
        Interval(low=-1.461..., high=6.127...)
        """
        found = moments(values)
        if found.sd is None:
            return Bounds(NOTHING_KNOWN, math.inf)
        half = self.half_width(found.n, found.sd, a)
        return Bounds(Interval(found.mean - half, found.mean + half), half)

    def half_width(self, n: int, sd: float, a: float) -> float:
        """Return the half-width for n blocks whose differences have this standard deviation."""
        return max(float(stdtrit(n - 1, 1 - a / 2)) * sd / math.sqrt(n), FLOOR_ITEMS * self.item / n)


def within_range(interval: Interval, reach: tuple[float, float] | None) -> Interval:
    """Return the part of an interval that lies within the range of what is possible; nothing known stays so.

    >>> within_range(Interval(83.2, 102.3), (0.0, 100.0))
    Interval(low=83.2, high=100.0)
    """
    if reach is None or interval == NOTHING_KNOWN:
        return interval
    return Interval(*(min(max(end, reach[0]), reach[1]) for end in interval))


def t_p(values: FloatArray) -> float | None:
    """Return the two-sided p value of the one-sample t test of mean 0; ``None`` below two values.

    Without any variation p is 1 for mean 0 and 0 otherwise.

    >>> t_p(np.zeros(5))
    1.0
    """
    found = moments(values)
    if found.sd is None:
        return None
    if found.sd == 0:
        return 1.0 if found.mean == 0 else 0.0
    return min(1.0, 2 * float(stdtr(found.n - 1, -abs(found.mean) / (found.sd / math.sqrt(found.n)))))


def sign_flip_p(differences: FloatArray) -> FloatArray:
    """Return two-sided sign-flip p values, one for each column of differences.

    Up to 14 blocks all 2^n patterns are visited; beyond, 20,000 drawn from a fixed generator and
    p = (b + 1) / (B + 1), with b the patterns whose absolute sum reaches the one observed.

    Args:
        differences: shape (blocks, pairs).

    >>> sign_flip_p(np.array([[1.0], [2.0], [3.0]]))
    array([0.25])
    """
    n = len(differences)
    sizes = np.sort(np.abs(differences), axis=0)
    totals = sizes.sum(axis=0)
    observed = np.array([abs(math.fsum(column)) for column in differences.T]) - 1e-12 * totals
    reached = np.zeros(differences.shape[1])
    for positive in _sign_patterns(n):
        reached += np.sum(np.abs(2 * (positive @ sizes) - totals) >= observed, axis=0)
    return reached / 2**n if n <= ENUMERATED else (reached + 1) / (DRAWS + 1)


def _sign_patterns(n: int) -> Iterator[FloatArray]:
    """Yield matrices of zeros and ones: which blocks keep a positive sign; of the drawn ones always the same."""
    if n <= ENUMERATED:
        yield ((np.arange(2**n)[:, None] >> np.arange(n)) & 1).astype(np.float64)
        return
    generator = np.random.default_rng(SEED)
    together = min(CHUNK, max(4, MOST_SIGNS // n // 4 * 4))  # whole words, so that the stream does not depend on it
    for first in range(0, DRAWS, together):
        count = min(together, DRAWS - first)
        bits = np.frombuffer(generator.bytes(count * -(-n // 8)), dtype=np.uint8).reshape(count, -1)
        yield np.unpackbits(bits, axis=1, count=n).astype(np.float64)


def effect_size(found: Moments) -> float | None:
    """Return d_z = mean / sd of the differences; 0 for mean 0, ``None`` where it is not finite."""
    if found.mean == 0:
        return 0.0
    return None if not found.sd else found.mean / found.sd


def pairing_gain(first: FloatArray, second: FloatArray) -> float | None:
    """Return how many times the blocks two unpaired samples would need: (var a + var b) / var(a - b)."""
    paired = moments(first - second).sd
    if not paired:
        return None
    parts = (moments(first).sd or 0.0, moments(second).sd or 0.0)
    return sum(sd**2 for sd in parts) / paired**2


def skewness(values: FloatArray) -> float:
    """Return the third standardised moment m3 / m2^1.5; 0 where there is no variation."""
    away = values - math.fsum(values) / len(values)
    second = math.fsum(away**2) / len(values)
    return math.fsum(away**3) / len(values) / second**1.5 if second > 0 else 0.0


def dominating(values: FloatArray) -> list[int]:
    """Return the positions of the fewest values that hold half of the sum of squares about the mean.

    >>> dominating(np.array([0.0, 0.1, 9.0, 0.1]))
    [2]
    """
    squares = (values - math.fsum(values) / len(values)) ** 2
    order = np.argsort(-squares, kind="stable")
    held = np.cumsum(squares[order])
    return [int(position) for position in order[: 1 + np.searchsorted(held, held[-1] / 2)]]
