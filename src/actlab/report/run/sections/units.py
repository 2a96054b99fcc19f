"""Dead and saturated units, by candidate and layer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import altair as alt
import numpy as np
import pandas as pd

from actlab.i18n import N_, _
from actlab.report.blocks import Block, Cell, Column, Figure, Table, written
from actlab.report.figures.style import Chart, colours, finish, shortened
from actlab.report.run.material import Material
from actlab.report.sections import SectionEntry

__all__ = ["ENTRY"]

_ROW = 44


def blocks(run: Material) -> list[Block]:
    """Return the shares of all candidates and layers."""
    if run.frame.empty:
        return [run.missing(_("The shares of dead and saturated units"))]
    words = (_("dead"), _("saturated"), _("layer {layer}"), _("share"))
    return [
        Figure(
            name="units",
            title=_("Share of dead units and of saturated answers"),
            description=_(
                "Means over blocks at the end of training, on the training part. A unit is dead (filled) when its "
                "derivative is 0 for every sample. An answer is saturated (hollow) when |f'| lies below a tenth of "
                "its supremum: one rule for all functions, so one drawing serves ReLU and Tanh."
            ),
            data=_table(run),
            draw=lambda frame: _draw(frame, run.labels, words),
        )
    ]


ENTRY = SectionEntry(N_("Dead and saturated units"), place=90, blocks=blocks)


def _table(run: Material) -> Table:
    columns = (
        Column("candidate", _("candidate")),
        Column("layer", _("layer")),
        Column("dead", _("dead"), 3),
        Column("saturated", _("saturated"), 3),
    )
    return Table(_("Data of dead and saturated units"), columns, tuple(_rows(run)))


def _rows(run: Material) -> Iterator[tuple[Cell, ...]]:
    for label in run.labels:
        rows = run.of(label)
        for layer in range(len(run.plan.hidden)):
            dead, saturated = (_mean(rows[name], layer) for name in ("dead", "saturated"))
            yield label, layer + 1, dead, saturated


def _mean(shares: Iterable[Sequence[float]], layer: int) -> float | None:
    """Return the mean share of a layer; None where no network has one, as with functions across units."""
    found = np.array([each[layer] for each in shares if len(each) > layer], dtype=np.float64)
    found = found[np.isfinite(found)]
    return float(found.mean()) if len(found) else None


def _draw(frame: pd.DataFrame, labels: Sequence[str], words: tuple[str, str, str, str]) -> Chart:
    dead, saturated, layer, share = words
    several = frame["layer"].max() > 1
    names = [
        shortened(row["candidate"], 24)
        + (f", {layer.format(layer=row['layer'])}" if several else "")
        + f": {dead} {_percent(row['dead'])}, {saturated} {_percent(row['saturated'])}"
        for row in frame.to_dict("records")
    ]
    drawn = frame.assign(row=range(len(frame)), at=0.0, name=names)
    x = alt.X("at:Q", title=share, scale=alt.Scale(domain=[0, 1], nice=False), axis=alt.Axis(tickCount=5, format="%"))
    y = alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[len(frame) - 0.4, -0.75], nice=False))
    colour = alt.Color("candidate:N", scale=colours(labels), legend=None)
    base = alt.Chart(drawn)
    layers = alt.layer(base.mark_text(align="left", dy=-16).encode(x=x, y=y, text="name:N"))
    for column, filled in (("saturated", False), ("dead", True)):
        mark = base.transform_filter(f"isValid(datum.{column})").mark_point(
            size=90, filled=filled, strokeWidth=2, opacity=1, shape="circle" if filled else "diamond"
        )
        layers += mark.encode(x=alt.X(f"{column}:Q"), y=y, color=colour)
    return finish(layers, height=_ROW * len(frame) + 6, left=14, right=18)


def _percent(share: float | None) -> str:
    return written(None if share is None else 100 * share, 0) + " %"
