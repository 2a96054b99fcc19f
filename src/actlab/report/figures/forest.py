"""The forest plot: differences with their intervals, against the band that does not matter."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

import altair as alt
import pandas as pd

from actlab.report.figures.style import BAND, INK, MUTED, Chart, finish, padded, shortened

__all__ = ["ABOVE", "BESIDE", "ForestLook", "forest"]


class ForestLook(NamedTuple):
    """Where the names stand, and how large a row is."""

    row: int
    name: int
    left: int
    padding: tuple[float, float]
    width: float
    size: int
    text: dict[str, Any]


ABOVE = ForestLook(46, 34, 12, (0.45, 0.75), 3, 90, {"align": "left", "dy": -16, "dx": 2})
"""Names above their lines, for long ones."""

BESIDE = ForestLook(24, 24, 150, (0.4, 0.6), 2.5, 70, {"align": "right", "dx": -8})
"""Names in the left margin, for many rows."""


def forest(
    frame: pd.DataFrame, delta: float, axis: str, look: ForestLook, *, hollow: Collection[str], diamonds: str = ""
) -> Chart:
    """Return the chart.

    Args:
        frame: One row per line: its name in the first column, then ``difference``, ``low``, ``high``, ``verdict``.
        delta: The differences within +-delta do not matter.
        axis: Title of the axis.
        look: How it looks.
        hollow: The verdicts whose dot is hollow.
        diamonds: Rows whose name begins so have a diamond.
    """
    names = frame.iloc[:, 0]
    low, high = padded([*frame["low"], *frame["high"], *frame["difference"], -delta, delta])
    drawn = frame.assign(
        row=range(len(frame)),
        low=frame["low"].clip(low, high),
        high=frame["high"].clip(low, high),
        at=low,
        label=[shortened(name, look.name) for name in names],
        fill=["transparent" if verdict in hollow else INK for verdict in frame["verdict"]],
        kind=["diamond" if diamonds and name.startswith(diamonds) else "circle" for name in names],
    )
    x = alt.X("low:Q", title=axis, scale=alt.Scale(domain=[low, high], nice=False), axis=alt.Axis(tickCount=6))
    rows = alt.Scale(domain=[len(frame) - look.padding[0], -look.padding[1]], nice=False)
    y = alt.Y("row:Q", axis=None, scale=rows)
    base = alt.Chart(drawn)
    band = pd.DataFrame({"low": [-delta], "high": [delta], "zero": [0.0]})
    layers = alt.layer(
        alt.Chart(band).mark_rect(color=BAND).encode(x=x, x2="high:Q"),
        alt.Chart(band).mark_rule(color=MUTED, strokeDash=[3, 3]).encode(x="zero:Q"),
        base.mark_rule(strokeWidth=look.width, color=INK).encode(x=x, x2="high:Q", y=y),
        base.mark_point(size=look.size, stroke=INK, strokeWidth=2, opacity=1).encode(
            x="difference:Q", y=y, fill=alt.Fill("fill:N", scale=None), shape=alt.Shape("kind:N", scale=None)
        ),
        base.mark_text(**look.text).encode(x="at:Q", y=y, text="label:N"),
    )
    return finish(layers, height=look.row * len(frame) + 10, left=look.left)
