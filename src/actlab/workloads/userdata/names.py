"""Names of columns: which are to be predicted, and which are not there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from actlab.errors import DataError, choices
from actlab.i18n import _
from actlab.workloads.userdata.words import listed, shown

__all__ = ["check_columns", "target_columns"]


def target_columns(target: Any, columns: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the columns to predict: one, or several with commas between.

    >>> target_columns("a,b", ["a", "b", "c"])
    ('a', 'b')
    """
    if isinstance(target, list | tuple):
        return tuple(map(str, target))
    name = str(target)
    if name not in columns and "," in name:
        return tuple(part.strip() for part in name.split(","))
    return (name,)


def check_columns(columns: Sequence[str], wanted: Sequence[str]) -> None:
    """Refuse doubled names, and names that no column has.

    Raises:
        DataError: There are such names.
    """
    doubled = [name for name, count in Counter(columns).items() if count > 1]
    if doubled:
        raise DataError(_("Several columns have the same name: {names}. Rename them.").format(names=listed(doubled)))
    for name in wanted:
        if name not in columns:
            near = choices(name, columns, limit=1)
            hint = _(" Did you mean {near}?").format(near=f"'{shown(near[0])}'") if near else ""
            raise DataError(
                _("There is no column '{target}'; there are: {columns}.").format(
                    target=shown(name), columns=listed(columns)
                )
                + hint
            )
