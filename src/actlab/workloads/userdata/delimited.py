"""A table from delimited text: its delimiter, comments and header are found, its values left as they are written."""

from __future__ import annotations

import csv
import io
import itertools
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from actlab.errors import DataError
from actlab.i18n import Text, _
from actlab.workloads.userdata.cells import MISSING, NO_LABEL, spelled_numbers
from actlab.workloads.userdata.names import check_columns, target_columns
from actlab.workloads.userdata.opened import decoded, unpacked

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Delimited", "read_delimited", "read_layout"]

_DELIMITERS = ",;\t|"
_SPACES = r"\s+"
_LOOKED_AT = 50
_EXCEL = re.compile(r"sep=(.)\s*", re.IGNORECASE)
_LEADING_ZERO = re.compile(r"0\d+")


@dataclass(frozen=True)
class Layout:
    """Where a table's values are in its text.

    Args:
        text: The table, from its first line on that is no comment.
        delimiter: What separates values; a regular expression for spaces.
        columns: Their names.
        header: Whether the first line holds the names.
        skipped: Number of lines before the text.
        notes: What should be said.
    """

    text: str
    delimiter: str
    columns: list[str]
    header: bool
    skipped: int
    notes: tuple[Text, ...] = ()

    @property
    def first_row(self) -> int:
        """The line of the file, counted from 1, in which the first row is."""
        return self.skipped + (2 if self.header else 1)


@dataclass(frozen=True)
class Delimited:
    """A table that was read from text.

    Args:
        frame: Numbers where pandas reads a column as numbers, else texts as they are written; NaN where missing.
        first_row: The line of the file in which the first row is, for messages.
        decimal_commas: Whether a comma in a number is rather decimal.
        notes: What should be said of the file.
    """

    frame: pd.DataFrame
    first_row: int
    decimal_commas: bool
    notes: tuple[Text, ...]


def read_layout(file: Path) -> Layout:
    """Find the delimiter, the comments and the header of a file.

    Raises:
        DataError: The file is empty, no text, or has a single column.
    """
    text, notes = decoded(unpacked(file), file)
    lines = text.splitlines(keepends=True)
    skipped, given = _start(lines)
    rest = lines[skipped:]
    if not any(line.strip() for line in rest):
        raise DataError(_("{path} is empty.").format(path=file))
    start = [line for line in rest[:_LOOKED_AT] if not line.startswith("#")] or rest[:_LOOKED_AT]
    delimiter = given or _delimiter(start)
    with _long_fields():
        rows = list(_rows(start, delimiter))
        first = rows[0]
        rest = [line for line in rest if not _is_comment(line, delimiter, len(first))]
    comments = sum(line.startswith("#") for line in lines[:skipped]) + len(lines) - skipped - len(rest)
    if comments:
        notes += (_skipped(comments),)
    if len(first) == 1:
        raise DataError(
            _(
                "{path} has a single column, {name}: is it separated by something other than , ; tab | or spaces?"
            ).format(path=file, name=repr(first[0][:_LOOKED_AT]))
        )
    first = [name or f"Unnamed: {place}" for place, name in enumerate(_unquoted(first))]
    header = not _is_data(rows[0], rows[1:])
    if not header:
        names = _commented_header(lines[:skipped], delimiter, len(first)) or [str(place) for place in range(len(first))]
        notes += (
            Text(
                en=f"The first line holds data, so the columns are called {names[0]}, {names[1]}, ..., {names[-1]}.",
                es=f"La primera línea contiene datos, así que las columnas se llaman {names[0]}, {names[1]}, ..., "
                f"{names[-1]}.",
            ),
        )
        return Layout("".join(rest), delimiter, names, False, skipped, notes)
    return Layout("".join(rest), delimiter, first, True, skipped, notes)


def _is_comment(line: str, delimiter: str, columns: int) -> bool:
    """Return whether a line begins with # and is no row of the table."""
    return line.startswith("#") and len(next(_rows([line], delimiter), ())) != columns


def _skipped(lines: int) -> Text:
    if lines == 1:
        return Text(en="A line that begins with # was skipped.", es="Se omitió una línea que empieza por #.")
    return Text(
        en=f"{lines} lines that begin with # were skipped.", es=f"Se omitieron {lines} líneas que empiezan por #."
    )


def _start(lines: Sequence[str]) -> tuple[int, str]:
    """Return how many lines stand before the table, and a delimiter that the first line names."""
    place, given = 0, ""
    for line in lines:
        excel = _EXCEL.fullmatch(line.strip("\r\n"))
        if excel and place == 0:
            given = excel[1]
        elif line.strip() and not line.startswith("#"):
            break
        place += 1
    return place, given


def _delimiter(lines: Sequence[str]) -> str:
    """Return the delimiter by which most lines fall into as many fields as the first, and into the most fields."""
    with _long_fields():
        found = {each: [len(row) for row in _rows(lines, each)] for each in (*_DELIMITERS, _SPACES)}
    agreeing = {each: sum(count == counts[0] for count in counts) for each, counts in found.items() if counts[0] > 1}
    if not agreeing:
        return ","
    best: str = max(agreeing, key=lambda each: (agreeing[each], each != _SPACES, found[each][0]))
    return best


def _rows(lines: Sequence[str], delimiter: str) -> Iterator[list[str]]:
    """Yield the fields of each line that is not empty."""
    if delimiter == _SPACES:
        yield from (line.split() for line in lines if line.strip())
        return
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=delimiter != "\t")
    try:
        yield from ([field.strip() for field in row] for row in reader if row)
    except csv.Error as error:
        raise DataError(_("This is no table: {error}.").format(error=error)) from error


