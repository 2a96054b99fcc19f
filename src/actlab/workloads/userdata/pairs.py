"""Inputs and targets that are given apart: numbers as they are, anything else as a table."""

from __future__ import annotations

from typing import Any

import numpy as np

from actlab.errors import DataError
from actlab.i18n import _
from actlab.workloads._spec import Task, Workload
from actlab.workloads.userdata.arrays import own_data
from actlab.workloads.userdata.frames import as_frame, own_frame
from actlab.workloads.userdata.preparation import AUTOMATIC, Preparation
from actlab.workloads.userdata.targets import read_target

__all__ = ["own_pair"]

_MATRIX = 2


def own_pair(
    x: Any,
    y: Any,
    *,
    task: Task | None = None,
    preparation: Preparation = AUTOMATIC,
    test: tuple[Any, Any] | None = None,
    as_tokens: bool = False,
) -> Workload:
    """Return a workload from inputs and what is to be predicted from them.

    Args:
        x: Numbers of shape (n, ...), or a table: a DataFrame, or a matrix with texts or missing values.
        y: n labels, or numbers; see `read_target`.
        task: ``classification`` or ``regression``; found by default.
        preparation: What the user decides of a table's columns.
        test: Inputs and targets of the test part; drawn by default.
        as_tokens: Whether x are whole numbers that a network looks up.

    Raises:
        DataError: They cannot be learned from.

    >>> own_pair([[1.0, np.nan], [2.0, 5.0]] * 20, [0, 1] * 20).account[1].missing
    20
    """
    if as_tokens or (not _is_table(x) and preparation == AUTOMATIC):
        return own_data(x, y, task=task, test=test, as_tokens=as_tokens)
    frame, targets = _with_target(x, y, task)
    held = None if test is None else _with_target(*test, task)[0]
    return own_frame(frame, targets, task=task, preparation=preparation, test=held)


def _is_table(x: Any) -> bool:
    """Return whether inputs need the preparation of a table: names, texts, or missing values."""
    if hasattr(x, "columns") or isinstance(x, np.ma.MaskedArray):
        return True
    if hasattr(x, "toarray"):
        return False
    try:
        raw = np.asarray(x)
    except (TypeError, ValueError, RuntimeError):
        return False
    if raw.dtype.names is not None:
        return True
    if raw.ndim != _MATRIX:
        return False
    if raw.dtype.kind in "OU":
        return not _all_numbers(raw)
    return raw.dtype.kind == "f" and bool(np.isnan(raw).any())


def _all_numbers(raw: Any) -> bool:
    try:
        return bool(np.isfinite(raw.astype(np.float64)).all())
    except (TypeError, ValueError):
        return False


def _with_target(x: Any, y: Any, task: Task | None) -> tuple[Any, list[str]]:
    """Return one table with the targets as its last columns, and their names."""
    import pandas as pd

    if isinstance(x, np.ma.MaskedArray) and x.dtype.names is None:
        x = np.ma.filled(x.astype(np.float64), np.nan)
    frame = as_frame(x if hasattr(x, "columns") else pd.DataFrame(np.asarray(x)))
    labels = np.asarray(y)
    if len(frame) != len(labels) or labels.ndim == 0:
        raise DataError(
            _("X has {rows} rows and y has {labels} labels; give one label for each row.").format(
                rows=len(frame), labels=len(labels) if labels.ndim else 0
            )
        )
    if labels.ndim == _MATRIX and labels.shape[1] > 1:
        read_target(labels, task=task)
        names = [_free(f"y{place}", frame.columns) for place in range(labels.shape[1])]
        return frame.assign(**dict(zip(names, labels.T, strict=True))), names
    name = _free(str(getattr(y, "name", None) or "y"), frame.columns)
    values = y.reset_index(drop=True) if isinstance(y, pd.Series) else pd.Series(labels.reshape(len(labels)))
    return frame.assign(**{name: values}), [name]


def _free(name: str, taken: Any) -> str:
    while name in taken:
        name += "_"
    return name
