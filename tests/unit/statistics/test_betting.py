import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actlab.errors import DataError
from actlab.statistics import JudgedQuestion, Verdict, judge
from actlab.statistics.betting import BettingSequence, ever_excluded_means

EXACT = JudgedQuestion(("c0", "c1"), rule="exact")


def capital(values, mean, a):
    """The two capitals against one mean, bet by bet, as the paper writes them."""
    larger = smaller = best_larger = best_smaller = 1.0
    total, squares = 0.5, 0.25
    for t, x in enumerate(values, start=1):
        bet = math.sqrt(2 * math.log(2 / a) / (squares / t * t * math.log(1 + t)))
        larger *= 1 + min(bet, 0.9 / mean) * (x - mean)
        smaller *= 1 - min(bet, 0.9 / (1 - mean)) * (x - mean)
        total += x
        squares += (x - total / (t + 1)) ** 2
        best_larger, best_smaller = max(best_larger, larger), max(best_smaller, smaller)
    return best_larger, best_smaller


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=50), st.floats(0.05, 0.95))
def test_excluded_means_are_those_against_which_enough_was_won(values, mean):
    larger, smaller = capital(values, mean, 0.05)
    found = [ever_excluded_means(np.array(values), np.array([mean]), 0.05, side)[0] for side in (1, -1)]
    assert found == [larger >= 40, smaller >= 40]


@pytest.mark.parametrize("mean", [0.3, 0.5])
def test_no_shape_breaks_the_level(mean):
    """The worst shape in range, and failures in 5 % of blocks: 1,000 runs of 200 blocks each."""
    generator = np.random.default_rng(0)
    two_values = (generator.random((1000, 200)) < mean).astype(float)
    fallen = mean + 0.2 * (0.05 - (generator.random((1000, 200)) < 0.05))
    for values in (two_values, fallen):
        errors = [any(ever_excluded_means(run, np.array([mean]), 0.05, side)[0] for side in (1, -1)) for run in values]
        assert np.mean(errors) <= 0.05 + 2 * math.sqrt(0.05 * 0.95 / 1000)


def test_two_points_take_about_two_hundred_and_twenty_blocks():
    values = np.random.default_rng(1).normal(2, 2, (8, 300))
    rule = BettingSequence(100.0)
    needed = [next(n for n in range(150, 301) if rule.bounds(v[:n], 0.05, 30).interval.low > 0) for v in values]
    assert np.mean(needed) == pytest.approx(220, abs=20)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(-200, 200), min_size=1, max_size=120))
def test_interval_mirrors_nests_and_matches_the_capital_at_its_ends(values):
    rule, half_points = BettingSequence(100.0), np.array(values) / 2
    low, high = rule.bounds(half_points, 0.05, 30).interval
    mirrored = rule.bounds(-half_points, 0.05, 30).interval
    assert (-mirrored.high, -mirrored.low) == pytest.approx((low, high), abs=1e-9)
    shorter = rule.bounds(half_points[:-1], 0.05, 30).interval if len(values) > 1 else (-math.inf, math.inf)
    assert shorter[0] - 1e-9 <= low
    assert high <= shorter[1] + 1e-9
    if low > -99.9:
        assert capital((half_points / 100 + 1) / 2, (low / 100 + 1) / 2 - 1e-9, 0.05)[0] >= 40
        assert capital((half_points / 100 + 1) / 2, ((low + 0.02) / 100 + 1) / 2, 0.05)[0] < 40


def test_the_exact_rule_judges_and_plans(frame):
    generator = np.random.default_rng(2)
    base = generator.normal(80, 2, (400, 1))
    rows = frame(np.hstack([base + generator.normal(2, 1, (400, 1)), base]))
    pair = judge(rows, EXACT).pairs[0]
    assert pair.verdict.favours_first
    assert pair.p_t is None
    few = judge(rows[rows["block"] < 100], EXACT).pairs[0]
    assert few.verdict == Verdict.UNDECIDED
    low, high = few.blocks_needed
    assert low <= 215 <= high * 1.15
    summary = judge(rows, EXACT).candidates[1]
    assert summary.interval.low < 80 < summary.interval.high


def test_scores_outside_the_bounds_are_refused(frame):
    with pytest.raises(DataError, match="bounds"):
        judge(frame([[90, 101], [90, 99]]), EXACT)
    assert judge(frame([[90, 101], [90, 99]]), dataclasses.replace(EXACT, bounds=(0, 200))).blocks == 2
