import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actlab.statistics import Interval, Verdict
from actlab.statistics.paired import FixedSize, Moments
from actlab.statistics.sequential import ConfidenceSequence
from actlab.statistics.verdict import blocks_needed, decide, equality_blocks

ends = st.floats(-5, 5)
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
    assert decide(Interval(low, high), 0.5) == verdict


@given(intervals, st.floats(0, 2), st.booleans())
def test_exchanging_the_candidates_mirrors_the_verdict(interval, delta, may_be_equal):
    mirrored = decide(Interval(-interval.high, -interval.low), delta, may_be_equal=may_be_equal)
    assert mirrored == decide(interval, delta, may_be_equal=may_be_equal).mirrored


@given(intervals, st.floats(0, 2), st.booleans())
def test_a_verdict_names_a_direction_only_without_zero(interval, delta, may_be_equal):
    verdict = decide(interval, delta, may_be_equal=may_be_equal)
    assert not (verdict.favours_first and verdict.favours_second)
    if verdict.favours_first or verdict.favours_second:
        assert interval.low > 0 or interval.high < 0
    if not may_be_equal:
        assert verdict != Verdict.PRACTICALLY_EQUAL


@given(intervals, st.floats(0, 2), st.floats(0, 1))
def test_a_narrower_interval_never_takes_a_direction_back(interval, delta, share):
    low, high = interval
    inside = Interval(low + share * (high - low) / 2, high)
    before, after = decide(interval, delta), decide(inside, delta)
    assert not (before.favours_first and after.favours_second)
    if before != Verdict.UNDECIDED:
        assert after != Verdict.UNDECIDED


def test_equality_waits_for_rare_failures():
    assert equality_blocks(30, 46.0, 0.5) == 276
    assert equality_blocks(100, 1.0, 0.5) == 100


@pytest.mark.parametrize("rule", [FixedSize(), ConfidenceSequence(0.0)])
@pytest.mark.parametrize(("mean", "sd"), [(0.4, 1.5), (0.05, 1.0), (-0.3, 2.0)])
def test_blocks_needed_surround_the_smallest_size_that_decides(rule, mean, sd):
    def half(n, s):
        return rule.half_width(n, s, 0.05)

    low, high = blocks_needed(Moments(40, mean, sd), half, delta=0.5, first_look=2, equality_from=2)
    central = next(n for n in range(2, 10**5) if half(n, sd) <= max(abs(mean), 0.5 - abs(mean)))
    assert low <= max(central, 41) <= high


def test_blocks_needed_for_equality_include_the_wait():
    low, high = blocks_needed(
        Moments(40, 0.0, 0.5),
        lambda n, s: FixedSize().half_width(n, s, 0.05),
        delta=0.5,
        first_look=2,
        equality_from=276,
    )
    assert high == 276
    assert low > 40


def test_one_block_plans_nothing():
    assert blocks_needed(Moments(1, 1.0, None), lambda n, s: 1.0, delta=0.5, first_look=2, equality_from=2) is None
