"""A workload from a table of which one column, or several, are to be predicted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from actlab.errors import DataError
from actlab.i18n import Text, _
from actlab.workloads._spec import Task, Workload
from actlab.workloads.userdata.account import ColumnAccount, account_of
from actlab.workloads.userdata.arrays import check_enough, constant_notes, workload_of
from actlab.workloads.userdata.columns import DataColumn, read_column
from actlab.workloads.userdata.encoding import Encoder, EncodingStep
from actlab.workloads.userdata.names import check_columns, target_columns
from actlab.workloads.userdata.preparation import AUTOMATIC, Preparation
from actlab.workloads.userdata.roles import leak_notes, without_the_useless
from actlab.workloads.userdata.targets import Target, read_target
from actlab.workloads.userdata.words import listed, shown

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FromFile", "as_frame", "own_frame"]

_STRATEGIES = {"median": "median", "mean": "mean", "most-frequent": "most_frequent", "zero": "constant"}


@dataclass(frozen=True)
class FromFile:
    """What is known of a table that came from a file.

    Args:
        first_row: The line that holds the first row; None where lines mean nothing.
        decimal_commas: Whether a comma in a number is rather decimal.
        notes: What should be said.
    """

    first_row: int | None = None
    decimal_commas: bool = False
    notes: tuple[Text, ...] = ()


def as_frame(table: Any) -> pd.DataFrame:
    """Return a table of pandas, polars or Arrow as a DataFrame with texts as names.

    >>> import pyarrow as pa
    >>> list(as_frame(pa.table({"a": [1, 2]})).columns)
    ['a']
    """
    import pandas as pd

    if not isinstance(table, pd.DataFrame):
        table = table.to_pandas() if hasattr(table, "to_pandas") else pd.DataFrame(table)
    frame: pd.DataFrame = table.set_axis([str(name) for name in table.columns], axis=1).reset_index(drop=True)
    return frame


def own_frame(
    table: Any,
    target: Any,
    *,
    task: Task | None = None,
    preparation: Preparation = AUTOMATIC,
    test: Any = None,
    read: FromFile | None = None,
) -> Workload:
    """Return a workload from a table of which some columns are to be predicted.

    Columns of text become categories, dates become days, and missing values are filled, in each split by what its
    training part holds. Row numbers, ids, empty columns and copies of the target are dropped. The workload's
    ``account`` says what was done to each column.

    Args:
        table: A DataFrame, or a table of polars or Arrow.
        target: The name of the column to predict, or several for a regression.
        task: ``classification`` or ``regression``; found by default.
        preparation: What the user decides of the columns.
        test: A table of the same columns that is the test part; drawn by default.
        read: What is known of the file that it came from.

    Raises:
        DataError: A column is missing or doubled, or the table cannot be learned from.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"size": [1.5, None] * 20, "colour": ["red", "green", "blue", "red"] * 10,
    ...                       "price": [x / 3 for x in range(40)]})
    >>> found = own_frame(frame, "price")
    >>> found.parts("block", 0, 0).x_train.shape
    (32, 4)
    >>> [str(each.said) for each in found.account][1]
    'category with 3 values, encoded as 3 inputs (one-hot)'
    """
    frame = as_frame(table)
    read = read or FromFile()
    names = list(frame.columns)
    targets = target_columns(target, names)
    check_columns(names, (*targets, *preparation.named))
    if len(frame) == 0:
        raise DataError(_("The table has columns but no rows."))
    _check_roles(targets, preparation)
    frame, held = _with_test(frame, test)
    frame, held, notes = _with_targets(frame, targets, held)
    if preparation.time:
        frame, held = _in_time(frame, preparation.time, held)
    inputs = [name for name in names if name not in {*targets, *preparation.drop, preparation.groups, preparation.time}]
    if not inputs:
        raise DataError(_("There is no column beside '{target}' to predict it from.").format(target=shown(targets[0])))
    columns = [_read(frame, name, preparation, read) for name in inputs]
    frame, columns, held, more = _without_incomplete(frame, columns, preparation, held)
    notes += more
    goal = _goal(frame, targets, task)
    check_enough(len(frame))
    kept = [name for name, _way in preparation.encode]
    columns = without_the_useless(columns, goal, len(frame) - (0 if preparation.time else held), kept=kept)
    used = [column for column in columns if column.kind != "dropped"]
    if not used:
        raise DataError(_nothing_left(columns))
    steps = {column.name: _step(column, preparation) for column in used}
    x = np.column_stack([_codes(column, steps[column.name]) for column in used])
    plain = all(step == EncodingStep() for step in steps.values())
    found = workload_of(
        x,
        goal,
        features=len(used),
        prepare=None if plain else Encoder(tuple(steps[column.name] for column in used)),
        held=held,
        groups=_groups(frame, preparation.groups),
        ordered=bool(preparation.time),
        notes=(
            *read.notes,
            *notes,
            *more,
            *constant_notes(x, [column.name for column in used]),
            *leak_notes(used, goal),
        ),
    )
    return replace(found, account=tuple(_accounts(names, columns, steps, targets, goal, preparation)))


def _check_roles(targets: Sequence[str], preparation: Preparation) -> None:
    for name in (*preparation.drop, preparation.groups, preparation.time):
        if name in targets:
            raise DataError(
                _("'{name}' is to be predicted, and cannot be something else too.").format(name=shown(name))
            )


def _with_test(frame: pd.DataFrame, test: Any) -> tuple[pd.DataFrame, int]:
    """Return the table with its test part at its end, and the number of rows of that part."""
    import pandas as pd

    if test is None:
        return frame, 0
    held = as_frame(test)
    missing = [name for name in frame.columns if name not in held.columns]
    if missing:
        raise DataError(
            _("The test part lacks the columns {columns}; it has: {names}.").format(
                columns=listed(missing), names=listed(list(held.columns))
            )
        )
    if len(held) == 0:
        raise DataError(_("The test part has no rows."))
    return pd.concat([frame, held[list(frame.columns)]], ignore_index=True), len(held)


def _with_targets(frame: pd.DataFrame, targets: Sequence[str], held: int) -> tuple[pd.DataFrame, int, tuple[Text, ...]]:
    """Leave out the rows without a target."""
    known = frame[list(targets)].notna().all(axis=1).to_numpy()
    if known.all():
        return frame, held, ()
    lost = int((~known).sum())
    if lost == len(known):
        raise DataError(_("The column '{name}' is empty: there is nothing to predict.").format(name=shown(targets[0])))
    what = listed(targets)
    note = Text(
        en=f"{lost} row{'' if lost == 1 else 's'} without {what} {'is' if lost == 1 else 'are'} left out.",
        es=f"Se omite{'' if lost == 1 else 'n'} {lost} fila{'' if lost == 1 else 's'} sin {what}.",
    )
    return frame[known].reset_index(drop=True), int(known[len(known) - held :].sum()) if held else 0, (note,)


def _in_time(frame: pd.DataFrame, name: str, held: int) -> tuple[pd.DataFrame, int]:
    """Sort the rows by time and set the last fifth aside as the test part."""
    if held:
        raise DataError(_("A test part was given, so there is nothing to split by time; omit one of the two."))
    column = read_column(frame[name], way=None, first_row=None)
    if column.kind not in ("number", "date") or column.missing:
        raise DataError(
            _("The column '{name}' cannot order the rows: it must hold numbers or dates, none missing.").format(
                name=shown(name)
            )
        )
    order = np.argsort(column.values, kind="stable")
    share: float = Workload.__dataclass_fields__["test_size"].default  # type: ignore[assignment]
    return frame.iloc[order].reset_index(drop=True), int(np.ceil(share * len(frame)))


def _read(frame: pd.DataFrame, name: str, preparation: Preparation, read: FromFile) -> DataColumn:
    column = frame[name]
    text = column.dtype.kind == "O" or str(column.dtype) in ("category", "str", "string")
    return read_column(
        column,
        way=preparation.way(name, text=text),
        first_row=read.first_row,
        decimal_commas=read.decimal_commas,
    )


def _without_incomplete(
    frame: pd.DataFrame, columns: list[DataColumn], preparation: Preparation, held: int
) -> tuple[pd.DataFrame, list[DataColumn], int, tuple[Text, ...]]:
    """Leave out the rows that lack a value of a column whose missing values are to be dropped."""
    asked = [column for column in columns if column.kind != "dropped" and preparation.fill(column.name) == "drop"]
    lacking = np.zeros(len(frame), dtype=bool)
    for column in asked:
        lacking |= np.isnan(column.values)
    if not lacking.any():
        return frame, columns, held, ()
    whole = ~lacking
    rows = int(lacking.sum())
    note = Text(
        en=f"{rows} row{'' if rows == 1 else 's'} with missing values {'is' if rows == 1 else 'are'} left out.",
        es=f"Se omite{'' if rows == 1 else 'n'} {rows} fila{'' if rows == 1 else 's'} con valores ausentes.",
    )
    kept = int(whole[len(whole) - held :].sum()) if held else 0
    return (
        frame[whole].reset_index(drop=True),
        [replace(each, values=each.values[whole]) for each in columns],
        kept,
        (note,),
    )


def _goal(frame: pd.DataFrame, targets: Sequence[str], task: Task | None) -> Target:
    if len(targets) > 1:
        numbers = [read_column(frame[name], way=None, first_row=None) for name in targets]
        odd = [column.name for column in numbers if column.kind != "number"]
        if odd or task == "classification":
            raise DataError(
                _("Several columns can be predicted together only if they hold numbers; {names} cannot.").format(
                    names=listed(odd or targets)
                )
            )
        return read_target(np.column_stack([column.values for column in numbers]), task="regression")
    values = frame[targets[0]]
    if task == "regression" and values.dtype.kind not in "biuf":
        read = read_column(values, way=None, first_row=None)
        if read.kind in ("number", "date") and not read.labels:
            return read_target(read.values, task=task)
    text = str(values.dtype) in ("category", "object", "str", "string")
    return read_target((values.astype(str) if text else values).to_numpy(), task=task)


def _nothing_left(columns: Sequence[DataColumn]) -> str:
    reasons = "; ".join(f"'{shown(column.name)}': {column.said}" for column in columns[:3])
    return _("No column is left to predict from: {reasons}.").format(reasons=reasons)


def _step(column: DataColumn, preparation: Preparation) -> EncodingStep:
    fill = preparation.fill(column.name)
    if column.kind != "category":
        return EncodingStep(fill=_STRATEGIES[fill or "median"] if column.missing else "")
    own = column.missing > 0 and fill != "most-frequent"
    return EncodingStep(len(column.labels) + own, "most_frequent" if column.missing and not own else "")


def _codes(column: DataColumn, step: EncodingStep) -> NDArray[np.float64]:
    """Return a column's numbers; missing values are the last category where they have one of their own."""
    if column.kind != "category" or step.fill:
        return column.values
    return np.where(np.isnan(column.values), step.categories - 1, column.values)


