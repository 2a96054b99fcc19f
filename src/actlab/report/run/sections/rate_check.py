"""What each pair shows at a tenth and at ten times the learning rate."""

from __future__ import annotations

import altair as alt
import pandas as pd

from actlab.i18n import N_, _
from actlab.report.blocks import Block, Column, Figure, Prose, Table
from actlab.report.figures.style import BAND, INK, MUTED, Chart, colours, dashes, finish, padded, shortened
from actlab.report.run import sentences
from actlab.report.run.material import Material
from actlab.report.sections import SectionEntry
from actlab.statistics import RateCheck

__all__ = ["ENTRY"]

_MOST_LINES = 6
"""Pairs whose lines one can still follow; the table names all."""


def blocks(run: Material) -> list[Block]:
    """Return a sentence per pair and the figure; nothing where other rates were not tried."""
    found = () if run.conclusion is None else run.conclusion.rate_check
    if not found:
        return []
    return [*(Prose(line) for line in sentences.rate_check(run.plan, found)), _figure(run, found)]


ENTRY = SectionEntry(N_("Other learning rates"), place=25, blocks=blocks)


def _figure(run: Material, found: tuple[RateCheck, ...]) -> Figure:
    unit = str(run.plan.metric.unit)
    axes = (_("learning rate"), _("difference ({unit})").format(unit=unit))
    return Figure(
        name="rate_check",
        title=_("Differences by learning rate"),
        description=_(
            "A dot is the mean difference of a pair at one learning rate, a line its interval: over all blocks at the "
            "run's own rate, over at most the first 30 at a tenth and at ten times it. The shaded band is ±{delta:g} "
            "{unit}. The verdict is about the run's own rate alone."
        ).format(delta=run.plan.delta, unit=unit),
        data=_table(found),
        draw=lambda frame: _draw(frame, run.plan.delta, axes),
    )


def _table(found: tuple[RateCheck, ...]) -> Table:
    columns = (
        Column("pair", _("pair")),
        Column("rate", _("learning rate")),
        Column("n", _("blocks")),
        Column("difference", _("difference"), 3),
        Column("low", _("low"), 3),
        Column("high", _("high"), 3),
    )
    rows = tuple(
        (f"{each.a} \N{MINUS SIGN} {each.b}", each.learning_rate, each.n, each.difference, *each.interval)
        for each in found
    )
    return Table(_("Data of the other learning rates"), columns, rows)


def _draw(frame: pd.DataFrame, delta: float, axes: tuple[str, str]) -> Chart:
    pairs = list(dict.fromkeys(frame["pair"]))[:_MOST_LINES]
    low, high = padded([*frame["difference"], *frame["low"], *frame["high"], -delta, delta])
    drawn = frame[frame["pair"].isin(pairs)].assign(
        low=frame["low"].clip(low, high), high=frame["high"].clip(low, high)
    )
    last = drawn.groupby("pair", sort=False).last().reset_index()
    last = last.assign(label=[shortened(pair, 22) for pair in last["pair"]])
    rates = sorted(drawn["rate"].unique())
    scale = alt.Scale(type="log", domain=[rates[0] / 1.5, rates[-1] * 1.5], nice=False)
    x = alt.X("rate:Q", title=axes[0], scale=scale, axis=alt.Axis(values=rates, format="~g", grid=False))
    heights = alt.Scale(domain=[low, high], nice=False)
    y = alt.Y("difference:Q", title=axes[1], scale=heights, axis=alt.Axis(tickCount=5))
    ends = alt.Y("low:Q", scale=heights)
    colour = alt.Color("pair:N", scale=colours(pairs), legend=None) if len(pairs) > 1 else alt.value(INK)
    band = pd.DataFrame({"low": [-delta], "high": [delta], "zero": [0.0]})
    base = alt.Chart(drawn)
    layers = alt.layer(
        alt.Chart(band).mark_rect(color=BAND).encode(y=ends, y2="high:Q"),
        alt.Chart(band).mark_rule(color=MUTED, strokeDash=[3, 3]).encode(y=alt.Y("zero:Q", scale=heights)),
        base.mark_line(strokeWidth=1).encode(
            x=x, y=y, color=colour, strokeDash=alt.StrokeDash("pair:N", scale=dashes(pairs), legend=None)
        ),
        base.mark_rule(strokeWidth=3).encode(x=x, y=ends, y2="high:Q", color=colour),
        base.mark_point(filled=True, size=60, opacity=1).encode(x=x, y=y, color=colour),
        alt.Chart(last).mark_text(align="left", dx=14).encode(x=x, y=y, text="label:N", color=colour),
    )
    return finish(layers, height=190, right=130)
