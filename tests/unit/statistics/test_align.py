import numpy as np
import pytest

from actlab.errors import DataError
from actlab.records.schema import FAILURES as RECORDED
from actlab.statistics import JudgedQuestion
from actlab.statistics.align import FAILURES, align

QUESTION = JudgedQuestion(("c0", "c1"))


def test_rows_are_joined_by_block_whatever_their_order(frame):
    rows = frame([[1, 2], [3, 4], [5, 6]], ids=[7, 3, 5])
    for seed in range(5):
        blocks = align(rows.sample(frac=1, random_state=seed), QUESTION)
        assert blocks.ids == (3, 5, 7)
        assert blocks.scores.tolist() == [[3, 4], [5, 6], [1, 2]]


def test_columns_follow_the_question(frame):
    assert align(frame([[1, 2]]), JudgedQuestion(("c1", "c0"))).scores.tolist() == [[2, 1]]


def test_an_incomplete_block_is_left_out_and_listed(frame):
    blocks = align(frame([[1, 2], [3, 4]]).iloc[:3], QUESTION)
    assert (blocks.ids, blocks.incomplete) == ((0,), (1,))


def test_failed_networks_score_chance_and_are_counted_by_kind(frame):
    blocks = align(frame([[90, 80], [91, 81]], [[False, True], [False, False]], chance=50.0), QUESTION)
    assert blocks.scores.tolist() == [[90, 50], [91, 81]]
    assert blocks.kinds == ({}, {"nonfinite": 1})


@pytest.mark.parametrize(("higher", "expected"), [(True, [[1, 0.5]]), (False, [[0.5, 0.2]])])
def test_an_unbounded_metric_is_capped_at_chance(frame, higher, expected):
    question = JudgedQuestion(("c0", "c1"), bounds=None, higher_is_better=higher)
    assert align(frame([[1.0, 0.2]], chance=0.5), question).scores.tolist() == expected


def test_two_rows_for_one_network(frame):
    rows = frame([[1, 2], [3, 4]])
    with pytest.raises(DataError, match="candidate c1 in block 1"):
        align(rows.iloc[[0, 1, 2, 3, 3]], QUESTION)


def test_two_regimes(frame):
    rows = frame([[1, 2], [3, 4]])
    rows.loc[1, "regime"] = "tuned"
    with pytest.raises(DataError, match="regime"):
        align(rows, QUESTION)


def test_a_missing_candidate_column_or_block(frame):
    rows = frame([[1, 2]])
    with pytest.raises(DataError, match="no rows for gelu"):
        align(rows, JudgedQuestion(("c0", "gelu")))
    with pytest.raises(DataError, match="status"):
        align(rows.drop(columns="status"), QUESTION)
    with pytest.raises(DataError, match="complete"):
        align(frame([[1, 2], [3, 4]]).iloc[[0, 3]], QUESTION)


def test_a_score_that_is_not_finite_needs_a_failure(frame):
    with pytest.raises(DataError, match="not finite"):
        align(frame([[1, np.nan]]), QUESTION)


@pytest.mark.parametrize("ids", [["0", "10", "2"], [0.5, 1.0, 2.0], [0.0, np.nan, 2.0]])
def test_block_ids_that_are_no_whole_numbers_are_refused_and_never_sorted_as_text(frame, ids):
    with pytest.raises(DataError, match="whole numbers"):
        align(frame([[1, 2]] * 3).assign(block=np.repeat(ids, 2)), QUESTION)


def test_whole_numbers_may_be_stored_as_fractions(frame):
    rows = frame([[1, 2]] * 3)
    assert align(rows.assign(block=rows["block"].astype(float)), QUESTION).ids == (0, 1, 2)


def test_an_unknown_status_is_no_failure(frame):
    rows = frame([[1, 2]] * 3)
    with pytest.raises(DataError, match="OK; known are ok, nonfinite"):
        align(rows.assign(status="OK"), QUESTION)


def test_a_row_without_a_name_is_refused(frame):
    rows = frame([[1, 2]] * 3)
    with pytest.raises(DataError, match="1 rows have no name"):
        align(rows.assign(candidate=["c0", "c1", np.nan, "c1", "c0", "c1"]), QUESTION)


def test_the_failures_of_the_records_are_known():
    assert set(RECORDED) <= set(FAILURES)
