"""A chart of lines, one a candidate, each with its name at its end."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from actlab.report.figures.style import Chart, colours, dashes, finish, padded, shapes, shortened, spread

__all__ = ["lines", "powers"]

_HEIGHT, _LABEL = 250, 14
_ROW = 16
"""Pixels between names."""


def lines(frame: pd.DataFrame, labels: Sequence[str], x: tuple[str, str], y: tuple[str, str], *, log: bool) -> Chart:
    """Return the chart.

    Args:
        frame: One row per point, with ``candidate`` and the columns of x and y.
        labels: The candidates, in the order of their colours.
        x: Column and title of the horizontal axis.
        y: Column and title of the vertical axis.
        log: Whether the horizontal axis is logarithmic.
    """
    drawn = frame.dropna(subset=[y[0]])
    low, high = padded([float(value) for value in drawn[y[0]]])
    last = drawn.groupby("candidate", sort=False).last().reset_index()
    places = spread([float(value) for value in last[y[0]]], low, high, _ROW * (high - low) / _HEIGHT)
    names = last.assign(at=places, label=[shortened(name, _LABEL) for name in last["candidate"]])
    ends = [float(drawn[x[0]].min()), float(drawn[x[0]].max())]
    across = alt.X(
        f"{x[0]}:Q",
        title=x[1],
        scale=alt.Scale(type="log" if log else "linear", domain=ends, nice=False),
        axis=alt.Axis(values=powers(*ends), format="~g", grid=False) if log else alt.Axis(tickMinStep=1, grid=False),
    )
    up = alt.Y(f"{y[0]}:Q", title=y[1], scale=alt.Scale(domain=[low, high], nice=False), axis=alt.Axis(tickCount=5))
    colour = alt.Color("candidate:N", scale=colours(labels), legend=None)
    base = alt.Chart(drawn)
    layers = alt.layer(
        base.mark_line(strokeWidth=2).encode(
            x=across, y=up, color=colour, strokeDash=alt.StrokeDash("candidate:N", scale=dashes(labels), legend=None)
        ),
        base.mark_point(size=28, filled=True, opacity=1).encode(
            x=across, y=up, color=colour, shape=alt.Shape("candidate:N", scale=shapes(labels), legend=None)
        ),
        alt.Chart(names).mark_text(align="left", dx=8).encode(x=across, y=alt.Y("at:Q"), text="label:N", color=colour),
    )
    return finish(layers, height=_HEIGHT, right=104)


def powers(low: float, high: float) -> list[float]:
    """Return the powers of ten between the ends.

    >>> powers(0.002, 1.0)
    [0.01, 0.1, 1.0]
    """
    first, last = int(np.ceil(np.log10(low) - 1e-9)), int(np.floor(np.log10(high) + 1e-9))
    return [10.0**power for power in range(first, last + 1)]
