"""What the user decides of a table's columns; what is left open is found from the columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from actlab.errors import DataError, choices
from actlab.i18n import _
from actlab.workloads.userdata.words import listed

__all__ = ["AUTOMATIC", "Fill", "Preparation", "Way", "read_preparation"]

Way = Literal["one-hot", "ordinal", "number", "date"]
"""How a column is turned into numbers: a column per category, the place in the sorted order, what a text spells."""

Fill = Literal["median", "mean", "most-frequent", "zero", "drop"]
"""What takes the place of missing values, from the training part; ``drop`` leaves out their rows."""

ALL = ""
"""Stands for all columns that nothing else is said of."""


@dataclass(frozen=True, kw_only=True)
class Preparation:
    """What the user decides of a table's columns.

    Args:
        drop: Columns to leave out.
        encode: Pairs of a column and a `Way`; an empty name stands for all columns of text.
        impute: Pairs of a column and a `Fill`; an empty name stands for all columns.
        groups: A column whose equal values stay on one side of every split.
        time: A column by which rows are sorted; the last of them are the test part.

    >>> Preparation(drop=("name",)).words
    ('--drop', 'name')
    """

    drop: tuple[str, ...] = ()
    encode: tuple[tuple[str, Way], ...] = ()
    impute: tuple[tuple[str, Fill], ...] = ()
    groups: str = ""
    time: str = ""

    def way(self, column: str, *, text: bool) -> Way | None:
        """Return how a column is to be encoded; None where that is to be found."""
        given = dict(self.encode)
        return given.get(column, given.get(ALL) if text else None)

    def fill(self, column: str) -> Fill | None:
        """Return what takes the place of a column's missing values; None for the default."""
        given = dict(self.impute)
        return given.get(column, given.get(ALL))

    @property
    def named(self) -> tuple[str, ...]:
        """All columns that are named."""
        pairs = [name for name, _value in (*self.encode, *self.impute) if name != ALL]
        return tuple(name for name in (*self.drop, *pairs, self.groups, self.time) if name)

    @property
    def words(self) -> tuple[str, ...]:
        """The words that say the same on a command line."""
        return tuple(self._words())

    def _words(self) -> Iterator[str]:
        if self.drop:
            yield from ("--drop", ",".join(self.drop))
        for name, pairs in (("--encode", self.encode), ("--impute", self.impute)):
            for column, value in pairs:
                yield from (name, value if column == ALL else f"{column}={value}")
        for name, column in (("--groups", self.groups), ("--time", self.time)):
            if column:
                yield from (name, column)


AUTOMATIC = Preparation()
"""Nothing is decided by the user."""


def read_preparation(
    *,
    drop: str | Sequence[str] | None = None,
    encode: str | Mapping[str, str] | Sequence[str] = (),
    impute: str | Mapping[str, str] | Sequence[str] = (),
    groups: str | None = None,
    time: str | None = None,
) -> Preparation:
    """Return what a user wrote as one value.

    Args:
        drop: A column, or several; a text may list them with commas between.
        encode: A `Way` for all columns of text, or a mapping from columns to ways; texts such as ``size=ordinal``.
        impute: A `Fill` for all columns, or a mapping from columns to fills.
        groups: A column.
        time: A column.

    Raises:
        DataError: A way or a fill is not known.

    >>> read_preparation(drop="id,name", encode={"size": "ordinal"}, impute="mean").words
    ('--drop', 'id,name', '--encode', 'size=ordinal', '--impute', 'mean')
    """
    return Preparation(
        drop=tuple(name.strip() for name in drop.split(",")) if isinstance(drop, str) else tuple(map(str, drop or ())),
        encode=tuple(_pairs("encode", encode, get_args(Way))),
        impute=tuple(_pairs("impute", impute, get_args(Fill))),
        groups=groups or "",
        time=time or "",
    )


def _pairs(
    what: str, given: str | Mapping[str, str] | Sequence[str], known: Sequence[str]
) -> Iterator[tuple[str, Any]]:
    texts = [given] if isinstance(given, str) else given
    pairs = texts.items() if isinstance(texts, Mapping) else [_pair(text) for text in texts]
    for column, value in pairs:
        if value not in known:
            near = choices(str(value), known, limit=1)
            raise DataError(
                _("{what} takes {known}, alone or as COLUMN={example}; got '{given}'.").format(
                    what=what, known=listed(known), example=(near or list(known))[0], given=value
                )
            )
        yield str(column), value


def _pair(text: str) -> tuple[str, str]:
    """Split ``column=value``; the column's own name may hold the sign."""
    column, sign, value = str(text).rpartition("=")
    return (column.strip(), value.strip()) if sign else (ALL, text.strip())
