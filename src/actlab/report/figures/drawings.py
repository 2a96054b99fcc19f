"""Draw what an exhibit describes: lines, dots with intervals, and maps, each from its own table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from actlab.records.exhibit import Cell, Drawing
from actlab.report.blocks import Column, Figure, Table
from actlab.report.figures.style import (
    INK,
    MUTED,
    PALETTE,
    Chart,
    colours,
    dashes,
    finish,
    padded,
    shapes,
    shortened,
    spread,
)

__all__ = ["figure"]

_HEIGHT = 250
_ROW = 26
_LONGEST_NAME = 15
_POINTS_MARKED = 14
_TINY = 0.001
_FEW_DECADES = 2
_CATEGORIES = {"better": PALETTE[0], "worse": PALETTE[1], "equal": MUTED, "undecided": "transparent"}


def figure(drawing: Drawing) -> Figure:
    """Return a drawing as a figure of a page, in the language now spoken."""
    draw = {"lines": _lines, "dots": _dots, "map": _map}[drawing.form]
    return Figure(
        name=drawing.name,
        title=str(drawing.title),
        description=str(drawing.description),
        data=_table(drawing),
        draw=lambda frame: draw(drawing, frame),
    )


def _table(drawing: Drawing) -> Table:
    columns = tuple(Column(field.name, str(field.title), field.digits) for field in drawing.fields)
    rows = tuple(tuple(_said(drawing, cell) for cell in row) for row in drawing.rows)
    return Table(str(drawing.title), columns, rows)


def _said(drawing: Drawing, cell: Cell) -> Any:
    return str(drawing.words[cell]) if isinstance(cell, str) and cell in drawing.words else cell


def _title(drawing: Drawing, name: str) -> str:
    return next(str(field.title) for field in drawing.fields if field.name == name)


def _named(drawing: Drawing, frame: pd.DataFrame) -> list[str]:
    """Return the names of the series, in the order of the table."""
    return [str(name) for name in frame[drawing.series].drop_duplicates()] if drawing.series else []


def _scale(values: Sequence[float], *, log: bool, share: float = 0.05) -> tuple[alt.Scale, tuple[float, float]]:
    """Return a scale that covers the values, and its ends, as log10 values if it is logarithmic."""
    finite = [float(value) for value in values if np.isfinite(value) and (value > 0 or not log)]
    low, high = padded([float(np.log10(value)) for value in finite] if log else finite, share)
    ends = [float(10**low), float(10**high)] if log else [low, high]
    return alt.Scale(type="log" if log else "linear", domain=ends, nice=False), (low, high)


def _numbers(frame: pd.DataFrame, *names: str) -> list[float]:
    return [
        float(value)
        for name in names
        if name
        for value in pd.to_numeric(frame[name], errors="coerce").dropna().tolist()
    ]


def _axis(*, log: bool, count: int, grid: bool, **more: Any) -> alt.Axis:
    if log:
        more["labelExpr"] = f"format(datum.value, datum.value < {_TINY} ? '.0e' : '~g')"
    return alt.Axis(tickCount=count, grid=grid, format=".6~g", labelOverlap=log, **more)


def _decades(low: float, high: float) -> dict[str, Any]:
    """Return the powers of ten between two exponents as what an axis marks, where there are enough of them."""
    powers = range(math.ceil(low), math.floor(high) + 1)
    return {"values": [float(f"1e{power}") for power in powers]} if len(powers) > _FEW_DECADES else {}


def _told(drawing: Drawing, names: list[str]) -> dict[str, Any]:
    """Return the colours that tell names apart, or the first colour where there is nothing to tell."""
    if not names:
        return {"color": alt.value(PALETTE[0])}
    return {"color": alt.Color(f"{drawing.series}:N", scale=colours(names), legend=None)}


def _lines(drawing: Drawing, frame: pd.DataFrame) -> Chart:
    """Return lines with their names at their ends, and bands where there are intervals."""
    d, names = drawing, _named(drawing, frame)
    rule = [] if d.rule is None else [d.rule]
    y_scale, (low, high) = _scale(_numbers(frame, d.y, d.low, d.high) + rule, log=d.log_y)
    x_scale, ends_of_x = _scale(_numbers(frame, d.x), log=d.log_x, share=0.02)
    marks = _decades(*ends_of_x) if d.log_x else {}
    x = alt.X(f"{d.x}:Q", title=_title(d, d.x), scale=x_scale, axis=_axis(log=d.log_x, count=6, grid=False, **marks))
    above = {"titleAngle": 0, "titleAlign": "left", "titleBaseline": "bottom", "titleX": -52, "titleY": -8}
    y = alt.Y(f"{d.y}:Q", title=_title(d, d.y), scale=y_scale, axis=_axis(log=d.log_y, count=5, grid=True, **above))
    ends = frame.dropna(subset=[d.y]).groupby(d.series, sort=False).last().reset_index() if names else frame.tail(0)
    told = _told(d, names)
    base = alt.Chart(frame)
    layers: list[Any] = [_marked(d.rule, d.y, y_scale)] if rule else []
    if d.low and d.high:
        clipped = {"y": alt.Y(f"{d.low}:Q", scale=y_scale), "y2": f"{d.high}:Q"}
        layers.append(base.mark_area(opacity=0.16, clip=True).encode(x=x, **clipped, **told))
    dashed = {"strokeDash": alt.StrokeDash(f"{d.series}:N", scale=dashes(names), legend=None)} if names else {}
    layers.append(base.mark_line(strokeWidth=2).encode(x=x, y=y, **told, **dashed))
    if len(frame) <= _POINTS_MARKED * max(len(names), 1):
        shaped = {"shape": alt.Shape(f"{d.series}:N", scale=shapes(names), legend=None)} if names else {}
        layers.append(base.mark_point(filled=True, size=45, opacity=1).encode(x=x, y=y, **told, **shaped))
    if names:
        layers.append(_names_at_ends(d, ends, y_scale, (low, high), told))
    return finish(alt.layer(*layers), height=_HEIGHT, right=122 if names else 14, left=58, top=28)


def _names_at_ends(
    d: Drawing, ends: pd.DataFrame, scale: alt.Scale, span: tuple[float, float], told: dict[str, Any]
) -> alt.Chart:
    """Return each line's name beside its last point, moved apart where they would meet."""
    heights = [float(np.log10(value)) if d.log_y else float(value) for value in ends[d.y]]
    places = spread(heights, *span, 16 * (span[1] - span[0]) / _HEIGHT)
    at = [10**place for place in places] if d.log_y else places
    labels = [shortened(str(name), _LONGEST_NAME) for name in ends[d.series]]
    right = float(pd.to_numeric(ends[d.x]).max())
    placed = ends.assign(at=at, name_at_end=labels)
    placed[d.x] = right
    chart: alt.Chart = (
        alt.Chart(placed)
        .mark_text(align="left", dx=9)
        .encode(x=f"{d.x}:Q", y=alt.Y("at:Q", scale=scale), text="name_at_end:N", **told)
    )
    return chart


