"""A workload from a file of the user's: CSV, Parquet or npz."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from actlab.errors import DataError, choices
from actlab.i18n import Text, _
from actlab.workloads._own import listed, own_data
from actlab.workloads._spec import Task, Workload

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["own_frame", "read_table"]

_DELIMITERS = ",;\t|"


def read_table(path: str | Path, target: str, *, task: Task | None = None) -> Workload:
    r"""Return a workload from a file.

    Args:
        path: ``.csv`` (or ``.tsv``, ``.txt``), ``.parquet``, or ``.npz`` with an array of inputs beside the target.
        target: The column, or the array, to predict.
        task: See `own_data`.

    Raises:
        DataError: The file cannot be learned from; the message says why and what to do.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "my.csv"
    >>> _count = path.write_text("a,b,label\n" + "1,2,yes\n3,5,no\n" * 20)
    >>> read_table(path, "label").title.en
    'my.csv: 40 samples, 2 features, 2 classes'
    """
    file = Path(path)
    if not file.is_file():
        raise DataError(_("There is no file {path}.").format(path=path))
    readers = {".parquet": _read_parquet, ".npz": _read_npz, ".csv": _read_csv, ".tsv": _read_csv, ".txt": _read_csv}
    if file.suffix.lower() not in readers:
        raise DataError(
            _("{path} has an unknown ending; actlab reads {known}.").format(path=path, known=", ".join(readers))
        )
    found = readers[file.suffix.lower()](file, target, task)
    title = Text(en=_named(found.title.en, file), es=_named(found.title.es, file))
    return replace(found, title=title, where=("--data", str(path), "--target", target))


def own_frame(frame: pd.DataFrame, target: str, *, task: Task | None = None) -> Workload:
    """Return a workload from a DataFrame of which one column is to be predicted.

    Raises:
        DataError: A column is missing, doubled or holds no numbers, or values are missing.

    >>> import pandas as pd
    >>> own_frame(pd.DataFrame({"size": range(40), "price": [x / 3 for x in range(40)]}), "price").task
    'regression'
    """
    columns = [str(name) for name in frame.columns]
    _check_names(columns, target)
    if len(frame) == 0:
        raise DataError(_("The table has columns but no rows."))
    frame = frame.set_axis(columns, axis=1)
    _check_values(frame, target)
    y = frame[target]
    labels = y.astype(str) if str(y.dtype) in ("category", "object", "str", "string") else y
    return own_data(frame.drop(columns=target), labels.to_numpy(), task=task)


def _named(title: str, file: Path) -> str:
    return f"{file.name}:{title.partition(':')[2]}"


def _check_names(columns: list[str], target: str) -> None:
    doubled = [name for name, count in Counter(columns).items() if count > 1]
    if doubled:
        raise DataError(_("Several columns have the same name: {names}. Rename them.").format(names=listed(doubled)))
    if target not in columns:
        near = choices(target, columns, limit=1)
        hint = _(" Did you mean {near}?").format(near=f"'{near[0]}'") if near else ""
        raise DataError(
            _("There is no column '{target}'; there are: {columns}.").format(target=target, columns=listed(columns))
            + hint
        )
    if len(columns) == 1:
        raise DataError(_("There is no column beside '{target}' to predict it from.").format(target=target))


def _check_values(frame: pd.DataFrame, target: str) -> None:
    missing = frame.isna().sum()
    if missing.any():
        rows = int(frame.isna().any(axis=1).sum())
        raise DataError(
            _("Values are missing in {rows} rows, in the columns {columns}; drop or fill them first.").format(
                rows=rows, columns=listed([str(name) for name in missing.index[missing > 0]])
            )
        )
    inputs = frame.drop(columns=target)
    text = [str(name) for name in inputs.columns if inputs[name].dtype.kind not in "biuf"]
    if not text:
        return
    if all(inputs[name].astype(str).str.fullmatch(r"\s*-?\d+,\d+\s*").all() for name in text):
        raise DataError(
            _("The columns {columns} use decimal commas; write 1.5 instead of 1,5.").format(columns=listed(text))
        )
    raise DataError(
        _("The columns {columns} hold text or dates; encode them as numbers, or drop them.").format(
            columns=listed(text)
        )
    )


def _read_csv(file: Path, target: str, task: Task | None) -> Workload:
    """Read a table; the delimiter is the one of , ; tab | that its first line holds most often."""
    import pandas as pd

    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            first = lines.readline()
    except UnicodeDecodeError as error:
        raise DataError(_("{path} is not UTF-8 text; save it as UTF-8.").format(path=file)) from error
    if not first.strip():
        raise DataError(_("{path} is empty.").format(path=file))
    delimiter = max(_DELIMITERS, key=first.count)
    columns = next(csv.reader([first], delimiter=delimiter))
    if len(columns) == 1:
        raise DataError(
            _("{path} has a single column, {name}: is it separated by something else than , ; tab or |?").format(
                path=file, name=repr(columns[0].strip())
            )
        )
    _check_names([name.strip() for name in columns], target)
    try:
        frame = pd.read_csv(file, sep=delimiter, encoding="utf-8-sig", skipinitialspace=True)
    except (pd.errors.ParserError, UnicodeDecodeError) as error:
        raise DataError(
            _("{path} cannot be read as a table: {error}.").format(path=file, error=str(error).strip())
        ) from error
    if not isinstance(frame.index, pd.RangeIndex):
        raise DataError(_("The rows of {path} have more values than its first line has names.").format(path=file))
    return own_frame(frame.rename(columns=lambda name: str(name).strip()), target, task=task)


def _read_parquet(file: Path, target: str, task: Task | None) -> Workload:
    import pandas as pd
    import pyarrow as pa

    try:
        frame = pd.read_parquet(file)
    except (pa.ArrowInvalid, OSError) as error:
        raise DataError(
            _("{path} cannot be read as Parquet: {error}").format(path=file, error=str(error).partition("\n")[0])
        ) from error
    return own_frame(frame, target, task=task)


def _read_npz(file: Path, target: str, task: Task | None) -> Workload:
    """Read the array of the target's name as labels, and the only other array, or ``X``, as inputs."""
    try:
        with np.load(file, allow_pickle=False) as held:
            arrays = dict(held)
    except (ValueError, OSError, EOFError) as error:
        raise DataError(_("{path} cannot be read as npz: {error}").format(path=file, error=error)) from error
    if target not in arrays:
        raise DataError(
            _("{path} has no array '{target}'; it has: {names}.").format(
                path=file, target=target, names=listed(list(arrays))
            )
        )
    others = [name for name in arrays if name != target]
    inputs = others if len(others) == 1 else [name for name in others if name in ("X", "x")]
    if len(inputs) != 1:
        raise DataError(
            _("{path} must have one array of inputs, called X, beside '{target}'; it has: {names}.").format(
                path=file, target=target, names=listed(list(arrays))
            )
        )
    return own_data(arrays[inputs[0]], arrays[target], task=task, any_shape=True)
