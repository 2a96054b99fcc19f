"""A workload from a file of the user's: delimited text, Parquet or npz."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from actlab._shared.spelling import option
from actlab.errors import DataError
from actlab.i18n import Text, _
from actlab.workloads._spec import Task, Workload
from actlab.workloads.userdata.delimited import read_delimited, read_layout
from actlab.workloads.userdata.frames import FromFile, own_frame
from actlab.workloads.userdata.names import check_columns, target_columns
from actlab.workloads.userdata.npz import array_names, read_arrays
from actlab.workloads.userdata.opened import COMPRESSED, readable
from actlab.workloads.userdata.pairs import own_pair
from actlab.workloads.userdata.parquet import parquet_columns, read_parquet
from actlab.workloads.userdata.preparation import AUTOMATIC, Preparation
from actlab.workloads.userdata.words import listed, shown

__all__ = ["column_names", "read_table"]

_FORMS = {
    ".csv": "text", ".tsv": "text", ".txt": "text", ".data": "text", ".dat": "text", ".parquet": "parquet",
    ".npz": "npz",
}  # fmt: skip
_TOKENS = ("tokens", "input_ids", "tokens_train", "input_ids_train")
"""Names of arrays of whole numbers that reach a network as they are."""

_INPUTS = ("X", "x", "x_train", "X_train", "inputs", "data", *_TOKENS)
_TARGETS = ("y", "Y", "y_train", "Y_train", "target", "targets", "label", "labels")
_PARTS = ("_train", "_test")


def read_table(
    path: str | Path,
    target: str | Sequence[str] | None = None,
    *,
    task: Task | None = None,
    preparation: Preparation = AUTOMATIC,
    test: str | Path | None = None,
) -> Workload:
    r"""Return a workload from a file.

    Args:
        path: ``.csv`` (or ``.tsv``, ``.txt``, ``.data``, ``.dat``; also compressed, ``.csv.gz``), ``.parquet``, or
            ``.npz`` with an array of inputs beside the target.
        target: The column, or the array, to predict; several columns for a regression. An npz file with arrays such
            as ``X`` and ``y``, or ``x_train``, ``y_train``, ``x_test`` and ``y_test``, needs none.
        task: See `own_data`.
        preparation: What the user decides of the columns.
        test: A file with the test part; drawn by default.

    Raises:
        DataError: The file cannot be learned from; the message says why and what to do.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "my.csv"
    >>> _count = path.write_text("a,b,label\n" + "1,2,yes\n3,5,no\n" * 20)
    >>> read_table(path, "label").title.en
    'my.csv: 40 samples, 2 features, 2 classes'
    """
    file, form = _file(path)
    if form == "npz":
        found = _from_arrays(file, target, task, preparation, test)
    else:
        if target is None:
            raise DataError(_needs_target(file))
        found = _from_columns(file, form, target, task, preparation, test)
    title = Text(en=_named(found.title.en, file), es=_named(found.title.es, file))
    return replace(found, title=title, where=_words(path, target, task, preparation, test))


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
    with readable(file):
        if form == "text":
            return read_layout(file).columns
        return array_names(file) if form == "npz" else parquet_columns(file)


def _needs_target(file: Path) -> str:
    return _("Name the column of {file} to predict, such as {remedy}; it has: {columns}.").format(
        file=file.name, remedy=option("target", column_names(file)[-1]), columns=listed(column_names(file))
    )


def _words(
    path: str | Path, target: Any, task: Task | None, preparation: Preparation, test: str | Path | None
) -> tuple[str, ...]:
    """Return the words that find the data again on a command line."""
    named = () if target is None else ("--target", target if isinstance(target, str) else ",".join(map(str, target)))
    return (
        "--data", str(path), *named, *(("--task", task) if task else ()), *preparation.words,
        *(("--test-data", str(test)) if test is not None else ()),
    )  # fmt: skip


def _file(path: str | Path) -> tuple[Path, str]:
    """Return the path and the form of what lies there: ``text``, ``parquet`` or ``npz``."""
    file = Path(path).expanduser()
    if file.is_dir():
        raise DataError(_("{path} is a folder; name a file in it.").format(path=shown(path)))
    if not file.is_file():
        raise DataError(_("There is no file {path}.").format(path=shown(path)))
    endings = [ending.lower() for ending in file.suffixes[-2:]]
    ending = endings[-1] if endings else ""
    if ending in COMPRESSED:
        ending = endings[0] if len(endings) == 2 and endings[0] in _FORMS else ".csv"
    form = _FORMS.get(ending)
    if form is None or (form != "text" and endings[-1] in COMPRESSED):
        raise DataError(
            _("{path} has an unknown ending; actlab reads {known}, and the first five also as {packed}.").format(
                path=shown(path), known=", ".join(_FORMS), packed=", ".join(COMPRESSED)
            )
        )
    return file, form


def _named(title: str, file: Path) -> str:
    return f"{shown(file.name)}:{title.partition(':')[2]}"


def _from_columns(
    file: Path, form: str, target: str | Sequence[str], task: Task | None, preparation: Preparation, test: Any
) -> Workload:
    frame, read = _frame(file, form, target)
    held = None
    if test is not None:
        other, other_form = _file(test)
        if other_form == "npz":
            raise DataError(
                _("{path} holds arrays, and the training part is a table; give both alike.").format(path=test)
            )
        held = _frame(other, other_form, target)[0]
    return own_frame(frame, target, task=task, preparation=preparation, test=held, read=read)


def _frame(file: Path, form: str, target: str | Sequence[str]) -> tuple[Any, FromFile]:
    with readable(file):
        if form == "parquet":
            columns = parquet_columns(file)
            check_columns(columns, target_columns(target, columns))
            return read_parquet(file), FromFile()
        found = read_delimited(file, target)
        return found.frame, FromFile(found.first_row, found.decimal_commas, found.notes)


def _from_arrays(file: Path, target: Any, task: Task | None, preparation: Preparation, test: Any) -> Workload:
    with readable(file):
        names = array_names(file)
        wanted = _target_array(file, names, target)
        inputs = _input_array(file, names, wanted)
        given = [inputs, wanted, *_test_arrays(names, inputs, wanted)]
        arrays = read_arrays(file, given)
    part = (arrays[given[2]], arrays[given[3]]) if len(given) > 2 else None
    if test is not None:
        other, form = _file(test)
        if form != "npz":
            raise DataError(
                _("{path} is a table, and the training part holds arrays; give both alike.").format(path=test)
            )
        with readable(other):
            held = read_arrays(other, [inputs, wanted])
        part = (held[inputs], held[wanted])
    as_tokens = inputs in _TOKENS
    return own_pair(arrays[inputs], arrays[wanted], task=task, preparation=preparation, test=part, as_tokens=as_tokens)


def _target_array(file: Path, names: Sequence[str], target: Any) -> str:
    if target is not None:
        if target not in names:
            raise DataError(
                _("{path} has no array '{target}'; it has: {names}.").format(
                    path=file, target=shown(target), names=listed(names)
                )
            )
        return str(target)
    known = [name for name in _TARGETS if name in names]
    if len(known) != 1:
        likely = (known or list(names) or ["y"])[-1]
        raise DataError(
            _("Name the array of {file} to predict, such as {remedy}; it has: {columns}.").format(
                file=shown(file.name), remedy=option("target", likely), columns=listed(names)
            )
        )
    return known[0]


def _input_array(file: Path, names: Sequence[str], target: str) -> str:
    """Return the array of inputs: the only other one, or the one that is called so."""
    others = [name for name in names if name != target]
    if len(others) == 1:
        return others[0]
    part = next((part for part in _PARTS if target.endswith(part)), "")
    known = [name for name in _INPUTS if name in others and name.endswith(part)]
    if len(known) != 1:
        raise DataError(
            _("{path} must have one array of inputs, called X, beside '{target}'; it has: {names}.").format(
                path=file, target=target, names=listed(names)
            )
        )
    return known[0]


def _test_arrays(names: Sequence[str], inputs: str, target: str) -> tuple[str, ...]:
    """Return the arrays of a test part that is named as the training part is."""
    train, test = _PARTS
    if not (inputs.endswith(train) and target.endswith(train)):
        return ()
    held = (inputs.removesuffix(train) + test, target.removesuffix(train) + test)
    return held if all(name in names for name in held) else ()
