import dataclasses
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from actlab._shared.plain import plain
from actlab.errors import DataError
from actlab.statistics import JudgedQuestion, across, judge_workload
from actlab.statistics.sequential import ConfidenceSequence
from actlab.statistics.workloads import average, friedman_p, ranks, wilcoxon_p

QUESTION = JudgedQuestion(("c0", "c1", "c2"))
tables = arrays(np.float64, st.tuples(st.integers(3, 9), st.integers(3, 5)), elements=st.integers(0, 9).map(float))


def workloads(frame, means, *, n=40, sd=1.0, family=None, question=QUESTION, seed=0):
    generator = np.random.default_rng(seed)
    return [
        judge_workload(
            f"w{w}",
            family or f"f{w}",
            frame(80 + generator.normal(0, sd, (n, len(row))) + np.array(row)),
            question,
        )
        for w, row in enumerate(means)
    ]


@given(tables)
def test_ranks_agree_with_scipy(table):
    assert ranks(table).tolist() == stats.rankdata(-table, axis=1).tolist()


@given(tables)
def test_friedman_agrees_with_scipy(table):
    if all(len(set(row)) == 1 for row in table.tolist()):
        assert friedman_p(table) is None
    else:
        assert friedman_p(table) == pytest.approx(stats.friedmanchisquare(*table.T).pvalue, rel=1e-9, abs=1e-12)


@given(st.lists(st.integers(1, 1000), min_size=2, max_size=12, unique=True), st.integers(0, 2**12))
def test_wilcoxon_agrees_with_scipys_exact(sizes, signs):
    values = np.array([size * (1 if signs >> i & 1 else -1) for i, size in enumerate(sizes)], float)
    assert wilcoxon_p(values) == pytest.approx(stats.wilcoxon(values, method="exact").pvalue, rel=1e-9)


def test_average_covers_with_unequal_spreads_and_sizes():
    generator, covered = np.random.default_rng(1), 0
    for _ in range(2000):
        draws = [generator.normal(1, s, n) for s, n in zip((3.0, 1.0, 0.5), (5, 8, 30), strict=True)]
        low, high = average(draws, 0.05, np.zeros(3)).interval
        covered += low <= 1 <= high
    assert abs(covered / 2000 - 0.95) < 0.02


@settings(deadline=None)
@given(st.lists(st.integers(-50, 50).map(lambda k: k / 10), min_size=2, max_size=50, unique=True))
def test_average_of_one_workload_is_its_t_interval(values):
    found = average([np.array(values)], 0.05, np.zeros(1))
    theirs = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    assert found.interval == pytest.approx(tuple(theirs), rel=1e-6, abs=1e-9)
    assert found.freedom == pytest.approx(len(values) - 1)


def test_equal_differences_leave_an_interval_as_wide_as_the_test_items(frame):
    found = across(workloads(frame, [(2, 0, 0)] * 4, n=10, sd=0.0)).pairs[0].average
    assert found.mean == 4.0
    assert found.interval == pytest.approx((4 - 0.2, 4 + 0.2))  # 4 items of half a point / 10 blocks / delta / 2


def test_after_stopping_the_average_is_the_mean_of_the_sequences_intervals(frame):
    question = dataclasses.replace(QUESTION, rule="sequence", first_look=6)
    judged = workloads(frame, [(1, 0, 0), (0, 0.5, 0)], question=question)
    found = across(judged).pairs[0].average
    rule, level = ConfidenceSequence(question.item), question.pair_alpha / 2
    ends = np.array([rule.bounds(each.differences("c0", "c1"), level, 6).interval for each in judged]) / question.delta
    assert found.interval == pytest.approx(tuple(ends.mean(axis=0)))
    assert found.freedom is None


def test_verdicts_are_counted_and_differences_averaged_in_deltas(frame):
    found = across(workloads(frame, [(2, 0, 2), (-2, 0, -2), (2, 0, 2)]))
    first, second = found.pairs
    assert (first.wins, first.equal, first.losses, first.undecided) == (2, 0, 1, 0)
    assert second.wins + second.equal + second.losses + second.undecided == 3
    assert first.average.mean == pytest.approx(2 / 3 / 0.5, abs=0.5)
    json.dumps(plain(found), allow_nan=False)


@pytest.mark.parametrize(("m", "needed"), [(1, 6), (7, 9), (28, 11)])
def test_tasks_in_general_need_enough_families(frame, m, needed):
    names = {1: 2, 7: 8, 28: 8}[m]
    question = JudgedQuestion(tuple(f"c{i}" for i in range(names)), family="all" if m == 28 else "baseline")
    means = [(3, *[0] * (names - 1))] * needed
    enough = across(workloads(frame, means, n=5, question=question))
    assert enough.speaks_in_general
    assert enough.pairs[0].p_wilcoxon_holm is not None
    assert enough.pairs[0].p_wilcoxon <= 0.05 / m
    for fewer in (
        workloads(frame, means[1:], n=5, question=question),
        workloads(frame, means, n=5, family="one", question=question),
    ):
        found = across(fewer)
        assert not found.speaks_in_general
        assert found.pairs[0].p_wilcoxon is None


def test_ranks_with_intervals_from_blocks(frame):
    found = across(workloads(frame, [(5, 0, -5)] * 3 + [(0, 5, -5)]))
    assert [rank.rank for rank in found.ranks] == [1.25, 1.75, 3.0]
    assert found.ranks[2].interval == (3.0, 3.0)
    close = across(workloads(frame, [(0, 0, 0)] * 4)).ranks
    assert all(rank.interval.low < rank.interval.high for rank in close)
    assert across(workloads(frame, [(0, 0, 0)] * 4)).ranks == close


def test_different_questions_are_not_put_together(frame):
    other = dataclasses.replace(QUESTION, alpha=0.01)
    with pytest.raises(DataError, match="different questions"):
        across(workloads(frame, [(0, 0, 0)]) + workloads(frame, [(0, 0, 0)], question=other))
    with pytest.raises(DataError, match="delta is 0"):
        across(workloads(frame, [(0, 0, 0)], question=dataclasses.replace(QUESTION, delta=0.0)))
