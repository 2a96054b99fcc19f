"""From a frame of records to a matrix of scores: rows are joined by block id and by nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from actlab.errors import DataError
from actlab.i18n import _
from actlab.statistics._types import FloatArray, JudgedQuestion

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Blocks", "align"]

COLUMNS = ("candidate", "block", "regime", "test_score", "chance_score", "status")
SUCCESS = "ok"
FAILURES = ("nonfinite", "constant", "no_better_than_constant", "timeout")
BITS = ("train_loss", "test_loss")
"""Columns of full precision; networks that agree in them in every block are equal to the bit."""


@dataclass(frozen=True)
class Blocks:
    """The complete blocks in the order of their ids, one column per candidate in the question's order.

    ``scores`` hold chance where a network failed; ``items`` hold each network's correctness on the test
    items, or ``None``; ``incomplete`` lists the ids left out; ``bits`` hold each network's losses on the training and
    the test part, or ``None``; ``single`` holds the scores that single runs would have shown, on fewer test items where
    the frame says so.
    """

    ids: tuple[int, ...]
    scores: FloatArray
    chance: FloatArray
    failed: NDArray[np.bool_]
    kinds: tuple[dict[str, int], ...]
    items: tuple[tuple[Any, ...], ...] | None
    incomplete: tuple[int, ...]
    bits: NDArray[Any] | None
    single: FloatArray

    def equal_to_the_bit(self, i: int, j: int) -> bool:
        """Return whether two candidates' networks are the same in every block, as far as their losses tell."""
        return self.bits is not None and bool(np.array_equal(self.bits[:, i], self.bits[:, j], equal_nan=True))


def align(frame: pd.DataFrame, question: JudgedQuestion) -> Blocks:
    """Return the complete blocks of a frame with one row per network.

    A failed network is given its block's constant-predictor score. Where the metric has no
    bounds, no score counts for worse than that.

    Raises:
        DataError: a missing column or candidate, a row without a candidate's name, a block id that is no whole
            number, an unknown status, two rows for one network, more than one regime, a successful network without a
            finite score, a score outside the bounds under rule ``exact``, or no complete block.
    """
    _check_columns(frame)
    _check_cells(frame)
    index = {name: i for i, name in enumerate(question.candidates)}
    rows = frame[frame["candidate"].isin(question.candidates)]
    column = np.array([index[name] for name in rows["candidate"]], dtype=np.intp)
    ids, row = np.unique(rows["block"].to_numpy(dtype=np.int64), return_inverse=True)
    place = np.full((len(ids), len(index)), -1, dtype=np.intp)
    place[row, column] = np.arange(len(rows))
    _check_rows(rows, place, question)
    complete = np.all(place >= 0, axis=1)
    if not complete.any():
        raise DataError(
            _("None of {n} blocks is complete for {names}.").format(n=len(ids), names=", ".join(question.candidates))
        )
    place = place[complete]
    status = rows["status"].to_numpy()[place]
    failed = np.asarray(status != SUCCESS, dtype=np.bool_)
    chance = rows["chance_score"].to_numpy(dtype=np.float64)[place]
    scores = _score(rows["test_score"].to_numpy(dtype=np.float64)[place], chance, failed, question)
    return Blocks(
        ids=tuple(int(each) for each in ids[complete]),
        scores=scores,
        chance=chance,
        failed=failed,
        kinds=tuple(_kinds(status[:, i], failed[:, i]) for i in range(len(index))),
        items=_items(rows, place, question),
        incomplete=tuple(int(each) for each in ids[~complete]),
        single=_single(rows, place, scores, failed),
        bits=rows[list(BITS)].to_numpy(dtype=np.float64)[place] if {*BITS} <= {*rows.columns} else None,
    )


def _check_columns(frame: pd.DataFrame) -> None:
    missing = [name for name in COLUMNS if name not in frame.columns]
    if missing:
        raise DataError(
            _("The frame lacks the columns {missing}; needed are {needed}.").format(
                missing=", ".join(missing), needed=", ".join(COLUMNS)
            )
        )


