"""Whatever a user calls data: one door for arrays, frames, files and torch datasets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from actlab.errors import DataError
from actlab.i18n import _
from actlab.workloads._own import own_data, own_dataset
from actlab.workloads._spec import Task, Workload
from actlab.workloads._table import own_frame, read_table

__all__ = ["read_data"]


def read_data(data: Any, *, task: Task | None = None) -> Workload:
    """Return a workload from a user's data.

    Args:
        data: A pair ``(X, y)`` of arrays, tensors, frames or lists; a pair of a DataFrame, or of a file's path,
            and the name of its target column; or a torch dataset of pairs (inputs, label).
        task: ``classification`` or ``regression``; found from the labels where left out.

    Raises:
        DataError: It is none of these, or cannot be learned from.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"width": range(40), "kind": ["a", "b"] * 20})
    >>> read_data((frame, "kind")).title.en
    'own data: 40 samples, 1 feature, 2 classes'
    """
    if isinstance(data, tuple | list) and len(data) == 2:
        x, y = data
        if not isinstance(y, str):
            return own_data(x, y, task=task, any_shape=True)
        if isinstance(x, str | Path):
            return read_table(x, y, task=task)
        if hasattr(x, "columns"):
            return own_frame(x, y, task=task)
    elif hasattr(data, "__getitem__") and not isinstance(data, str | Path | tuple | list | dict):
        return own_dataset(data, task=task)
    raise DataError(
        _("`data` must be a pair (X, y), a pair (table or file, name of the target column), or a torch dataset.")
    )
