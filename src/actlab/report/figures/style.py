"""How figures look: one size, one palette, dashes and shapes beside colours; and the way from chart to SVG."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import altair as alt
import vl_convert as vlc

from actlab.report.blocks import Figure
from actlab.report.figures.vega import drawn

__all__ = [
    "BAND",
    "DASHES",
    "GRID",
    "INK",
    "MUTED",
    "PALETTE",
    "SHAPES",
    "Chart",
    "colours",
    "dashes",
    "finish",
    "framed",
    "padded",
    "shapes",
    "shortened",
    "spec",
    "spread",
    "svg",
    "to_file",
]

Chart: TypeAlias = alt.Chart | alt.LayerChart | alt.FacetChart

WIDTH = 420
INK, MUTED, GRID, BAND, SURFACE = "#1c2128", "#57606a", "#d5dbe1", "#dfe8f1", "#fefefe"
PALETTE = ("#0072b2", "#b84a00", "#00795c", "#a2487e", "#7a6a00", "#5d3a9b", "#8a3b12", "#4b4b4b")
"""Dark enough for text on white; told apart with any of the common colour blindnesses together with the dashes."""

DASHES = ([1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [4, 4], [12, 4], [1, 3], [6, 2, 1, 2, 1, 2])
SHAPES = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross", "triangle-right", "triangle-left")

_FONT = {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal", "labelColor": INK, "titleColor": INK}
_CONFIG: dict[str, Any] = {
    "aria": False,
    "background": "transparent",
    "font": "sans-serif",
    "axis": {
        **_FONT,
        "gridColor": GRID,
        "domainColor": MUTED,
        "tickColor": MUTED,
        "labelLimit": 0,
        "labelOverlap": False,
        "titlePadding": 8,
    },
    "text": {"fontSize": 12, "color": INK},
    "view": {"stroke": None},
}


def colours(labels: Sequence[str]) -> alt.Scale:
    """Return the colour scale of candidates, the same in all figures."""
    return _cycle(labels, PALETTE)


def dashes(labels: Sequence[str]) -> alt.Scale:
    """Return the dashes that go with the colours."""
    return _cycle(labels, DASHES)


def shapes(labels: Sequence[str]) -> alt.Scale:
    """Return the shapes that go with the colours."""
    return _cycle(labels, SHAPES)


def _cycle(labels: Sequence[str], of: Sequence[Any]) -> alt.Scale:
    return alt.Scale(domain=list(labels), range=[of[i % len(of)] for i in range(len(labels))])


def shortened(label: str, limit: int) -> str:
    """Return a label that fits, with an ellipsis in its middle.

    >>> shortened("leaky_relu:negative_slope=0.2", 20)
    'leaky_relu…slope=0.2'
    """
    if len(label) <= limit:
        return label
    tail = (limit - 1) // 2
    return f"{label[: limit - 1 - tail]}\N{HORIZONTAL ELLIPSIS}{label[len(label) - tail :]}"


def padded(values: Sequence[float], share: float = 0.05) -> tuple[float, float]:
    """Return the least and greatest finite value, moved apart by a share of their distance.

    >>> padded([0.0, 10.0])
    (-0.5, 10.5)
    """
    finite = [value for value in values if math.isfinite(value)] or [0.0]
    low, high = min(finite), max(finite)
    margin = share * (high - low) or max(abs(high) * share, share)
    return low - margin, high + margin


def spread(values: Sequence[float], low: float, high: float, gap: float) -> list[float]:
    """Move labels apart that stand closer than ``gap``, and into [low, high] if there is room; order stays.

    >>> spread([1.0, 1.0, 5.0], 0.0, 10.0, 2.0)
    [1.0, 3.0, 5.0]
    """
    order = sorted(range(len(values)), key=lambda i: (values[i], i))
    placed: list[float] = []
    for i in order:
        placed.append(max(values[i], placed[-1] + gap) if placed else max(values[i], low))
    ceiling = high
    for k in reversed(range(len(placed))):
        placed[k] = min(placed[k], ceiling)
        ceiling = placed[k] - gap
    result = [0.0] * len(values)
    for i, place in zip(order, placed, strict=True):
        result[i] = place
    return result


def finish(chart: Chart, *, height: int, left: int = 52, right: int = 12, top: int = 10, bottom: int = 44) -> Chart:
    """Give a chart its size and its looks. Nothing is left to the measures of a font, which machines differ in."""
    finished: Chart = chart.properties(
        width=WIDTH - left - right,
        height=height,
        padding={"left": left, "right": right, "top": top, "bottom": bottom},
        autosize=alt.AutoSizeParams(type="none"),
    ).configure(**_CONFIG)
    return finished


def svg(figure: Figure) -> str:
    """Return a figure as a standalone SVG with title and description."""
    words = f"<title>{_escaped(figure.title)}</title><desc>{_escaped(figure.description)}</desc>"
    return framed(drawn(spec(figure)), words)


def spec(figure: Figure) -> dict[str, Any]:
    """Return the figure's chart as Vega-Lite has it."""
    with alt.data_transformers.disable_max_rows():  # altair refuses more than 5,000 rows, which is no reason to fail
        chart: dict[str, Any] = figure.draw(figure.data.frame()).to_dict(validate=False)
    return chart


def framed(drawing: str, words: str = "") -> str:
    """Return a drawing that is as wide as there is room, an image to those who do not see it."""
    head, rest = drawing.split(">", 1)
    size = re.search(r'viewBox="[^"]*"', head)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" role="img" '
        f"{size.group() if size else ''}>{words}{rest}"
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


to_file: dict[str, Callable[[str], bytes]] = {
    "svg": lambda drawn: drawn.encode(),
    "png": lambda drawn: bytes(vlc.svg_to_png(drawn, scale=2)),
    "pdf": lambda drawn: bytes(vlc.svg_to_pdf(drawn)),
}
"""From a standalone SVG to the bytes of a file, by the file's ending."""
