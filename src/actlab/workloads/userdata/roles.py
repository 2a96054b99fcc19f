"""Columns that a network should not see: row numbers, ids, constants, copies of the target."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actlab.i18n import Text
from actlab.workloads.userdata.columns import DataColumn
from actlab.workloads.userdata.targets import Target
from actlab.workloads.userdata.words import listed, shown

__all__ = ["leak_notes", "without_the_useless"]

_ID = re.compile(r"(^|.*[\s_.\-])(id|uuid|guid|row_?id|serial)$", re.IGNORECASE)
_CAMEL_ID = re.compile(r".*[a-z]I[dD]$")
_NUMBER = re.compile(
    r"(.*[\s_.\-])?(index|idx|row|row_?names?|row_?numbers?|obs|observation|case|no|nr|number|individual|subject|"
    r"participant|respondent|patient|person|household|customer|user|stratum)\.?|.*code?|"
    r"__index_level_\d+__|unnamed: \d+",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(.*[\s_.\-])?(time|t|date|day|days|hour|hours|minute|minutes|second|seconds|week|weeks|month|months|quarter|"
    r"year|years|period|step|steps|trend|epoch)$",
    re.IGNORECASE,
)
_FEW = 20
_MOST_KINDS = 100
_NO_VALUES: NDArray[np.float64] = np.empty(0)


def without_the_useless(
    columns: Sequence[DataColumn], target: Target, rows: int, *, kept: Sequence[str] = ()
) -> list[DataColumn]:
    """Return the columns, those that say nothing or too much as dropped, each with its reason.

    The last column that is not constant stays.

    Args:
        columns: What the table holds.
        target: What is to be predicted.
        rows: Number of rows from the first on that are numbered together.
        kept: Columns that the user wants to be encoded.
    """
    found = [*columns]
    for reason in (_empty, _constant_text, lambda column: _row_number(column, rows), _id, _copy_of(target)):
        for place, column in enumerate(found):
            others = (each for each in found if each is not column and each.kind != "dropped")
            if column.kind == "dropped" or column.name in kept or not any(map(_varies, others)):
                continue
            said = reason(column)
            if said is not None:
                found[place] = replace(column, kind="dropped", said=said)
    return found


def _varies(column: DataColumn) -> bool:
    known = column.values[np.isfinite(column.values)]
    return len(known) > 0 and bool((known != known[0]).any())


def _empty(column: DataColumn) -> Text | None:
    return Text(en="it is empty", es="está vacía") if column.missing == len(column.values) else None


def _constant_text(column: DataColumn) -> Text | None:
    if column.kind != "category" or len(column.labels) > 1 or column.missing:
        return None
    return Text(en=f"always '{shown(column.labels[0])}'", es=f"siempre '{shown(column.labels[0])}'")


def _names_things(name: str) -> bool:
    return bool(_ID.fullmatch(name) or _CAMEL_ID.fullmatch(name))


def _row_number(column: DataColumn, rows: int) -> Text | None:
    """Return a reason where a column counts the rows, from 0 or 1, or from anywhere if its name says so."""
    if column.kind != "number" or column.missing:
        return None
    values = column.values[:rows]
    counting = len(values) > 1 and bool((np.diff(values) == 1).all()) and values[0] == int(values[0])
    if (
        not counting
        or _TIME.fullmatch(column.name)
        or not (values[0] in (0, 1) or _names_things(column.name) or _NUMBER.fullmatch(column.name))
    ):
        return None
    return Text(en="it numbers the rows", es="numera las filas")


def _id(column: DataColumn) -> Text | None:
    """Return a reason where a name says that whole numbers only tell things apart."""
    numbers_things = _NUMBER.fullmatch(column.name)
    if column.kind not in ("number", "category") or not (numbers_things or _names_things(column.name)):
        return None
    held = column.values[np.isfinite(column.values)]
    if (held != np.round(held)).any():
        return None
    distinct = len(np.unique(held))
    if distinct <= _FEW:
        return None
    if distinct == len(column.values):
        return Text(en="an id, different in each row", es="un identificador, distinto en cada fila")
    if numbers_things and not _even(held):
        return None
    return Text(
        en=f"an id of {distinct} things, repeated (name it as groups to keep each on one side of the split)",
        es=f"un identificador de {distinct} cosas, repetido (nómbralo como grupos para que cada una quede en un solo "
        "lado de la división)",
    )


def _even(values: NDArray[Any]) -> bool:
    """Return whether numbers count things, from 0 or 1 without a gap, or occur equally often."""
    kinds, counts = np.unique(values, return_counts=True)
    return bool((kinds[0] in (0, 1) and (np.diff(kinds) == 1).all()) or (counts == counts[0]).all())


def _copy_of(target: Target) -> Callable[[DataColumn], Text | None]:
    """Return what finds a column that is the target under another name."""

    def reason(column: DataColumn) -> Text | None:
        if column.missing or column.kind == "date":
            return None
        if target.task == "regression":
            wanted = target.values if target.values.ndim == 2 else target.values[:, None]
            same = any(np.array_equal(column.values, each) for each in wanted.T)
            return Text(en="it equals the target", es="es igual al objetivo") if same else None
        if not (column.labels or _counts(column.values)) or not _one_to_one(column.values, target.values):
            return None
        return Text(en="it names the target's classes one to one", es="nombra las clases del objetivo una a una")

    return reason


def _counts(values: NDArray[Any]) -> bool:
    """Return whether numbers are those of classes: 0, 1, 2 and so on, or from 1."""
    kinds = np.unique(values)
    return len(kinds) <= _MOST_KINDS and kinds[0] in (0, 1) and bool((np.diff(kinds) == 1).all())


def _one_to_one(values: NDArray[Any], classes: NDArray[Any]) -> bool:
    kinds, places = np.unique(values, return_inverse=True)
    if len(kinds) > _MOST_KINDS or len(kinds) != int(classes.max()) + 1:
        return False
    return len(np.unique(places * len(kinds) + classes)) == len(kinds)


def leak_notes(columns: Sequence[DataColumn], target: Target) -> tuple[Text, ...]:
    """Say which columns give the target away: it only rises, or only falls, with one of them."""
    if target.values.ndim == 2:
        return ()
    leaks = _monotone if target.task == "regression" else _in_ranges
    numbers = [each for each in columns if each.kind in ("number", "date")]
    names = [each.name for each in numbers if leaks(each.values, target.values)]
    if not names:
        return ()
    which = listed(names)
    if target.task == "classification":
        return (
            Text(
                en=f"Each class is a range of its own in {which}: is it the target in another form?",
                es=f"Cada clase es un intervalo propio de {which}: ¿es el objetivo en otra forma?",
            ),
        )
    return (
        Text(
            en=f"The target rises or falls exactly as {which} does: is it the target in another form?",
            es=f"El objetivo crece o decrece exactamente como {which}: ¿es el objetivo en otra forma?",
        ),
    )


def _in_ranges(values: NDArray[Any], classes: NDArray[Any]) -> bool:
    """Return whether each class fills a range of its own, which no other class enters."""
    if np.isnan(values).any() or len(np.unique(values)) <= _FEW:
        return False
    order = np.lexsort((classes, values))
    changes = np.flatnonzero(np.diff(classes[order]))
    return len(changes) == classes.max() and bool((np.diff(values[order])[changes] > 0).all())


def _monotone(values: NDArray[Any], target: NDArray[Any]) -> bool:
    """Return whether the target never falls, or never rises, where values rise; a few values prove nothing."""
    if np.isnan(values).any() or len(np.unique(values)) <= _FEW:
        return False
    return any(bool((np.diff(each[np.lexsort((each, values))]) >= 0).all()) for each in (target, -target))
