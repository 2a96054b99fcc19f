"""The user's own table: what became of each column."""

from __future__ import annotations

from actlab.i18n import N_, _
from actlab.records import ColumnRecord
from actlab.report.blocks import Block, Cell, Column, Prose, Table
from actlab.report.run.material import Material
from actlab.report.sections import SectionEntry

__all__ = ["ENTRY"]


def blocks(run: Material) -> list[Block]:
    """Return a row per column of the table, and what else was found; nothing for a workload of the catalogue."""
    notes: list[Block] = [Prose(str(note)) for note in run.plan.notes]
    if not run.plan.columns:
        return notes
    columns = (
        Column("column", _("column")),
        Column("kind", _("kind")),
        Column("inputs", _("inputs")),
        Column("missing", _("missing values")),
        Column("done", _("what was done")),
    )
    said = _("Whatever is fitted to the data is fitted to the training part of each split alone.")
    table = Table(_("What became of each column"), columns, tuple(map(_row, run.plan.columns)))
    return [Prose(said), table, *notes]


ENTRY = SectionEntry(N_("The data"), place=135, blocks=blocks)


def _row(column: ColumnRecord) -> tuple[Cell, ...]:
    kinds = {
        "number": _("number"),
        "category": _("category"),
        "date": _("date"),
        "dropped": _("left out"),
        "target": _("target"),
        "groups": _("groups"),
        "time": _("time"),
    }
    kind = kinds.get(column.kind, column.kind)
    return column.name, kind, column.inputs, column.missing, str(column.said)
