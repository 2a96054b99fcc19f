"""What one column of a table holds: numbers, dates, categories, or nothing that a network could use."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from actlab._shared.spelling import option
from actlab.errors import DataError
from actlab.i18n import Text, _
from actlab.workloads.userdata.cells import MISSING, NO_LABEL, days, spelled_numbers
from actlab.workloads.userdata.preparation import Way
from actlab.workloads.userdata.words import listed, shown

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DataColumn", "Kind", "read_column"]

NOTHING = Text(en="", es="")
Kind = Literal["number", "category", "date", "dropped"]
Numbers = NDArray[np.float64]

_NUMBERS = (bool, int, float, Decimal, np.number, np.bool_)
_A_DAY = 86_400.0
_FEW = 20
_CODE = re.compile(r"[A-Za-z]+[-_ ]?\d+")
_MOST_DISTINCT_SHARE = 0.5


@dataclass(frozen=True)
class DataColumn:
    """A column as it was understood.

    Args:
        name: Its name.
        kind: What it holds; ``dropped`` where no network can use it.
        values: Its numbers, days since 1970-01-01, or the places of its categories in ``labels``; NaN where missing.
        labels: The categories in their order.
        said: How it was read, or why it is dropped; empty where there is nothing to say.
    """

    name: str
    kind: Kind
    values: Numbers
    labels: tuple[str, ...] = ()
    said: Text = NOTHING

    @property
    def missing(self) -> int:
        """Number of missing values."""
        return int(np.isnan(self.values).sum())


def read_column(
    values: pd.Series, *, way: Way | None, first_row: int | None, decimal_commas: bool = False
) -> DataColumn:
    """Return what a column holds.

    Args:
        values: The column.
        way: How the user wants it encoded; found by default.
        first_row: The line of the file that holds the first row; None where there is no file.
        decimal_commas: Whether ``1,234`` is rather 1.234 than 1234.

    Raises:
        DataError: It holds lists or complex numbers, or texts among its numbers.

    >>> import pandas as pd
    >>> read_column(pd.Series(["a", "b", "a", None], name="island"), way=None, first_row=None).labels
    ('a', 'b')
    >>> read_column(pd.Series(["1,200", "?", "3"], name="power"), way=None, first_row=2).said.en
    "with commas between thousands; '?' in 1 row (row 3 of the file) is missing"
    """
    name = str(values.name)
    plain = _plain(values)
    found = _from_numbers(name, plain) if plain is not None else _from_dates(name, values)
    if found is None:
        found = _from_categories(name, values) or _from_objects(name, values, way, first_row, decimal_commas)
    if way in ("one-hot", "ordinal") and found.kind != "category":
        found = _as_categories(name, values)
    if way == "ordinal":
        return replace(found, kind="number", said=_in_order(found.labels))
    if way in ("number", "date") and found.kind in ("category", "dropped"):
        raise DataError(_not_of_that_kind(found.name, way))
    return found


def _plain(values: pd.Series) -> Numbers | None:
    """Return numbers and truth values as float64; None where the column holds something else."""
    kind = values.dtype.kind
    if kind == "c":
        raise DataError(_("The column '{name}' holds complex numbers; give real ones.").format(name=shown(values.name)))
    if str(values.dtype) == "category" or kind not in "biuf":
        return None
    return np.asarray(values.to_numpy(dtype=np.float64, na_value=np.nan))


def _from_numbers(name: str, values: Numbers) -> DataColumn:
    infinite = int(np.isinf(values).sum())
    if infinite:
        raise DataError(
            _("The column '{name}' has infinite values in {rows} rows; replace or drop them first.").format(
                name=shown(name), rows=infinite
            )
        )
    return DataColumn(name, "number", values)


def _from_dates(name: str, values: pd.Series) -> DataColumn | None:
    import pandas as pd

    if isinstance(values.dtype, pd.PeriodDtype):
        values = values.dt.to_timestamp()
    if values.dtype.kind == "m":
        seconds = np.asarray(values.dt.total_seconds(), dtype=np.float64)
        return DataColumn(name, "number", seconds / _A_DAY, said=Text(en="in days", es="en días"))
    if values.dtype.kind != "M":
        return None
    since = pd.to_datetime(values, utc=True) - pd.Timestamp(0, tz="UTC")
    return DataColumn(name, "date", np.asarray(since.dt.total_seconds(), dtype=np.float64) / _A_DAY)


def _from_categories(name: str, values: pd.Series) -> DataColumn | None:
    if str(values.dtype) != "category":
        return None
    used = values.cat.remove_unused_categories()
    labels = tuple(map(str, used.cat.categories))
    codes = np.asarray(used.cat.codes, dtype=np.float64)
    codes[codes < 0] = np.nan
    if values.cat.ordered:
        return DataColumn(name, "number", codes, labels, _in_order(labels))
    return DataColumn(name, "category", codes, labels)


def _in_order(labels: tuple[str, ...]) -> Text:
    listing = " < ".join(map(shown, labels if len(labels) <= _FEW else (*labels[:3], "...", labels[-1])))
    return Text(en=f"in the order {listing}", es=f"en el orden {listing}")


def _from_objects(
    name: str, values: pd.Series, way: Way | None, first_row: int | None, decimal_commas: bool
) -> DataColumn:
    """Read texts and Python objects."""
    held = values.dropna()
    kinds = {type(each) for each in held}
    nested = sorted(kind.__name__ for kind in kinds if kind in (list, dict, tuple, set, np.ndarray, bytes, complex))
    if nested:
        raise DataError(
            _(
                "The column '{name}' holds values of the kind {kind}; spread them over columns, or drop it: {remedy}."
            ).format(name=shown(name), kind=nested[0], remedy=option("drop", name))
        )
    if kinds and all(issubclass(kind, _NUMBERS) for kind in kinds):
        return _from_numbers(name, values.where(values.notna(), np.nan).to_numpy(dtype=np.float64))
    if kinds and all(issubclass(kind, datetime.date) for kind in kinds):
        import pandas as pd

        found = _from_dates(name, pd.to_datetime(values, utc=True))
        assert found is not None
        return found
    return _from_texts(name, values, way, first_row, decimal_commas)


def _from_texts(
    name: str, values: pd.Series, way: Way | None, first_row: int | None, decimal_commas: bool
) -> DataColumn:
    import pandas as pd

    texts = values.astype(object).where(values.notna(), "").astype(str).str.strip()
    codes, distinct = pd.factorize(texts)
    words = [str(each) for each in distinct]
    meant = [place for place, word in enumerate(words) if word not in MISSING]
    if not meant:
        return DataColumn(name, "dropped", np.full(len(values), np.nan), said=_EMPTY)
    coded = way in ("one-hot", "ordinal", "date") or _coded(words)
    numbers = None if coded else _numbers(words, meant, decimal_commas)
    if numbers is not None and way is None and _named(words, numbers[2]):
        numbers = None
    if numbers is not None:
        found, said, others = numbers
        few = len(meant) <= _FEW and way != "number"
        if others and not few:
            _check_others(name, words, others, codes, first_row, way)
        if not (others and few):
            missing = sorted({*range(len(words))} - {*meant})
            marks = _marks(words, codes, first_row, [*missing, *others])
            return DataColumn(name, "number", found[codes], said=_joined(said, marks))
    dates = None if way in ("one-hot", "ordinal", "number") else days([words[place] for place in meant])
    if dates is not None:
        found = np.full(len(words), np.nan)
        found[meant] = dates[0]
        form = dates[1]
        said = NOTHING if form == "ISO8601" else Text(en=f"written as {form}", es=f"escrita como {form}")
        return DataColumn(name, "date", found[codes], said=said)
    return _categories(name, words, codes, way)


_EMPTY = Text(en="it is empty", es="está vacía")


def _coded(words: list[str]) -> bool:
    """Return whether texts are codes that only look like numbers, such as 01 beside 1."""
    return any(word.isdigit() and word[0] == "0" and len(word) > 1 for word in words)


def _named(words: list[str], others: list[int]) -> bool:
    """Return whether the texts that are no numbers are codes, as c118 beside 117."""
    return bool(others) and all(_CODE.fullmatch(words[place]) for place in others)


def _numbers(words: list[str], meant: list[int], decimal_commas: bool) -> tuple[Numbers, Text, list[int]] | None:
    found = spelled_numbers([words[place] for place in meant], decimal_commas_first=decimal_commas)
    if found is None:
        return None
    values = np.full(len(words), np.nan)
    values[meant] = found[0]
    return values, found[1], [meant[place] for place in found[2]]


def _check_others(
    name: str, words: list[str], others: list[int], codes: Any, first_row: int | None, way: Way | None
) -> None:
    """Refuse a column of numbers in which some texts are none, unless the user wants numbers."""
    if way == "number":
        return
    where = _where(np.flatnonzero(np.isin(codes, others)), first_row)
    raise DataError(
        _(
            "The column '{name}' holds numbers, but {words} in {where}. Mend these, or take them as missing: {remedy}."
        ).format(
            name=shown(name),
            words=listed([words[place] for place in others]),
            where=str(where),
            remedy=option("encode", f"{name}=number"),
        )
    )


def _where(rows: NDArray[np.intp], first_row: int | None) -> Text:
    """Say in how many rows something is, and in which first."""
    n, s = len(rows), "" if len(rows) == 1 else "s"
    if first_row is None:
        first_en, first_es = f"row {rows[0]}", f"fila {rows[0]}"
    else:
        first_en, first_es = f"row {rows[0] + first_row} of the file", f"fila {rows[0] + first_row} del archivo"
    more_en, more_es = ("", "") if n == 1 else ("first ", "primera ")
    return Text(en=f"{n} row{s} ({more_en}{first_en})", es=f"{n} fila{s} ({more_es}{first_es})")


def _marks(words: list[str], codes: Any, first_row: int | None, missing: list[int]) -> Text:
    """Say which texts were taken as missing values; empty cells need no word."""
    said = [place for place in missing if words[place]]
    if not said:
        return NOTHING
    where = _where(np.flatnonzero(np.isin(codes, said)), first_row)
    named = listed([words[place] for place in said])
    verb = ("is", "es un valor ausente") if len(said) == 1 else ("are", "son valores ausentes")
    return Text(en=f"{named} in {where.en} {verb[0]} missing", es=f"{named} en {where.es} {verb[1]}")


def _joined(*texts: Text) -> Text:
    return Text(
        en="; ".join(filter(None, (each.en for each in texts))), es="; ".join(filter(None, (each.es for each in texts)))
    )


def _categories(name: str, words: list[str], codes: Any, way: Way | None) -> DataColumn:
    """Return few-valued texts as categories, in alphabetical order; texts that hardly repeat tell nothing."""
    labels = sorted(word for word in words if word not in NO_LABEL)
    places = {label: float(place) for place, label in enumerate(labels)}
    values = np.array([places.get(word, np.nan) for word in words])[codes]
    held = int(np.isfinite(values).sum())
    if way is None and len(labels) > _MOST_DISTINCT_SHARE * held and len(labels) > 2:
        said = Text(en=f"text, {len(labels)} different values", es=f"texto, {len(labels)} valores distintos")
        return DataColumn(name, "dropped", values, tuple(labels), said)
    return DataColumn(name, "category", values, tuple(labels))


def _as_categories(name: str, values: pd.Series) -> DataColumn:
    """Return any column as categories, in the order of its values."""
    import pandas as pd

    codes, distinct = pd.factorize(values, sort=True)
    places = codes.astype(np.float64)
    places[codes < 0] = np.nan
    return DataColumn(name, "category", places, tuple(map(str, distinct)))


def _not_of_that_kind(name: str, way: Way) -> str:
    if way == "number":
        return _("The column '{name}' cannot be encoded as numbers: most of its values are none.").format(
            name=shown(name)
        )
    return _("The column '{name}' cannot be encoded as dates: some of its values are none.").format(name=shown(name))