def _marked(value: float | None, channel: str, scale: alt.Scale, *, vertical: bool = False) -> alt.Chart:
    """Return a thin line across the figure at a value."""
    data = alt.Chart(pd.DataFrame({channel: [value]}))
    place = {"x": alt.X(f"{channel}:Q", scale=scale)} if vertical else {"y": alt.Y(f"{channel}:Q", scale=scale)}
    chart: alt.Chart = data.mark_rule(color=MUTED, strokeDash=[3, 3], strokeWidth=1.5).encode(**place)
    return chart


def _dots(drawing: Drawing, frame: pd.DataFrame) -> Chart:
    """Return a dot and its interval in each row, told apart by colour, shape and place within the row."""
    d, names = drawing, _named(drawing, frame)
    order = [str(name) for name in frame[d.y].drop_duplicates()]
    rule = [] if d.rule is None else [d.rule]
    x_scale, _ends = _scale(_numbers(frame, d.x, d.low, d.high) + rule, log=d.log_x)
    places = {name: place for place, name in enumerate(order)}
    step = 0.62 / max(len(names), 1)
    shift = [names.index(str(name)) - (len(names) - 1) / 2 for name in frame[d.series]] if names else [0.0] * len(frame)
    rows = [places[str(name)] + step * move for name, move in zip(frame[d.y], shift, strict=True)]
    placed = frame.assign(row_place=rows)
    y_scale = alt.Scale(domain=[len(order) - 0.5, -0.5], nice=False)
    y = alt.Y("row_place:Q", scale=y_scale, axis=None)
    x = alt.X(f"{d.x}:Q", title=_title(d, d.x), scale=x_scale, axis=_axis(log=d.log_x, count=5, grid=True))
    told = _told(d, names)
    shaped = {"shape": alt.Shape(f"{d.series}:N", scale=shapes(names), legend=None)} if names else {}
    layers: list[Any] = [_marked(d.rule, d.x, x_scale, vertical=True)] if rule else []
    if d.low and d.high:
        span = {"x": alt.X(f"{d.low}:Q", scale=x_scale, title=_title(d, d.x)), "x2": f"{d.high}:Q"}
        layers.append(alt.Chart(placed).mark_rule(strokeWidth=2).encode(y=y, **span, **told))
    layers.append(alt.Chart(placed).mark_point(filled=True, size=60, opacity=1).encode(x=x, y=y, **told, **shaped))
    left = 28 + 7 * max(len(shortened(name, 22)) for name in order)
    labels = pd.DataFrame({"row_place": range(len(order)), "label": [shortened(name, 22) for name in order]})
    layers.append(alt.Chart(labels).mark_text(align="right", color=INK).encode(x=alt.value(-8), y=y, text="label:N"))
    if names:
        layers.append(_key(names, left))
    height = max(_ROW, 15 * len(names)) * len(order) + 10
    return finish(alt.layer(*layers), height=height, left=left, right=14, top=30 if names else 10)


