import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from actlab.statistics.sequential import ConfidenceSequence, running_intervals, unit_half_width
from checkers.calibration import NOISES, ever_excluded, stopped_verdicts

RUNS = 4000
N = 200


def sequence(first_look, item=0.0):
    return lambda values: running_intervals(values, 0.05, first_look=first_look, item=item)


@pytest.mark.parametrize(
    ("prior_variance", "table"),
    [
        (0.3, {30: 0.595, 50: 0.450, 100: 0.319, 200: 0.229, 1000: 0.109}),
        (1.0, {30: 0.611, 50: 0.469, 100: 0.335, 200: 0.241, 1000: 0.114}),
    ],
)
def test_half_widths_of_the_protocols_table(prior_variance, table):
    assert unit_half_width(list(table), 0.05, prior_variance).round(3).tolist() == list(table.values())


@pytest.mark.parametrize("n", [8, 30, 300])
@pytest.mark.parametrize("g", [0.3, 1.0])
def test_half_width_inverts_the_mixed_likelihood_ratio(n, g):
    k = 1 + g * n

    def log_ratio_less_needed(mean):
        t2 = n * mean**2
        gain = (1 + t2 / (n - 1)) / (1 + t2 / ((n - 1) * k))
        return n / 2 * math.log(gain) - math.log(k) / 2 - math.log(1 / 0.05)

    wanted = brentq(log_ratio_less_needed, 1e-9, 50, xtol=1e-13)
    assert unit_half_width(n, 0.05, g) == pytest.approx(wanted, rel=1e-9)


def test_looks_at_every_block_from_30_to_200_err_in_about_two_percent():
    """.021 of 20,000 normal runs (standard error .001); 4,000 here: four standard errors."""
    values = NOISES["normal"](np.random.default_rng(13), (RUNS, N))
    error = ever_excluded(sequence(30), values)
    assert abs(error - 0.021) < 4 * math.sqrt(0.021 * 0.979 / RUNS)


def test_half_width_is_infinite_where_the_ratio_cannot_reach_the_level():
    assert unit_half_width([1, 2, 3], 0.05 / 28).tolist() == [math.inf] * 3


@pytest.mark.parametrize(
    ("noise", "shares"),
    [
        ("normal", (0.031, 0.021, 0.009)),
        ("exponential", (0.107, 0.054, 0.018)),
        ("failing", (None, 0.24, 0.06)),
    ],
)
def test_anytime_error_to_200_blocks(noise, shares):
    """Shares of 20,000 runs; 4,000 here: four standard errors of a share."""
    values = NOISES[noise](np.random.default_rng(11), (RUNS, N))
    for first_look, share in zip((6, 30, 100), shares, strict=True):
        if share is not None:
            error = ever_excluded(sequence(first_look), values)
            assert abs(error - share) < 4 * math.sqrt(share * (1 - share) / RUNS) + 0.002


@pytest.mark.slow
@pytest.mark.parametrize("noise", ["normal", "t3", "grid", "skewed", "exponential"])
@pytest.mark.parametrize("first_look", [30, 100])
def test_runs_that_stop_at_a_verdict_err_in_at_most_five_percent(noise, first_look):
    values = NOISES[noise](np.random.default_rng(12), (RUNS, N))
    procedure, allowed = sequence(first_look, item=0.5), 0.05 + 2 * math.sqrt(0.05 * 0.95 / RUNS)
    assert np.mean(np.abs(stopped_verdicts(procedure, values, 0.5)) == 1) <= allowed
    for truth in (-0.5, 0.5):
        assert np.mean(stopped_verdicts(procedure, values + truth, 0.5) == 0) <= allowed


@given(st.lists(st.integers(-8, 8), min_size=2, max_size=60), st.integers(2, 20))
def test_running_intervals_never_widen_mirror_and_keep_the_floor(values, first_look):
    half_points = np.array(values) / 2
    low, high = running_intervals(half_points, 0.05, first_look=first_look, item=0.5)
    assert np.all(low[1:] >= low[:-1])
    assert np.all(high[1:] <= high[:-1])
    assert np.all(np.isinf(low[: first_look - 1]))
    mirrored = running_intervals(-half_points, 0.05, first_look=first_look, item=0.5)
    assert (-mirrored[1]).tolist() == low.tolist()


def test_a_run_without_variation_is_held_open_by_the_floor():
    bounds = ConfidenceSequence(item=0.5).bounds(np.zeros(100), 0.05, 30)
    assert bounds.interval == (-0.02, 0.02)


def test_last_interval_is_the_formula_when_the_spread_settles():
    values = np.tile([1.0, -1.0], 50)
    bounds = ConfidenceSequence(item=0.0).bounds(values, 0.05, 100)
    expected = float(unit_half_width(100, 0.05)) * np.std(values, ddof=1)
    assert bounds.interval == pytest.approx((-expected, expected), rel=1e-12)
    assert bounds.half_width == pytest.approx(expected, rel=1e-12)


def test_an_empty_intersection_says_that_assumptions_failed():
    values = np.concatenate([np.zeros(50), np.full(400, 10.0)]) + np.tile([0.01, -0.01], 225)
    bounds = ConfidenceSequence(item=0.0).bounds(values, 0.05, 30)
    assert bounds.assumptions_failed
    assert bounds.interval == (-math.inf, math.inf)


def test_before_the_first_look_nothing_is_known():
    assert ConfidenceSequence(item=0.5).bounds(np.arange(29.0), 0.05, 30).interval == (-math.inf, math.inf)
