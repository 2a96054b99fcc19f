"""The forest plot: each pair's difference with its interval, against the band that does not matter."""

from __future__ import annotations

import altair as alt
import pandas as pd

from actlab.i18n import N_, _
from actlab.records import PlanRecord
from actlab.report.blocks import Block, Column, Figure, Table
from actlab.report.figures.style import BAND, INK, MUTED, Chart, finish, padded, shortened
from actlab.report.run import sentences
from actlab.report.run.material import Material
from actlab.report.sections import SectionEntry
from actlab.statistics import Judgement, Verdict

__all__ = ["ENTRY", "forest"]

_ROW, _LABEL = 46, 34


def blocks(run: Material) -> list[Block]:
    """Return the forest plot."""
    return [run.missing(_("The forest plot"))] if run.judgement is None else [forest(run.plan, run.judgement)]


ENTRY = SectionEntry(N_("Paired differences"), place=20, blocks=blocks)


def forest(plan: PlanRecord, found: Judgement) -> Figure:
    """Return the figure of all pairs."""
    unit = str(plan.metric.unit)
    axis = _("difference ({unit}); to the right the first is better").format(unit=unit)
    return Figure(
        name="forest",
        title=_("Paired differences with their intervals"),
        description=_(
            "A dot is the mean difference of a pair, a line its interval. The shaded band is ±{delta:g} {unit}, "
            "the differences declared not to matter. A hollow dot: undecided."
        ).format(delta=plan.delta, unit=unit),
        data=_table(found),
        draw=lambda frame: _draw(frame, plan.delta, axis),
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


def _draw(frame: pd.DataFrame, delta: float, axis: str) -> Chart:
    low, high = padded([*frame["low"], *frame["high"], *frame["difference"], -delta, delta])
    undecided = (sentences.verdict_name(Verdict.UNDECIDED), _("too few blocks"))
    drawn = frame.assign(
        row=range(len(frame)),
        low=frame["low"].clip(low, high),
        high=frame["high"].clip(low, high),
        at=low,
        label=[shortened(pair, _LABEL) for pair in frame["pair"]],
        fill=["transparent" if verdict in undecided else INK for verdict in frame["verdict"]],
    )
    x = alt.X("low:Q", title=axis, scale=alt.Scale(domain=[low, high], nice=False), axis=alt.Axis(tickCount=6))
    y = alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[len(frame) - 0.45, -0.75], nice=False))
    base = alt.Chart(drawn)
    band = pd.DataFrame({"low": [-delta], "high": [delta], "zero": [0.0]})
    layers = alt.layer(
        alt.Chart(band).mark_rect(color=BAND).encode(x=x, x2="high:Q"),
        alt.Chart(band).mark_rule(color=MUTED, strokeDash=[3, 3]).encode(x="zero:Q"),
        base.mark_rule(strokeWidth=3, color=INK).encode(x=x, x2="high:Q", y=y),
        base.mark_point(size=90, stroke=INK, strokeWidth=2, opacity=1).encode(
            x="difference:Q", y=y, fill=alt.Fill("fill:N", scale=None)
        ),
        base.mark_text(align="left", dy=-16, dx=2).encode(x="at:Q", y=y, text="label:N"),
    )
    return finish(layers, height=_ROW * len(frame) + 10, left=12)