@contextmanager
def _long_fields() -> Iterator[None]:
    """Let the standard reader take fields of any length; its limit is the whole process's."""
    before = csv.field_size_limit(sys.maxsize)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _is_data(first: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Return whether the first line is a row as the others are.

    It is where the columns of numbers begin with a number, and the others with a text that occurs again; whole
    numbers that count the columns, or years, are names.
    """
    if not rows or len(set(first)) < len(first) / 2:
        return False
    if _counts([field for field in first if field.strip()]):
        return False
    columns = [[row[place] for row in rows if place < len(row)] for place in range(len(first))]
    numeric = [place for place, values in enumerate(columns) if _are_numbers(values)]
    if not numeric or not all(_are_numbers([first[place]]) or first[place] in MISSING - {""} for place in numeric):
        return False
    if not any(_are_numbers([first[place]]) for place in numeric):
        return False
    others = [place for place in range(len(first)) if place not in numeric]
    again = [first[place] in columns[place] or not any(columns[place]) for place in others]
    return all(again) if any(again) else not others or _fractions([first[place] for place in numeric])


def _unquoted(names: Sequence[str]) -> Sequence[str]:
    """Return names without the apostrophes around all of them, which the reader takes for a part of the names."""
    quoted = all(len(name) > 1 and name[0] == name[-1] == "'" for name in names)
    return [name[1:-1] for name in names] if quoted else names


def _counts(fields: Sequence[str]) -> bool:
    """Return whether fields are whole numbers that rise by one, as the names 0, 1, 2 or years do."""
    if len(fields) < 2 or not all(re.fullmatch(r"\d+", field) for field in fields):
        return False
    numbers = [int(field) for field in fields]
    return all(after - before == 1 for before, after in itertools.pairwise(numbers))


def _fractions(fields: Sequence[str]) -> bool:
    return any("." in field for field in fields)


def _are_numbers(fields: Sequence[str]) -> bool:
    held = sorted({field for field in fields if field not in MISSING})
    found = spelled_numbers(held)
    return found is not None and not found[2]


def _commented_header(lines: Sequence[str], delimiter: str, columns: int) -> list[str] | None:
    """Return the names in the last comment before the data, if they are as many as the columns."""
    comments = [line.lstrip("#").strip() for line in lines if line.startswith("#")]
    names = next(_rows(comments[-1:], delimiter), []) if comments else []
    return names if len(names) == columns and not _are_numbers(names) else None


def read_delimited(file: Path, target: object) -> Delimited:
    """Read a table; what is to be predicted, one column or several, as it is written.

    Raises:
        DataError: It is no table, or its rows have more values than there are names.
    """
    layout = read_layout(file)
    frame = _trimmed(_read(layout, file), layout, file)
    columns = layout.columns
    targets = target_columns(target, columns)
    check_columns(columns, targets)
    as_written = [place for place, name in enumerate(columns) if _may_mislead(frame.iloc[:, place], name, targets)]
    if as_written:
        texts = _read(layout, file, usecols=as_written, dtype=str, keep_default_na=False, na_filter=False)
        for place in as_written:
            written = texts[place].str.strip()
            if frame[place].dtype.kind not in "biuf" or written.map(_LEADING_ZERO.fullmatch).notna().any():
                frame[place] = written.where(~written.isin(NO_LABEL))
    return Delimited(frame.set_axis(columns, axis=1), layout.first_row, layout.delimiter != ",", layout.notes)


def _may_mislead(values: pd.Series, name: str, targets: Sequence[str]) -> bool:
    """Return whether a column must be looked at as it is written: labels, and whole numbers that may begin with 0."""
    return name in targets or values.dtype.kind in "iu"


def _read(layout: Layout, file: Path, **settings: object) -> pd.DataFrame:
    """Let pandas read the rows, without names, so that rows longer than the header are noticed."""
    import pandas as pd

    spaces = layout.delimiter == _SPACES
    try:
        return pd.read_csv(  # type: ignore[call-overload, no-any-return]  # the settings are those of the callers
            io.StringIO(layout.text),
            sep=layout.delimiter,
            header=None,
            skiprows=1 if layout.header else 0,
            skipinitialspace=not spaces and layout.delimiter != "\t",
            low_memory=False,
            **({"keep_default_na": False, "na_values": sorted(NO_LABEL - {"?"})} | settings),
        )
    except pd.errors.EmptyDataError:
        return pd.DataFrame(columns=range(len(layout.columns)))
    except (pd.errors.ParserError, ValueError, csv.Error) as error:
        raise DataError(
            _("{path} cannot be read as a table: {error}.").format(path=file, error=str(error).strip().rstrip("."))
        ) from error


def _trimmed(frame: pd.DataFrame, layout: Layout, file: Path) -> pd.DataFrame:
    """Return as many columns as there are names; one column too many, empty, comes from commas at the lines' ends."""
    extra = len(frame.columns) - len(layout.columns)
    if extra == 1 and frame.iloc[:, -1].isna().all():
        return frame.iloc[:, :-1]
    if extra > 0:
        raise DataError(
            _("The rows of {path} have more values than its first line has names: {values} and {names}.").format(
                path=file, values=len(frame.columns), names=len(layout.columns)
            )
        )
    return frame.reindex(columns=range(len(layout.columns))) if extra < 0 else frame
