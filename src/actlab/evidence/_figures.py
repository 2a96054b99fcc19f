"""The figures of a claim: a table made from records, and what of it goes where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from actlab.records.exhibit import Cell, Drawing, Field

if TYPE_CHECKING:
    import pandas as pd

    from actlab.evidence._spec import Records

__all__ = ["ClaimFigure", "dots", "grid", "lines"]

Data = Callable[["Records"], "pd.DataFrame"]


@dataclass(frozen=True)
class ClaimFigure:
    """A drawing and where its table comes from.

    Args:
        data: From records to the table; pure, without torch. Columns that the drawing does not name are left out.
        drawing: What goes where.
    """

    data: Data
    drawing: Drawing

    def drawn(self, records: Records) -> Drawing:
        """Return the drawing with its rows."""
        names = [field.name for field in self.drawing.fields]
        rows = self.data(records)[names].itertuples(index=False, name=None)
        return replace(self.drawing, rows=tuple(tuple(_plain(cell) for cell in row) for row in rows))


def lines(data: Data, *, fields: tuple[Field, ...], x: str, y: str, **more: Any) -> ClaimFigure:
    """Return lines over a numeric x, one for each value of ``series``, with bands from ``low`` to ``high``.

    Args:
        data: From records to the table.
        fields: The table's columns, with titles in both languages.
        x: Name of the horizontal column.
        y: Name of the vertical column.
        more: Further arguments of `actlab.records.exhibit.Drawing`: name, title, description, series, low, high, log_x,
            log_y, rule, words.
    """
    return ClaimFigure(data, Drawing(form="lines", fields=fields, x=x, y=y, **more))


def dots(data: Data, *, fields: tuple[Field, ...], x: str, y: str, **more: Any) -> ClaimFigure:
    """Return dots with intervals from ``low`` to ``high``, a row for each value of the text column ``y``."""
    return ClaimFigure(data, Drawing(form="dots", fields=fields, x=x, y=y, **more))


def grid(data: Data, *, fields: tuple[Field, ...], x: str, y: str, **more: Any) -> ClaimFigure:
    """Return a map: a cell for each x and y with the text of ``label``, coloured by ``series``.

    Values of ``series`` are ``better``, ``worse``, ``equal`` and ``undecided``.
    """
    return ClaimFigure(data, Drawing(form="map", fields=fields, x=x, y=y, **more))


def _plain(cell: Any) -> Cell:
    """Return a cell without NumPy's types."""
    value: Cell = cell.item() if hasattr(cell, "item") else cell
    return value
