"""A workload from a file of the user's: CSV, Parquet or npz."""

from __future__ import annotations

import csv
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from actlab.errors import DataError, choices
from actlab.i18n import Text, _
from actlab.workloads._own import listed, own_data
from actlab.workloads._spec import Task, Workload

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["column_names", "own_frame", "read_table"]

_DELIMITERS = ",;\t|"
_FORMS = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".parquet": "parquet", ".npz": "npz"}


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
    file, form = _file(path)
    with _readable(file):
        found = {"csv": _read_csv, "parquet": _read_parquet, "npz": _read_npz}[form](file, target, task)
    title = Text(en=_named(found.title.en, file), es=_named(found.title.es, file))
    where = ("--data", str(path), "--target", target, *(("--task", task) if task else ()))
    return replace(found, title=title, where=where)


def column_names(path: str | Path) -> list[str]:
    r"""Return the names of a file's columns, or of its arrays.

    Raises:
        DataError: The file is not there or cannot be read.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "my.csv"
    >>> _count = path.write_text("a;b;label\n1;2;yes\n")
    >>> column_names(path)
    ['a', 'b', 'label']
    """
    file, form = _file(path)
    with _readable(file):
        if form == "csv":
            return _header(file)[1]
        return list(_arrays(file)) if form == "npz" else _columns_of_parquet(file)


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


def _file(path: str | Path) -> tuple[Path, str]:
    """Return the path and the form of what lies there: ``csv``, ``parquet`` or ``npz``."""
    file = Path(path)
    if file.is_dir():
        raise DataError(_("{path} is a folder; name a file in it.").format(path=path))
    if not file.is_file():
        raise DataError(_("There is no file {path}.").format(path=path))
    form = _FORMS.get(file.suffix.lower())
    if form is None:
        raise DataError(
            _("{path} has an unknown ending; actlab reads {known}.").format(path=path, known=", ".join(_FORMS))
        )
    return file, form


@contextmanager
def _readable(file: Path) -> Iterator[None]:
    """Say of a file that may not be read why not."""
    try:
        yield
    except OSError as error:
        raise DataError(
            _("{path} cannot be read: {reason}.").format(path=file, reason=error.strerror or error)
        ) from error


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


def _header(file: Path) -> tuple[str, list[str]]:
    """Return a table's delimiter, the one of , ; tab | that its first line holds most often, and its columns."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            first = lines.readline()
    except UnicodeDecodeError as error:
        raise DataError(_("{path} is not UTF-8 text; save it as UTF-8.").format(path=file)) from error
    if not first.strip():
        raise DataError(_("{path} is empty.").format(path=file))
    delimiter = max(_DELIMITERS, key=first.count)
    columns = [name.strip() for name in next(csv.reader([first], delimiter=delimiter, skipinitialspace=True))]
    if len(columns) == 1:
        raise DataError(
            _("{path} has a single column, {name}: is it separated by something else than , ; tab or |?").format(
                path=file, name=repr(columns[0])
            )
        )
    return delimiter, columns


def _read_csv(file: Path, target: str, task: Task | None) -> Workload:
    import pandas as pd

    delimiter, columns = _header(file)
    _check_names(columns, target)
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

    _check_names(_columns_of_parquet(file), target)
    return own_frame(pd.read_parquet(file), target, task=task)


def _columns_of_parquet(file: Path) -> list[str]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return [str(name) for name in pq.read_schema(file).names]
    except (pa.ArrowException, OSError) as error:
        raise DataError(
            _("{path} cannot be read as Parquet: {error}").format(path=file, error=str(error).partition("\n")[0])
        ) from error


def _arrays(file: Path) -> dict[str, NDArray[Any]]:
    """Read the arrays of an npz file; what is pickled in it, as arrays of objects are, is never loaded."""
    try:
        with zipfile.ZipFile(file):
            held = np.load(file, allow_pickle=False)
        with held:
            return dict(held)
    except zipfile.BadZipFile as error:
        raise DataError(_("{path} is not an npz file; `numpy.savez` writes them.").format(path=file)) from error
    except ValueError as error:
        raise DataError(
            _("{path} holds Python objects, which actlab does not load; save arrays of numbers or of text.").format(
                path=file
            )
            if "pickle" in str(error)
            else _("{path} cannot be read as npz: {error}").format(path=file, error=error)
        ) from error


def _read_npz(file: Path, target: str, task: Task | None) -> Workload:
    """Read the array of the target's name as labels, and the only other array, or ``X``, as inputs."""
    arrays = _arrays(file)
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
