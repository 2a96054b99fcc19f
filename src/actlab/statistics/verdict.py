"""One verdict for a pair, read off one interval, what may be unseen, and the blocks that it would still take."""

from __future__ import annotations

import math
from collections.abc import Callable

from scipy.special import chdtri

from actlab.statistics._types import Interval, UnseenFailures, Verdict
from actlab.statistics.paired import Moments

__all__ = ["FEWEST", "FEWEST_EQUAL", "blocks_needed", "decide", "unseen_failures"]

FEWEST = 5
"""Below this many blocks there is no verdict."""

FEWEST_EQUAL = 10
"""Below this many blocks nothing is called practically equal."""

RULE_OF_THREE = 3
"""After n blocks without an event, its rate is below 3/n at 95 %."""

LARGEST_PLAN = 10_000_000


def decide(interval: Interval, delta: float, *, n: int) -> Verdict:
    """Return the verdict for an interval of the mean difference over n blocks, in the protocol's order.

    Inside the band of what does not matter no candidate is ever called the better one.

    >>> decide(Interval(0.1, 0.4), delta=0.5, n=200)
    <Verdict.PRACTICALLY_EQUAL: 'practically_equal'>
    >>> decide(Interval(0.1, 0.4), delta=0.5, n=9)
    <Verdict.UNDECIDED: 'undecided'>
    >>> decide(Interval(0.1, 0.9), delta=0.5, n=9)
    <Verdict.BETTER: 'better'>
    """
    low, high = interval
    if n < FEWEST:
        return Verdict.UNDECIDED
    if low > delta:
        return Verdict.BETTER_BY_DELTA
    if high < -delta:
        return Verdict.WORSE_BY_DELTA
    if -delta <= low and high <= delta:
        return Verdict.PRACTICALLY_EQUAL if n >= FEWEST_EQUAL else Verdict.UNDECIDED
    if low > 0:
        return Verdict.BETTER
    return Verdict.WORSE if high < 0 else Verdict.UNDECIDED


def unseen_failures(interval: Interval, delta: float, *, n: int, distance: float) -> UnseenFailures | None:
    """Return what failures too rare to be seen could cost, where that could change the verdict.

    Failures of a rate below 3/n may not occur in n blocks, and move the mean by up to 3/n times the distance
    of the scores from chance.

    Args:
        interval: of the mean difference.
        delta: the width of what does not matter.
        n: number of blocks.
        distance: |score - chance|, the greater of the two candidates'.

    >>> unseen_failures(Interval(-0.2, 0.1), 0.5, n=200, distance=40.0)
    UnseenFailures(rate=0.015, cost=0.6)
    >>> unseen_failures(Interval(1.2, 1.7), 0.5, n=200, distance=40.0)
    """
    rate = min(RULE_OF_THREE / n, 1.0)
    cost = rate * distance
    verdict = decide(interval, delta, n=n)
    with_failures = decide(Interval(interval.low - cost, interval.high + cost), delta, n=n)
    return None if verdict in (Verdict.UNDECIDED, with_failures) else UnseenFailures(rate, cost)


def blocks_needed(
    found: Moments, half_width: Callable[[int, float], float], *, delta: float, first_look: int
) -> tuple[int, int] | None:
    """Return a range for the number of blocks in all that would decide an undecided pair.

    The smallest n with h(n; s) <= max(|mean|, delta - |mean|), for the means within one standard error of
    the one observed and the standard deviations within the central 68 % of theirs.

    Args:
        found: count, mean and standard deviation of the differences so far.
        half_width: (n, sd) -> half-width of the rule in use.
        delta: the width of what does not matter.
        first_look: blocks before any verdict.
    """
    if found.sd is None:
        return None
    narrow, wide = _plausible_spreads(found)
    means = sorted(_plausible_means(found, delta), key=lambda mean: max(abs(mean), delta - abs(mean)))

    def total(mean: float, sd: float) -> float:
        least = FEWEST if abs(mean) > delta else FEWEST_EQUAL
        return _smallest(half_width, sd, max(abs(mean), delta - abs(mean)), max(first_look, least))

    ends = total(means[-1], narrow), total(means[0], wide)
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
