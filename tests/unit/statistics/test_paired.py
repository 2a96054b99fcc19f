import itertools
import math

import numpy as np
import pingouin
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from actlab.statistics.paired import (
    FixedSize,
    dominating,
    effect_size,
    moments,
    pairing_gain,
    sign_flip_p,
    skewness,
    t_p,
)

CLOSE = {"rel": 1e-9, "abs": 1e-12}
half_points = st.lists(st.integers(-40, 40).map(lambda k: k / 2), min_size=2, max_size=40).map(np.array)


@pytest.mark.parametrize("n", [2, 5, 30, 200])
def test_t_interval_p_and_d_agree_with_scipy_and_pingouin(n):
    values = np.random.default_rng(n).normal(0.3, 1.0, n)
    theirs = stats.ttest_1samp(values, 0)
    interval = FixedSize().bounds(values, 0.05, 30).interval
    assert t_p(values) == pytest.approx(theirs.pvalue, **CLOSE)
    assert interval == pytest.approx(tuple(theirs.confidence_interval(0.95)), **CLOSE)
    table = pingouin.ttest(values, 0)
    p_column = next(name for name in table.columns if name.lower().startswith("p"))
    d_column = next(name for name in table.columns if name.startswith("cohen"))
    assert t_p(values) == pytest.approx(float(table[p_column].iloc[0]), **CLOSE)
    assert abs(effect_size(moments(values))) == pytest.approx(float(table[d_column].iloc[0]), **CLOSE)


@pytest.mark.parametrize("a", [0.05, 0.05 / 7, 0.05 / 28])
def test_half_width_is_students_at_corrected_levels(a):
    assert FixedSize().half_width(30, 2.0, a) == pytest.approx(stats.t.ppf(1 - a / 2, 29) * 2 / math.sqrt(30), **CLOSE)


def test_sign_flip_enumerates_exactly_as_scipy_does():
    values = np.random.default_rng(0).normal(0.5, 1, 10)
    theirs = stats.permutation_test(
        (values,),
        lambda v, axis: np.abs(v.sum(axis)),
        permutation_type="samples",
        alternative="greater",
        n_resamples=np.inf,
        vectorized=True,
    )
    assert sign_flip_p(values[:, None])[0] == pytest.approx(theirs.pvalue, **CLOSE)


@given(st.lists(st.integers(-6, 6), min_size=1, max_size=8))
def test_sign_flip_counts_every_pattern(values):
    reached = [
        abs(sum(s * v for s, v in zip(signs, values, strict=True))) >= abs(sum(values))
        for signs in itertools.product((1, -1), repeat=len(values))
    ]
    assert sign_flip_p(np.array(values, float)[:, None])[0] == np.mean(reached)


def test_drawn_sign_flips_come_close_to_the_enumerated_law():
    values = np.random.default_rng(3).normal(0.4, 1.0, 15)
    signs = 2.0 * ((np.arange(2**15)[:, None] >> np.arange(15)) & 1) - 1
    exact = np.mean(np.abs(signs @ values) >= abs(values.sum()) - 1e-9)
    assert sign_flip_p(values[:, None])[0] == pytest.approx(exact, abs=5 * math.sqrt(exact / 20_000))


def test_drawn_sign_flips_repeat_ignore_order_and_never_reach_zero():
    values = np.random.default_rng(4).normal(5.0, 1.0, (200, 3))
    p = sign_flip_p(values)
    assert p.tolist() == [1 / 20_001] * 3
    weak = values - 4.9
    shuffled = np.random.default_rng(5).permutation(weak)
    assert sign_flip_p(weak).tolist() == sign_flip_p(shuffled).tolist() == sign_flip_p(-weak).tolist()


def test_without_variation_nothing_is_nan():
    assert t_p(np.zeros(9)) == 1.0
    assert t_p(np.full(9, 2.0)) == 0.0
    assert t_p(np.ones(1)) is None
    assert effect_size(moments(np.zeros(9))) == 0.0
    assert effect_size(moments(np.full(9, 2.0))) is None
    assert skewness(np.zeros(9)) == 0.0
    assert pairing_gain(np.arange(9.0), np.arange(9.0)) is None
    assert sign_flip_p(np.zeros((20, 1))) == 1.0


@given(half_points)
def test_moments_do_not_depend_on_order_and_mirror_exactly(values):
    found, mirrored = moments(values), moments(-values[::-1])
    assert (mirrored.mean, mirrored.sd) == (-found.mean, found.sd)
    assert found.sd == pytest.approx(np.std(values, ddof=1), abs=1e-12)
    assert skewness(values) == pytest.approx(0 if np.ptp(values) == 0 else stats.skew(values), abs=1e-9)


@given(half_points)
def test_dominating_values_hold_half_and_are_the_fewest(values):
    squares = (values - values.mean()) ** 2
    positions = dominating(values)
    held = squares[positions].sum()
    assert held >= squares.sum() / 2 - 1e-9
    assert squares[positions[:-1]].sum() <= squares.sum() / 2 + 1e-9


def test_pairing_gain_of_a_shared_split():
    generator = np.random.default_rng(6)
    shared, own = generator.normal(0, 2, (4000, 1)), generator.normal(0, 1, (4000, 2))
    first, second = (shared + own).T
    assert pairing_gain(first, second) == pytest.approx(5.0, rel=0.1)  # (4 + 1 + 4 + 1) / 2


def test_fixed_interval_covers_at_its_level():
    values = np.random.default_rng(7).normal(0, 1, (4000, 10))
    outside = [not low <= 0 <= high for low, high in (FixedSize().bounds(v, 0.05, 30).interval for v in values)]
    assert abs(np.mean(outside) - 0.05) < 4 * math.sqrt(0.05 * 0.95 / 4000)
