"""Every block as a dot, with a line between the runs that share a block."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from actlab.i18n import N_, _
from actlab.report.blocks import Block, Column, Figure, Prose, Table
from actlab.report.figures.style import GRID, INK, MUTED, Chart, colours, finish, padded, shapes, shortened
from actlab.report.run.material import Material
from actlab.report.sections import SectionEntry

__all__ = ["ENTRY"]

_MOST_NETWORKS = 500
"""Dots that one can still tell apart; more would make the page as large as its rows."""


def blocks(run: Material) -> list[Block]:
    """Return the dots of all blocks."""
    return [run.missing(_("The figure of all blocks"))] if run.frame.empty else [*_left_out(run), _figure(run)]


ENTRY = SectionEntry(N_("Every block"), place=30, blocks=blocks)


def _shown(run: Material) -> list[int]:
    """Return the blocks that are drawn: the first, as many as can be told apart."""
    ids: list[int] = sorted(run.frame["block"].unique().tolist())
    return ids[: max(_MOST_NETWORKS // len(run.labels), 1)]


def _left_out(run: Material) -> list[Block]:
    shown, count = len(_shown(run)), run.frame["block"].nunique()
    if shown == count:
        return []
    said = _(
        "Only the first {shown} of {count} blocks are drawn and listed here; verdicts, intervals and all other figures "
        "are of all blocks."
    )
    return [Prose(said.format(shown=shown, count=count), "note")]


def _figure(run: Material) -> Figure:
    metric = str(run.plan.metric.name)
    unit = str(run.plan.metric.unit)
    return Figure(
        name="blocks",
        title=_("Test {metric} in every block").format(metric=metric),
        description=_(
            "A dot is a trained network; a line joins those of one block, which share data, initial weights and "
            "order. The broad bar is the mean. A cross is a failed training, which is given the score of the "
            "best constant prediction."
        ),
        data=_table(run),
        draw=lambda frame: _draw(frame, run.labels, f"{metric} ({unit})"),
    )


def _table(run: Material) -> Table:
    columns = (
        Column("block", _("block")),
        Column("candidate", _("candidate")),
        Column("score", _("score"), 2),
        Column("status", _("status")),
    )
    counted = run.counted[run.counted["block"].isin(_shown(run))]
    rows = counted.sort_values(["block", "candidate"], kind="stable")
    cells = zip(rows["block"].tolist(), rows["candidate"], rows["score"].tolist(), rows["status"], strict=True)
    return Table(_("Data of all blocks"), columns, tuple(cells))


def _draw(frame: pd.DataFrame, labels: Sequence[str], axis: str) -> Chart:
    low, high = padded(frame["score"].tolist())
    drawn = frame.assign(place=[labels.index(name) for name in frame["candidate"]], leads=_leaders(frame, labels))
    means = drawn.groupby("place", as_index=False).agg(score=("score", "mean"), candidate=("candidate", "first"))
    means = means.assign(before=means["place"] - 0.13, after=means["place"] + 0.13)
    names = pd.DataFrame(
        {"place": range(len(labels)), "score": high, "label": [shortened(x, 38 // len(labels)) for x in labels]}
    )
    names = names.assign(candidate=list(labels))
    ends = [-0.45, len(labels) - 0.55]
    x = alt.X("place:Q", axis=None, scale=alt.Scale(domain=ends, nice=False))
    y = alt.Y("score:Q", title=axis, scale=alt.Scale(domain=[low, high], nice=False), axis=alt.Axis(tickCount=6))
    colour = alt.Color("candidate:N", scale=colours(labels), legend=None)
    shape = alt.Shape("candidate:N", scale=shapes(labels), legend=None)
    leads = alt.Color("leads:N", scale=None)
    base = alt.Chart(drawn)
    layers = alt.layer(
        base.mark_line(strokeWidth=1, opacity=0.55).encode(x=x, y=y, detail="block:N", color=leads),
        base.transform_filter("datum.status == 'ok'")
        .mark_point(filled=True, size=28, opacity=0.85)
        .encode(x=x, y=y, color=colour, shape=shape),
        base.transform_filter("datum.status != 'ok'")
        .mark_point(size=60, strokeWidth=1.6, shape="M-.5,-.5L.5,.5M-.5,.5L.5,-.5", opacity=1)
        .encode(x=x, y=y, color=colour),
        alt.Chart(means).mark_rule(strokeWidth=4, color=INK).encode(x=alt.X("before:Q", axis=None), x2="after:Q", y=y),
        alt.Chart(names).mark_text(dy=-12, fontWeight="bold").encode(x=x, y=y, text="label:N", color=colour),
    )
    return finish(layers, height=290, top=26, bottom=10)


def _leaders(frame: pd.DataFrame, labels: Sequence[str]) -> list[str]:
    """Return the colour of each row's line: that of the block's winner where there are two candidates."""
    if len(labels) != 2:
        return [GRID] * len(frame)
    wide = frame.pivot_table(index="block", columns="candidate", values="score").reindex(columns=list(labels))
    gain = (wide[labels[0]] - wide[labels[1]]).to_dict()
    scale = list(colours(labels).to_dict()["range"])
    return [scale[0] if gain[b] > 0 else scale[1] if gain[b] < 0 else MUTED for b in frame["block"]]
