"""Tuning on each workload: the learning-rate curves side by side, and a table of what was chosen."""

from __future__ import annotations

from dataclasses import replace

from actlab.i18n import N_, _
from actlab.report.blocks import Block, Column, Table
from actlab.report.run.sections.tuning import curves
from actlab.report.sections import SectionEntry
from actlab.report.study.material import StudyMaterial, StudyRun

__all__ = ["ENTRY"]


def blocks(study: StudyMaterial) -> list[Block]:
    """Return a figure per workload and the table; nothing where nobody was tuned."""
    runs = [each for each in study.judged if each.run.tuning]
    if not runs:
        return []
    figures = [replace(curves(each.run, f"{each.slug}-"), title=each.run.plan.workload) for each in runs]
    return [*figures, _table(runs)]


ENTRY = SectionEntry(N_("Tuning"), place=50, blocks=blocks)


def _table(runs: list[StudyRun]) -> Table:
    columns = (
        Column("workload", _("workload")),
        Column("candidate", _("candidate")),
        Column("optimum", _("mean optimum"), 4),
        Column("width", _("good region, decades"), 1),
    )
    rows = tuple(
        (each.run.plan.workload, curve.candidate, curve.optimum, curve.width)
        for each in runs
        for curve in each.run.tuning
    )
    return Table(_("Chosen learning rates, and how wide the region within delta of the best is"), columns, rows)
