import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import betaln
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import proportion_confint

from actlab.statistics.rates import (
    beats_interval,
    clopper_pearson,
    mcnemar_anytime_p,
    mcnemar_p,
    rate_sequence,
)

counts = st.integers(0, 60)


@given(counts, counts.filter(bool))
def test_clopper_pearson_agrees_with_statsmodels(count, more):
    n = count + more
    theirs = proportion_confint(count, n, 0.05, method="beta")
    assert clopper_pearson(count, n, 0.05) == pytest.approx(theirs, rel=1e-9, abs=1e-12)


@given(counts, counts.filter(bool))
def test_without_ties_the_interval_is_wilsons(wins, losses):
    theirs = proportion_confint(wins, wins + losses, 0.05, method="wilson")
    assert beats_interval(wins, 0, losses, 0.05) == pytest.approx(theirs, rel=1e-9, abs=1e-9)


@given(counts, counts, counts)
def test_ties_narrow_the_interval_which_mirrors_and_holds_the_estimate(wins, ties, losses):
    n = wins + ties + losses
    if n == 0:
        return
    low, high = beats_interval(wins, ties, losses, 0.05)
    assert 0 <= low <= (wins + ties / 2) / n + 1e-12
    assert (wins + ties / 2) / n - 1e-12 <= high <= 1
    assert low < high
    assert beats_interval(losses, ties, wins, 0.05) == pytest.approx((1 - high, 1 - low), abs=1e-9)


@pytest.mark.parametrize("n", [5, 10, 30, 60, 200])
@pytest.mark.parametrize("chances", [(0.35, 0.4, 0.25), (0.03, 0.97, 0), (0.02, 0.97, 0.01), (0.95, 0.05, 0)])
def test_interval_covers_also_when_most_blocks_tie(n, chances):
    """A score interval may fall a little short at single points: at least .90 of 3,000 draws."""
    found, times = np.unique(np.random.default_rng(0).multinomial(n, chances, 3000), axis=0, return_counts=True)
    truth = chances[0] + chances[1] / 2
    ends = [beats_interval(*map(int, draw), 0.05) for draw in found]
    assert sum(int(k) for (low, high), k in zip(ends, times, strict=True) if low <= truth <= high) >= 0.90 * 3000


@given(counts, counts)
def test_mcnemar_agrees_with_statsmodels(only_first, only_second):
    theirs = mcnemar([[0, only_first], [only_second, 0]], exact=True).pvalue if only_first + only_second else 1.0
    assert mcnemar_p(only_first, only_second) == pytest.approx(theirs, rel=1e-9)


@given(counts, counts)
def test_ends_of_the_sequence_have_the_likelihood_needed(wins, losses):
    low, high = rate_sequence(wins, losses, 0.05)
    assert rate_sequence(losses, wins, 0.05) == pytest.approx((1 - high, 1 - low), abs=1e-12)
    for p, inner in ((low, wins), (high, losses)):
        if inner:
            log_ratio = betaln(1 + wins, 1 + losses) - wins * math.log(p) - losses * math.log1p(-p)
            assert log_ratio == pytest.approx(math.log(1 / 0.05), rel=1e-6)
    if wins == 0:
        assert low == 0
    if losses == 0:
        assert high == 1


def test_statement_on_p_a_beats_b_errs_in_at_most_five_percent_at_all_times():
    """Exponential noise of median 0; the verdict on p = 1/2 at any of 200 blocks; 2,000 runs."""
    wins = np.cumsum(np.random.default_rng(1).exponential(1, (2000, 200)) > math.log(2), axis=1)
    n = np.arange(1, 201)
    log_ratio = betaln(1 + wins, 1 + n - wins) + n * math.log(2)
    reached = log_ratio.max(axis=1) >= math.log(1 / 0.05)
    assert np.mean(reached) <= 0.05
    last = int(np.argmax(log_ratio[:, -1]))
    low, high = rate_sequence(int(wins[last, -1]), int(200 - wins[last, -1]), 0.05)
    assert (low > 0.5 or high < 0.5) == (log_ratio[last, -1] > math.log(1 / 0.05))


def test_anytime_mcnemar_survives_stopping_and_finds_what_is_there():
    generator = np.random.default_rng(2)

    def share(p_first, p_second, runs):
        first, second = generator.random((runs, 200)) < p_first, generator.random((runs, 200)) < p_second
        return np.mean([mcnemar_anytime_p(x & ~y, y & ~x) <= 0.05 for x, y in zip(first, second, strict=True)])

    assert share(0.1, 0.1, 1000) <= 0.05
    assert share(0.2, 0.02, 100) >= 0.95


def test_no_discordant_block_says_nothing():
    nothing = np.zeros(5, bool)
    assert mcnemar_anytime_p(nothing, nothing) == mcnemar_p(0, 0) == 1.0
