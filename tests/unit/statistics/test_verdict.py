import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actlab.statistics import Interval, Verdict
from actlab.statistics.paired import FixedSize, Moments
from actlab.statistics.sequential import ConfidenceSequence
from actlab.statistics.verdict import FEWEST, FEWEST_EQUAL, blocks_needed, decide, unseen_failures

ends = st.floats(-5, 5)
sizes = st.integers(FEWEST_EQUAL, 1000)
intervals = st.tuples(ends, ends).map(lambda pair: Interval(min(pair), max(pair)))


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (0.6, 2.0, "better_by_delta"),
        (0.1, 0.4, "practically_equal"),
        (-0.4, 0.4, "practically_equal"),
        (0.1, 0.9, "better"),
        (-0.9, -0.1, "worse"),
        (-2.0, -0.6, "worse_by_delta"),
        (-0.9, 0.1, "undecided"),
        (-math.inf, math.inf, "undecided"),
    ],
)
def test_verdicts_in_the_protocols_order(low, high, verdict):
    assert decide(Interval(low, high), 0.5, n=FEWEST_EQUAL) == verdict


@given(intervals, st.floats(0, 2), st.integers(1, 30))
def test_exchanging_the_candidates_mirrors_the_verdict(interval, delta, n):
    mirrored = decide(Interval(-interval.high, -interval.low), delta, n=n)
    assert mirrored == decide(interval, delta, n=n).mirrored


@given(intervals, st.floats(0, 2), st.integers(1, 30))
def test_a_verdict_names_a_direction_only_without_zero_and_never_inside_the_band(interval, delta, n):
    verdict = decide(interval, delta, n=n)
    assert not (verdict.favours_first and verdict.favours_second)
    if verdict.favours_first or verdict.favours_second:
        assert interval.low > 0 or interval.high < 0
        assert interval.low < -delta or interval.high > delta


@given(intervals, st.floats(0, 2), st.integers(1, 30))
def test_few_blocks_say_little(interval, delta, n):
    verdict = decide(interval, delta, n=n)
    assert n >= FEWEST or verdict is Verdict.UNDECIDED
    assert n >= FEWEST_EQUAL or verdict is not Verdict.PRACTICALLY_EQUAL


@given(intervals, st.floats(0, 2), st.floats(0, 1), sizes)
def test_a_narrower_interval_never_takes_a_direction_back(interval, delta, share, n):
    low, high = interval
    inside = Interval(low + share * (high - low) / 2, high)
    before, after = decide(interval, delta, n=n), decide(inside, delta, n=n)
    assert not (before.favours_first and after.favours_second)
    if before != Verdict.UNDECIDED:
        assert after != Verdict.UNDECIDED


@given(intervals, st.floats(0.1, 2), sizes, st.floats(0, 100))
def test_the_clause_is_there_where_unseen_failures_could_change_the_verdict(interval, delta, n, distance):
    clause = unseen_failures(interval, delta, n=n, distance=distance)
    verdict, cost = decide(interval, delta, n=n), min(3 / n, 1) * distance
    shifted = {decide(Interval(interval.low + shift, interval.high + shift), delta, n=n) for shift in (-cost, cost)}
    if clause is None and verdict is not Verdict.UNDECIDED:
        weaker = {Verdict.BETTER: Verdict.BETTER_BY_DELTA, Verdict.WORSE: Verdict.WORSE_BY_DELTA}
        assert shifted <= {verdict, weaker.get(verdict, verdict)}
    if clause is not None:
        assert (clause.rate, clause.cost) == (min(3 / n, 1), cost)
        assert verdict is not Verdict.UNDECIDED


@pytest.mark.parametrize("rule", [FixedSize(), ConfidenceSequence(0.0)])
@pytest.mark.parametrize(("mean", "sd"), [(0.4, 1.5), (0.05, 1.0), (-0.3, 2.0)])
def test_blocks_needed_surround_the_smallest_size_that_decides(rule, mean, sd):
    def half(n, s):
        return rule.half_width(n, s, 0.05)

    low, high = blocks_needed(Moments(40, mean, sd), half, delta=0.5, first_look=2)
    central = next(n for n in range(FEWEST_EQUAL, 10**5) if half(n, sd) <= max(abs(mean), 0.5 - abs(mean)))
    assert low <= max(central, 41) <= high


def test_blocks_needed_for_equality_are_at_least_ten():
    low, high = blocks_needed(Moments(6, 0.0, 0.01), lambda n, s: s, delta=0.5, first_look=2)
    assert (low, high) == (FEWEST_EQUAL, FEWEST_EQUAL)


def test_one_block_plans_nothing():
    assert blocks_needed(Moments(1, 1.0, None), lambda n, s: 1.0, delta=0.5, first_look=2) is None
