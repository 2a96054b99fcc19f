"""Learning curves: the median training loss of each candidate, with the band of the middle 80 %."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import altair as alt
import numpy as np
import pandas as pd

from actlab.i18n import N_, _
from actlab.report.blocks import Block, Cell, Column, Figure, Missing, Table
from actlab.report.figures.style import Chart, colours, dashes, finish, padded, shortened, spread
from actlab.report.run.material import Material
from actlab.report.sections import SectionEntry

__all__ = ["ENTRY", "QUANTILES"]

QUANTILES = (0.1, 0.5, 0.9)
_MOST_POINTS = 40
_WIDE = 10.0
_HEIGHT = 250


def blocks(run: Material) -> list[Block]:
    """Return the curves of all candidates."""
    if run.frame.empty:
        return [run.missing(_("The learning curves"))]
    if not run.frame["curve"].map(len).any():
        return [Missing(_("The learning curves"), _("The records hold no curves."))]
    low, _median, high = (f"{100 * q:.0f}" for q in QUANTILES)
    return [
        Figure(
            name="curves",
            title=_("Training loss by epoch"),
            description=_(
                "A line is the median over blocks, the band around it reaches from the {low} to the {high} % quantile. "
                "Where a loss is not finite the curve stops."
            ).format(low=low, high=high),
            data=_table(run),
            draw=lambda frame: _draw(frame, run.pictured, (_("epoch"), _("training loss"))),
        ),
        *run.left_out(),
    ]


ENTRY = SectionEntry(N_("Learning curves"), place=50, blocks=blocks)


def _table(run: Material) -> Table:
    columns = (
        Column("candidate", _("candidate")),
        Column("epoch", _("epoch")),
        Column("low", _("low"), 4),
        Column("median", _("median"), 4),
        Column("high", _("high"), 4),
        Column("networks", _("networks")),
    )
    return Table(_("Data of the learning curves"), columns, tuple(_rows(run)))


def _rows(run: Material) -> Iterator[tuple[Cell, ...]]:
    longest = int(run.frame["curve"].map(len).max())
    shown = sorted({int(e) for e in np.linspace(0, longest - 1, min(longest, _MOST_POINTS)).round()})
    for label in run.pictured:
        curves = list(run.of(label)["curve"])
        for epoch in shown:
            losses = [float(curve[epoch]) for curve in curves if len(curve) > epoch]
            if losses:
                yield (label, epoch + 1, *quantiles(losses), len(losses))


def quantiles(losses: Sequence[float]) -> tuple[float | None, ...]:
    """Return the quantiles; a loss that is not a number counts as infinite, and infinite quantiles are None.

    >>> quantiles([1.0, 2.0, float("nan")])
    (1.2, 2.0, None)
    >>> quantiles([float("nan")] * 4)
    (None, None, None)
    """
    finite = np.sort(np.nan_to_num(np.asarray(losses, dtype=np.float64), nan=np.inf))
    places = [q * (len(finite) - 1) for q in QUANTILES]
    found = []
    for place in places:
        low, high = finite[int(place)], finite[min(int(place) + 1, len(finite) - 1)]
        value = low if low == high or place == int(place) else low + (place - int(place)) * (high - low)
        found.append(float(value) if np.isfinite(value) else None)
    return tuple(found)


def _draw(frame: pd.DataFrame, labels: Sequence[str], axes: tuple[str, str]) -> Chart:
    values = pd.to_numeric(pd.concat([frame["low"], frame["median"], frame["high"]])).dropna()
    wide = bool(values.min() > 0 and values.max() > _WIDE * values.min())
    low, high = padded(np.log(values).tolist() if wide else values.tolist())
    domain = [float(np.exp(low)), float(np.exp(high))] if wide else [low, high]
    scale = alt.Scale(type="log" if wide else "linear", domain=domain, nice=False)
    last = frame.dropna(subset=["median"]).groupby("candidate", sort=False).last().reset_index()
    heights = np.log(last["median"]) if wide else last["median"]
    places = spread([float(h) for h in heights], low, high, 16 * (high - low) / _HEIGHT)
    names = last.assign(
        at=np.exp(places) if wide else places, label=[shortened(name, 14) for name in last["candidate"]]
    )
    x = alt.X("epoch:Q", title=axes[0], scale=alt.Scale(nice=False), axis=alt.Axis(tickCount=5, grid=False))
    ticks = alt.Axis(tickCount=4, format=".3~g")
    y = alt.Y("median:Q", title=axes[1], scale=scale, axis=ticks)
    colour = alt.Color("candidate:N", scale=colours(labels), legend=None)
    base = alt.Chart(frame)
    layers = alt.layer(
        base.mark_area(opacity=0.18).encode(x=x, y=alt.Y("low:Q", scale=scale), y2="high:Q", color=colour),
        base.mark_line(strokeWidth=2).encode(
            x=x, y=y, color=colour, strokeDash=alt.StrokeDash("candidate:N", scale=dashes(labels), legend=None)
        ),
        alt.Chart(names)
        .mark_text(align="left", dx=6)
        .encode(x="epoch:Q", y=alt.Y("at:Q", scale=scale), text="label:N", color=colour),
    )
    return finish(layers, height=_HEIGHT, right=104)
