"""The runs of the study, each with a page of its own."""

from __future__ import annotations

from actlab.i18n import N_, _
from actlab.report.blocks import Block, Column, Link, Links, Prose, Table
from actlab.report.run.material import PAGE
from actlab.report.sections import SectionEntry
from actlab.report.study.material import StudyMaterial

__all__ = ["ENTRY"]


def blocks(study: StudyMaterial) -> list[Block]:
    """Return the links and a table of what was trained."""
    columns = (
        Column("run", _("run")),
        Column("networks", _("networks")),
        Column("blocks", _("blocks")),
        Column("engine", _("engine")),
        Column("seconds", _("seconds of one core"), 1),
    )
    rows = tuple(
        (
            each.name,
            len(each.run.rows),
            int(each.run.plan.blocks),
            each.run.plan.engine,
            float(each.run.rows["seconds"].sum()),
        )
        for each in study.runs
    )
    links = tuple(Link(i, f"{each.folder}/{PAGE}", each.name) for i, each in enumerate(study.runs, start=1))
    said = _("Each run has a page of its own, with every block, its learning curves, its plan and all its rows:")
    return [Prose(said), Links(links), Table(_("What was trained"), columns, rows)]


ENTRY = SectionEntry(N_("The runs"), place=70, blocks=blocks)
