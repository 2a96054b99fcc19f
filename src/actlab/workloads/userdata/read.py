"""Whatever a user calls data: one door for arrays, tables, files and torch datasets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from actlab._shared.spelling import option
from actlab.errors import DataError
from actlab.i18n import _
from actlab.workloads._spec import Task, Workload
from actlab.workloads.userdata.arrays import own_dataset
from actlab.workloads.userdata.files import read_table
from actlab.workloads.userdata.frames import as_frame, own_frame
from actlab.workloads.userdata.pairs import own_pair
from actlab.workloads.userdata.preparation import AUTOMATIC, Preparation, read_preparation
from actlab.workloads.userdata.words import listed

__all__ = ["read_data"]


def read_data(
    data: Any = None,
    *,
    target: Any = None,
    X: Any = None,  # noqa: N803  its usual name
    y: Any = None,
    task: Task | None = None,
    test_data: Any = None,
    drop: str | Sequence[str] | None = None,
    encode: str | Mapping[str, str] | Sequence[str] = (),
    impute: str | Mapping[str, str] | Sequence[str] = (),
    groups: str | None = None,
    time: str | None = None,
) -> Workload:
    """Return a workload from a user's data.

    Args:
        data: A table (a DataFrame of pandas or polars, an Arrow table) or a file's path, with ``target``; a pair
            ``(table or file, target)``; a pair ``(X, y)`` of arrays, tensors, frames or lists; two such pairs, the
            training and the test part; a torch dataset of pairs (inputs, label); or one of scikit-learn's bunches.
        target: The name of the column to predict, or several for a regression.
        X: Inputs, with ``y``, instead of ``data``.
        y: Labels, or numbers to predict.
        task: ``classification`` or ``regression``; found from the labels by default.
        test_data: The test part, as ``data``: a table, a file, or a pair (X, y); drawn in each block by default.
        drop: Columns to leave out.
        encode: How columns become numbers: ``one-hot``, ``ordinal``, ``number`` or ``date``, for all columns of
            text or by column.
        impute: What fills missing values: ``median``, ``mean``, ``most-frequent``, ``zero``, or ``drop`` for leaving
            out their rows; for all columns or by column.
        groups: A column whose equal values stay on one side of every split.
        time: A column by which rows are sorted; the last fifth is the test part.

    Raises:
        DataError: It is none of these, or cannot be learned from.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"width": range(40), "kind": ["a", "b"] * 20})
    >>> read_data(frame, target="kind").title.en
    'own data: 40 samples, 1 feature, 2 classes'
    """
    preparation = read_preparation(drop=drop, encode=encode, impute=impute, groups=groups, time=time)
    if X is not None or y is not None:
        if data is not None or X is None or y is None:
            raise DataError(_("X and y belong together, and take the place of `data`; give both, or `data` alone."))
        data = (X, y)
    if target is not None:
        return _with_target(data, target, task, preparation, test_data)
    if isinstance(data, tuple | list) and len(data) == 2:
        return _pair(data, task, preparation, test_data)
    if hasattr(data, "columns"):
        frame = as_frame(data)
        raise DataError(
            _("Name the column of the table to predict, such as {remedy}; it has: {columns}.").format(
                remedy=option("target", frame.columns[-1] if len(frame.columns) else "y"),
                columns=listed(list(frame.columns)),
            )
        )
    if isinstance(data, str | Path):
        return read_table(data, task=task, preparation=preparation, test=test_data)
    if isinstance(data, dict) and {"data", "target"} <= {*data}:
        return own_pair(data["data"], data["target"], task=task, preparation=preparation, test=test_data)
    if hasattr(data, "__getitem__") and not isinstance(data, tuple | list | dict | np.ndarray):
        if preparation != AUTOMATIC or test_data is not None:
            raise DataError(_("A torch dataset has no columns and is split anew; give arrays or a table instead."))
        return own_dataset(data, task=task)
    raise DataError(_what_data_is())


def _what_data_is() -> str:
    return _(
        "`data` must be a table or a file with `target`, the column to predict; a pair (X, y), or two of them for "
        "training and test; or a torch dataset."
    )


def _with_target(data: Any, target: Any, task: Task | None, preparation: Preparation, test_data: Any) -> Workload:
    if isinstance(data, str | Path):
        return read_table(data, target, task=task, preparation=preparation, test=test_data)
    if hasattr(data, "columns"):
        held = _table_of(test_data) if test_data is not None else None
        return own_frame(data, target, task=task, preparation=preparation, test=held)
    raise DataError(_("`target` names a column, so `data` must be a table or a file; for arrays, give X and y."))


def _table_of(test: Any) -> Any:
    if not hasattr(test, "columns"):
        raise DataError(_("The training part is a table, so the test part must be one of the same columns."))
    return test


def _pair(data: Any, task: Task | None, preparation: Preparation, test_data: Any) -> Workload:
    x, y = data
    names_column = isinstance(y, str | int | np.integer) and not isinstance(x, str | Path | list | tuple | np.ndarray)
    if isinstance(x, str | Path) and isinstance(y, str):
        return read_table(x, y, task=task, preparation=preparation, test=test_data)
    if hasattr(x, "columns") and names_column:
        return _with_target(x, y, task, preparation, test_data)
    if _are_parts(x, y):
        return own_pair(*x, task=task, preparation=preparation, test=(y[0], y[1]))
    if isinstance(y, str | int) or isinstance(x, str | Path):
        raise DataError(_what_data_is())
    if test_data is not None and not (isinstance(test_data, tuple | list) and len(test_data) == 2):
        raise DataError(_("The training part is a pair (X, y), so `test_data` must be one."))
    return own_pair(
        x, y, task=task, preparation=preparation, test=None if test_data is None else (test_data[0], test_data[1])
    )


def _are_parts(x: Any, y: Any) -> bool:
    """Return whether a pair holds the pairs (X, y) of a training and a test part, as keras loads them."""
    return all(isinstance(each, tuple) and len(each) == 2 and _sized(each[0]) == _sized(each[1]) > 2 for each in (x, y))


def _sized(each: Any) -> int:
    return len(each) if hasattr(each, "__len__") and not isinstance(each, str) else 0
