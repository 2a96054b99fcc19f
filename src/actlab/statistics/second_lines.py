"""What lies beyond the blocks: new data from a given data set, and other test items."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.special import ndtri

from actlab.errors import DataError
from actlab.i18n import _
from actlab.statistics._types import FloatArray, Interval, JudgedQuestion, SecondLine
from actlab.statistics.paired import Moments, moments, within_range
from actlab.statistics.verdict import decide

__all__ = ["item_differences", "new_data", "test_items"]


def new_data(found: Moments, half_width: float, question: JudgedQuestion, resplits: tuple[int, int]) -> SecondLine:
    """Return the line for new data of the size of a data set that the blocks re-split.

    mean +- sqrt(h^2 + (z s)^2 n_test/n_train), conservative (Nadeau and Bengio 2003); more blocks do not
    narrow it.

    Args:
        found: count, mean and standard deviation of the paired differences.
        half_width: h, of the interval over blocks.
        question: what was declared.
        resplits: n_train and n_test.

    >>> new_data(Moments(200, 1.0, 1.0), 0.0, JudgedQuestion(("a", "b")), (400, 100)).interval
    Interval(low=0.020..., high=1.979...)
    """
    n_train, n_test = resplits
    beyond = _z(question) * (found.sd or 0.0) * math.sqrt(n_test / n_train)
    return _line("new_data", found, half_width, beyond, question)


def test_items(found: Moments, half_width: float, question: JudgedQuestion, differences: FloatArray) -> SecondLine:
    """Return the line for other test items, when all blocks share one test set.

    mean +- sqrt(h^2 + (z s_item)^2/n_test), s_item the standard deviation over items of the mean difference
    in correctness, in metric units.

    Args:
        found: count, mean and standard deviation of the paired differences.
        half_width: h, of the interval over blocks.
        question: what was declared; its ``item * n_test`` is the score of being always right.
        differences: for each test item the mean difference in correctness over blocks.
    """
    n_test = len(differences)
    spread = (moments(differences).sd or 0.0) * question.item * n_test
    return _line("test_items", found, half_width, _z(question) * spread / math.sqrt(n_test), question)


test_items.__test__ = False  # type: ignore[attr-defined]  # a statistic, no test of pytest's


def item_differences(items: Sequence[Sequence[Any]], first: int, second: int) -> FloatArray | None:
    """Return each test item's mean difference in correctness, over the blocks where both are known.

    Args:
        items: for each block, for each candidate, its correctness on each item or nothing.
        first: position of the candidate whose correctness counts positive.
        second: position of the other.

    Raises:
        DataError: lists of different lengths.
    """
    pairs = [(block[first], block[second]) for block in items]
    known = [pair for pair in pairs if _is_known(pair[0]) and _is_known(pair[1])]
    if not known:
        return None
    if len({len(each) for pair in known for each in pair}) > 1:
        raise DataError(_("Lists of correct test items differ in length; a fixed test set has one length."))
    values = np.asarray(known, dtype=np.float64)
    result: FloatArray = (values[:, 0] - values[:, 1]).mean(axis=0)
    return result


def _is_known(correct: Any) -> bool:
    return correct is not None and np.ndim(correct) == 1 and len(correct) > 0


def _z(question: JudgedQuestion) -> float:
    return float(ndtri(1 - question.pair_alpha / 2))


def _line(kind: Any, found: Moments, half_width: float, beyond: float, question: JudgedQuestion) -> SecondLine:
    half = math.hypot(half_width, beyond)
    interval = within_range(Interval(found.mean - half, found.mean + half), question.difference_range)
    return SecondLine(kind, found.mean, interval, decide(interval, question.delta, n=found.n))
