"""What a section says, before anyone decides how it looks: frozen values in the language then spoken."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

    from actlab.statistics import Interval

__all__ = [
    "Block",
    "Cell",
    "CodeBlock",
    "Column",
    "Download",
    "Figure",
    "Link",
    "Links",
    "Listing",
    "Missing",
    "Number",
    "Prose",
    "QuestionBlock",
    "Section",
    "Table",
    "written",
]

Cell: TypeAlias = str | float | int | None


@dataclass(frozen=True)
class Prose:
    """A paragraph; ``lead`` is the sentence that a hurried reader reads. What stands between backticks is code."""

    text: str
    weight: Literal["lead", "plain", "note", "warning"] = "plain"


@dataclass(frozen=True)
class Number:
    """A number with its unit and interval; all ends may be unknown (None or infinite)."""

    label: str
    value: float | None
    unit: str = ""
    interval: Interval | None = None
    digits: int = 2
    signed: bool = False


@dataclass(frozen=True)
class Column:
    """A column: the name that code knows it by, its title, and how many decimals are shown (None: as it is)."""

    name: str
    title: str
    digits: int | None = None


@dataclass(frozen=True)
class Table:
    """Rows of cells. What is shown is rounded to the column's digits; the cells are not."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def frame(self) -> pd.DataFrame:
        """Return the cells under their columns' names: what a figure draws."""
        import pandas as pd

        return pd.DataFrame(list(self.rows), columns=[column.name for column in self.columns])


@dataclass(frozen=True)
class Figure:
    """A chart of a table: it draws the table's cells and nothing else.

    Args:
        name: Its file's name and its address in the page: ascii, no spaces.
        title: What it shows.
        description: How to read it, for those who see it and for those who do not.
        data: What it shows, as a table.
        draw: From the table's frame to the chart.
    """

    name: str
    title: str
    description: str
    data: Table
    draw: Callable[[pd.DataFrame], alt.LayerChart | alt.Chart | alt.FacetChart] = field(repr=False)


@dataclass(frozen=True)
class Missing:
    """What should stand here and does not, with the reason and what to do."""

    what: str
    reason: str


@dataclass(frozen=True)
class Listing:
    """Text to be copied as it stands; ``wraps`` where it is prose."""

    title: str
    text: str
    wraps: bool = False


@dataclass(frozen=True)
class CodeBlock:
    """Python that a reader may run, and what it prints."""

    text: str
    prints: str = ""


@dataclass(frozen=True)
class QuestionBlock:
    """A question whose answer opens on demand."""

    text: str
    answer: str


@dataclass(frozen=True)
class Download:
    """A file that the page carries inside."""

    title: str
    name: str
    text: str
    media_type: str = "text/csv"


@dataclass(frozen=True)
class Link:
    """A page to go to: its number in the list, its address, what it says, a word of weight, and a sentence below.

    Without an address it is named and not linked.
    """

    number: int
    href: str
    text: str
    mark: str = ""
    said: str = ""


@dataclass(frozen=True)
class Links:
    """A list of pages by their numbers."""

    items: tuple[Link, ...]


Block: TypeAlias = Prose | Number | Table | Figure | Missing | Listing | CodeBlock | QuestionBlock | Download | Links


@dataclass(frozen=True)
class Section:
    """A titled list of blocks."""

    name: str
    title: str
    blocks: tuple[Block, ...]


def written(value: Cell, digits: int | None = None, *, signed: bool = False) -> str:
    """Return a cell as people read it; what is unknown is a dash.

    >>> written(0.125, 2), written(3), written(1.5, 1, signed=True), written(0.1)
    ('0.12', '3', '+1.5', '0.1')
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "\N{EN DASH}"
    if isinstance(value, str):
        return value
    if math.isinf(value):
        return "\N{INFINITY}" if value > 0 else "-\N{INFINITY}"
    sign = "+" if signed else ""
    if isinstance(value, int) or digits is None:
        return f"{value:{sign}.6g}"
    return f"{value:{sign}.{digits}f}"
