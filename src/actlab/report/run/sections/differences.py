"""The forest plot: each pair's difference with its interval, against the band that does not matter."""

from __future__ import annotations

from actlab.i18n import N_, _
from actlab.records import PlanRecord
from actlab.report.blocks import Block, Column, Figure, Table
from actlab.report.figures.forest import ABOVE
from actlab.report.figures.forest import forest as chart
from actlab.report.run import sentences
from actlab.report.run.material import Material
from actlab.report.sections import SectionEntry
from actlab.statistics import Judgement

__all__ = ["ENTRY", "forest"]


def blocks(run: Material) -> list[Block]:
    """Return the forest plot."""
    return [run.missing(_("The forest plot"))] if run.shown is None else [forest(run.plan, run.shown)]


ENTRY = SectionEntry(N_("Paired differences"), place=20, blocks=blocks)


def forest(plan: PlanRecord, found: Judgement) -> Figure:
    """Return the figure of all pairs."""
    unit = str(plan.metric.unit)
    hollow = sentences.undecided_words()
    axis = _("difference ({unit}); to the right the first is better").format(unit=unit)
    return Figure(
        name="forest",
        title=_("Paired differences with their intervals"),
        description=_(
            "A dot is the mean difference of a pair, a line its interval. The shaded band is ±{delta:g} {unit}, "
            "the differences declared not to matter. A hollow dot: undecided."
        ).format(delta=plan.delta, unit=unit),
        data=_table(found),
        draw=lambda frame: chart(frame, plan.delta, axis, ABOVE, hollow=hollow),
    )


def _table(found: Judgement) -> Table:
    columns = (
        Column("pair", _("pair")),
        Column("difference", _("difference"), 3),
        Column("low", _("low"), 3),
        Column("high", _("high"), 3),
        Column("verdict", _("verdict")),
    )
    rows = tuple(
        (
            sentences.pair_name(pair),
            pair.difference,
            pair.interval.low,
            pair.interval.high,
            sentences.verdict_word(pair),
        )
        for pair in found.pairs
    )
    return Table(_("Data of the forest plot"), columns, rows)
