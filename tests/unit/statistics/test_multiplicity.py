import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from actlab.statistics.multiplicity import holm, smallest_sign_flip_size, within_delta_of_best
from actlab.statistics.paired import FixedSize, sign_flip_p


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_holm_agrees_with_statsmodels(p):
    assert holm(p) == pytest.approx(multipletests(p, method="holm")[1].tolist(), rel=1e-9, abs=1e-15)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_never_lowers_a_p_value_and_keeps_their_order(p):
    adjusted = holm(p)
    assert all(after >= before for before, after in zip(p, adjusted, strict=True))
    order = np.argsort(p, kind="stable")
    assert np.all(np.diff(np.array(adjusted)[order]) >= 0)


@pytest.mark.parametrize(("m", "n"), [(1, 6), (2, 7), (7, 9), (28, 11)])
def test_what_sign_flips_can_reach(m, n):
    assert smallest_sign_flip_size(0.05 / m) == n
    assert sign_flip_p(np.ones((n, 1)))[0] <= 0.05 / m < sign_flip_p(np.ones((n - 1, 1)))[0]


def exceeds(differences, one_sided, delta=0.5):
    return FixedSize().bounds(differences, 2 * one_sided, 2).interval.low > delta


def test_only_what_is_shown_to_lie_more_than_delta_behind_is_ruled_out():
    scores = np.random.default_rng(0).normal(0, 1, (400, 5)) + np.array([0.0, 0.02, -0.4, -3.0, -3.0])
    assert within_delta_of_best(scores, "abcde", 0.05, exceeds) == ("a", "b", "c")


def test_a_candidate_that_lies_delta_behind_all_others_stays_at_its_level():
    generator, behind = np.random.default_rng(1), np.array([-0.5, 0, 0, 0, 0])
    kept = [
        "a" in within_delta_of_best(generator.normal(0, 1, (20, 5)) + behind, "abcde", 0.05, exceeds)
        for _ in range(600)
    ]
    assert 0.95 - 2 * np.sqrt(0.05 * 0.95 / 600) <= np.mean(kept) < 1
