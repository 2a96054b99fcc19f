"""One verdict for a pair, read off one interval, and the blocks that one would still take."""

from __future__ import annotations

import math
from collections.abc import Callable

from scipy.special import chdtri

from actlab.statistics._types import Interval, Verdict
from actlab.statistics.paired import Moments

__all__ = ["blocks_needed", "decide", "equality_blocks"]

FAILURE_FIRST_LOOK = 100
"""Any failure raises the first look to this many blocks."""

RULE_OF_THREE = 3
"""After n blocks without an event, its rate is below 3/n at 95 %."""

LARGEST_PLAN = 10_000_000


def decide(interval: Interval, delta: float, *, may_be_equal: bool = True) -> Verdict:
    """Return the verdict for an interval of the mean difference, in the protocol's order.

    >>> decide(Interval(0.1, 0.4), delta=0.5)
    <Verdict.PRACTICALLY_EQUAL: 'practically_equal'>
    >>> decide(Interval(0.1, 0.4), delta=0.5, may_be_equal=False)
    <Verdict.BETTER: 'better'>
    """
    low, high = interval
    if low > delta:
        return Verdict.BETTER_BY_DELTA
    if high < -delta:
        return Verdict.WORSE_BY_DELTA
    if may_be_equal and -delta <= low and high <= delta:
        return Verdict.PRACTICALLY_EQUAL
    if low > 0:
        return Verdict.BETTER
    return Verdict.WORSE if high < 0 else Verdict.UNDECIDED


def equality_blocks(first_look: int, distance: float, delta: float) -> float:
    """Return how many blocks "practically equal" takes at least.

    The first look, and until a failure too rare to be seen, of rate 3/n, costs at most delta.

    Args:
        first_look: the pair's first look.
        distance: |score - chance|, the greater of the two candidates'.
        delta: the width of what does not matter.

    >>> equality_blocks(30, 40.0, 0.5)
    240.0
    """
    if distance == 0:
        return first_look
    return max(first_look, RULE_OF_THREE * distance / delta) if delta > 0 else math.inf


def blocks_needed(
    found: Moments,
    half_width: Callable[[int, float], float],
    *,
    delta: float,
    first_look: int,
    equality_from: float,
) -> tuple[int, int] | None:
    """Return a range for the number of blocks in all that would decide an undecided pair.

    The smallest n with h(n; s) <= max(|mean|, delta - |mean|), for the means within one standard error of
    the one observed and the standard deviations within the central 68 % of theirs. "Practically equal"
    counts from ``equality_from`` blocks on.

    Args:
        found: count, mean and standard deviation of the differences so far.
        half_width: (n, sd) -> half-width of the rule in use.
        delta: the width of what does not matter.
        first_look: blocks before any verdict.
        equality_from: blocks before "practically equal".
    """
    if found.sd is None:
        return None
    means, (narrow, wide) = _plausible_means(found, delta), _plausible_spreads(found)

    def total(mean: float, sd: float) -> float:
        by_difference = _smallest(half_width, sd, abs(mean), first_look)
        by_equality = _smallest(half_width, sd, delta - abs(mean), first_look)
        return min(by_difference, max(by_equality, equality_from))

    ends = min(total(mean, narrow) for mean in means), max(total(mean, wide) for mean in means)
    low, high = (math.ceil(min(max(n, found.n + 1), LARGEST_PLAN)) for n in ends)
    return None if low >= LARGEST_PLAN else (low, high)


def _plausible_means(found: Moments, delta: float) -> list[float]:
    """Return the ends of mean +- one standard error and what lies worst or best between them."""
    error = (found.sd or 0.0) / math.sqrt(found.n)
    low, high = found.mean - error, found.mean + error
    return [low, high, *(mean for mean in (-delta / 2, 0.0, delta / 2) if low < mean < high)]


def _plausible_spreads(found: Moments) -> tuple[float, float]:
    """Return the ends of the central 68 % for the standard deviation, as if differences were normal."""
    narrow, wide = (math.sqrt((found.n - 1) / float(chdtri(found.n - 1, tail))) for tail in (0.16, 0.84))
    return narrow * (found.sd or 0.0), wide * (found.sd or 0.0)


def _smallest(half_width: Callable[[int, float], float], sd: float, target: float, start: int) -> float:
    """Return the smallest n from ``start`` on with a half-width of at most ``target``, or infinity."""
    if target <= 0 or half_width(LARGEST_PLAN, sd) > target:
        return math.inf
    low, high = max(start, 2) - 1, LARGEST_PLAN
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if half_width(middle, sd) <= target else (middle, high)
    return high