def _check_cells(frame: pd.DataFrame) -> None:
    """Refuse cells that would otherwise be silently dropped, sorted as text or counted as failures."""
    if frame["candidate"].isna().any():
        raise DataError(
            _("{n} rows have no name in the column candidate; each row needs one.").format(
                n=int(frame["candidate"].isna().sum())
            )
        )
    blocks = frame["block"]
    if blocks.dtype.kind not in "iu" and not _are_whole(blocks):
        raise DataError(
            _("The column block holds {given!r}; block ids must be whole numbers, such as 0, 1, 2.").format(
                given=blocks.iloc[0]
            )
        )
    unknown = sorted({str(each) for each in frame["status"].unique()} - {SUCCESS, *FAILURES})
    if unknown:
        raise DataError(
            _("The column status holds {unknown}; known are {known}.").format(
                unknown=", ".join(unknown), known=", ".join((SUCCESS, *FAILURES))
            )
        )


def _are_whole(blocks: pd.Series[Any]) -> bool:
    """Return whether numbers that are not stored as integers are whole all the same."""
    return blocks.dtype.kind == "f" and bool((blocks % 1 == 0).all())


def _check_rows(rows: pd.DataFrame, place: NDArray[np.intp], question: JudgedQuestion) -> None:
    regimes = rows["regime"].unique()
    if len(regimes) > 1:
        raise DataError(
            _("The frame holds rows of {n} regimes ({names}); judge each regime by itself.").format(
                n=len(regimes), names=", ".join(regimes)
            )
        )
    present = set(rows["candidate"])
    absent = [name for name in question.candidates if name not in present]
    if absent:
        raise DataError(_("The frame holds no rows for {names}.").format(names=", ".join(absent)))
    if np.sum(place >= 0) < len(rows):
        twice = Counter(zip(rows["candidate"], rows["block"], strict=True)).most_common(1)[0][0]
        raise DataError(
            _("The frame holds two rows for candidate {name} in block {block}; a network counts once.").format(
                name=twice[0], block=twice[1]
            )
        )


def _score(scores: FloatArray, chance: FloatArray, failed: NDArray[np.bool_], question: JudgedQuestion) -> FloatArray:
    if not np.isfinite(chance).all() or not np.isfinite(scores[~failed]).all():
        raise DataError(_("A score is not finite in a row that counts; such a network needs a failure status."))
    counted = np.where(failed, chance, scores)
    if question.rule == "exact" and question.bounds is not None:
        _check_bounds(counted, question.bounds)
    if question.bounds is None:
        cap = np.maximum if question.higher_is_better else np.minimum
        counted = np.asarray(cap(counted, chance), dtype=np.float64)
    return counted


def _single(rows: pd.DataFrame, place: NDArray[np.intp], scores: FloatArray, failed: NDArray[np.bool_]) -> FloatArray:
    """Return the scores on as many test items as a single run has; the scores themselves without any."""
    if "single_score" not in rows.columns:
        return scores
    single = rows["single_score"].to_numpy(dtype=np.float64)[place]
    return np.where(failed | ~np.isfinite(single), scores, single)


def _check_bounds(scores: FloatArray, bounds: tuple[float, float]) -> None:
    low, high = float(scores.min()), float(scores.max())
    if low < bounds[0] or high > bounds[1]:
        raise DataError(
            _("Scores from {low:g} to {high:g} leave the bounds {bounds}, on which --exact relies.").format(
                low=low, high=high, bounds=bounds
            )
        )


def _kinds(status: NDArray[Any], failed: NDArray[np.bool_]) -> dict[str, int]:
    return {str(kind): count for kind, count in sorted(Counter(status[failed]).items())}


def _items(rows: pd.DataFrame, place: NDArray[np.intp], question: JudgedQuestion) -> tuple[tuple[Any, ...], ...] | None:
    if not question.fixed_test or "correct" not in rows.columns:
        return None
    column: Sequence[Any] = list(rows["correct"])
    return tuple(tuple(column[i] for i in block) for block in place)
