"""What a step of training costs, from the records' seconds."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import altair as alt
import pandas as pd

from actlab.i18n import N_, _
from actlab.report.blocks import Block, Cell, Column, Figure, Table
from actlab.report.figures.style import Chart, colours, finish, shortened
from actlab.report.run.material import Material
from actlab.report.sections import SectionEntry

__all__ = ["ENTRY", "steps"]

_ROW = 44
_TENTHS = (0.1, 0.5, 0.9)


def blocks(run: Material) -> list[Block]:
    """Return the time of a step of each candidate."""
    if run.frame.empty:
        return [run.missing(_("The cost of a step"))]
    axis = _("milliseconds of CPU time per step")
    return [
        Figure(
            name="cost",
            title=_("CPU time of a training step"),
            description=_(
                "A dot is the median over networks, a line reaches from the 10 to the 90 % quantile. The time for "
                "loading data and for evaluation is spread evenly over the steps. This is the one measurement that "
                "differs between two runs of a plan."
            ),
            data=_table(run),
            draw=lambda frame: _draw(frame, run.labels, axis),
        )
    ]


ENTRY = SectionEntry(N_("Cost of a step"), place=110, blocks=blocks)


def steps(run: Material, epochs: int) -> int:
    """Return the number of optimizer steps in so many epochs."""
    size = run.plan.recipe.batch_size
    return epochs * (math.ceil(run.plan.part_sizes[0] / size) if size else 1)


def _table(run: Material) -> Table:
    columns = (
        Column("candidate", _("candidate")),
        Column("low", _("10 %"), 3),
        Column("median", _("median, ms"), 3),
        Column("high", _("90 %"), 3),
        Column("ratio", _("to the baseline"), 2),
    )
    return Table(_("Data of the cost of a step"), columns, tuple(_rows(run)))


def _rows(run: Material) -> Iterator[tuple[Cell, ...]]:
    baseline: float | None = None
    for label in run.labels:
        rows = run.of(label)
        if rows.empty:
            continue
        each = 1000 * rows["seconds"] / [steps(run, int(epochs)) for epochs in rows["epochs"]]
        low, median, high = (float(each.quantile(q)) for q in _TENTHS)
        baseline = baseline or median
        yield label, low, median, high, median / baseline


def _draw(frame: pd.DataFrame, labels: Sequence[str], axis: str) -> Chart:
    top = 1.1 * float(frame["high"].max())
    drawn = frame.assign(
        row=range(len(frame)),
        at=0.0,
        name=[
            f"{shortened(row['candidate'], 30)}: {row['median']:.3g} ms (x{row['ratio']:.2f})"
            for row in frame.to_dict("records")
        ],
    )
    x = alt.X("low:Q", title=axis, scale=alt.Scale(domain=[0, top], nice=False), axis=alt.Axis(tickCount=5))
    y = alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[len(frame) - 0.4, -0.75], nice=False))
    colour = alt.Color("candidate:N", scale=colours(labels), legend=None)
    base = alt.Chart(drawn)
    layers = alt.layer(
        base.mark_rule(strokeWidth=3).encode(x=x, x2="high:Q", y=y, color=colour),
        base.mark_point(filled=True, size=90, opacity=1).encode(x="median:Q", y=y, color=colour),
        base.mark_text(align="left", dy=-16).encode(x="at:Q", y=y, text="name:N"),
    )
    return finish(layers, height=_ROW * len(frame) + 6, left=14)