def _key(names: list[str], margin: int) -> Any:
    """Return what the colours and shapes mean, in a line above the figure that begins at its left margin."""
    widths = [26 + 7 * len(shortened(name, _LONGEST_NAME)) for name in names]
    left = [float(sum(widths[:place])) - margin + 12 for place in range(len(names))]
    data = pd.DataFrame({"key": names, "at": left, "text": [shortened(name, _LONGEST_NAME) for name in names]})
    place = alt.X("at:Q", scale=None, axis=None)
    told = {"color": alt.Color("key:N", scale=colours(names), legend=None)}
    marks = alt.Chart(data).mark_point(filled=True, size=60, opacity=1)
    words = alt.Chart(data).mark_text(align="left", dx=8)
    height = {"y": alt.value(-14)}
    return alt.layer(
        marks.encode(x=place, shape=alt.Shape("key:N", scale=shapes(names), legend=None), **height, **told),
        words.encode(x=place, text="text:N", **height, **told),
    )


def _map(drawing: Drawing, frame: pd.DataFrame) -> Chart:
    """Return a cell for each x and y; its words and its sign say what its colour says."""
    d = drawing
    columns, rows = (list(frame[name].drop_duplicates()) for name in (d.x, d.y))
    kinds = {str(d.words.get(kind, kind)): colour for kind, colour in _CATEGORIES.items()}
    x = alt.X(f"{d.x}:O", title=_title(d, d.x), sort=columns, axis=alt.Axis(labelAngle=0, labelExpr="datum.label"))
    y = alt.Y(f"{d.y}:O", title=_title(d, d.y), sort=rows)
    fill = alt.Color(f"{d.series}:N", scale=alt.Scale(domain=list(kinds), range=list(kinds.values())), legend=None)
    base = alt.Chart(frame)
    layers = alt.layer(
        base.mark_rect(opacity=0.3, stroke=MUTED, strokeWidth=0.5).encode(x=x, y=y, color=fill),
        base.mark_text(color=INK, fontSize=11).encode(x=x, y=y, text=f"{d.label}:N"),
    )
    return finish(layers, height=34 * len(rows), left=70)