def _groups(frame: pd.DataFrame, name: str) -> NDArray[np.intp] | None:
    if not name:
        return None
    import pandas as pd

    codes, distinct = pd.factorize(frame[name], use_na_sentinel=False)
    if len(distinct) < 2:
        raise DataError(
            _("The column '{name}' holds a single group; splits need two or more.").format(name=shown(name))
        )
    return codes


def _accounts(
    names: Sequence[str],
    columns: Sequence[DataColumn],
    steps: dict[str, EncodingStep],
    targets: Sequence[str],
    goal: Target,
    preparation: Preparation,
) -> list[ColumnAccount]:
    known = {column.name: account_of(column, steps.get(column.name)) for column in columns}
    for name in preparation.drop:
        known[name] = _role(name, "dropped", Text(en="left out, as asked", es="omitida, como se pidió"))
    if preparation.groups:
        said = Text(en="groups, each on one side of a split", es="grupos, cada uno en un solo lado de la división")
        known[preparation.groups] = _role(preparation.groups, "groups", said)
    if preparation.time:
        said = Text(en="time, the last rows are the test part", es="tiempo, las últimas filas son la parte de prueba")
        known[preparation.time] = _role(preparation.time, "time", said)
    known |= {name: _role(name, "target", goal.said) for name in targets}
    return [known[name] for name in names]


def _role(name: str, kind: str, said: Text) -> ColumnAccount:
    return ColumnAccount(shown(name), kind, 0, 0, said)
