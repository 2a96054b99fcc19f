"""The decision boundary of each candidate's median block: its network was trained once more for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from actlab.i18n import N_, _
from actlab.report.blocks import Block, Column, Figure, Missing, Table
from actlab.report.figures.png import data_uri, png
from actlab.report.figures.style import INK, PALETTE, SHAPES, Chart, finish
from actlab.report.run.material import Material
from actlab.report.sections import SectionEntry

__all__ = ["ENTRY", "image"]

_SIZE = 300
_LEVELS = 8
_CLASSES = (PALETTE[2], PALETTE[3], PALETTE[4], PALETTE[5], PALETTE[0], PALETTE[1], PALETTE[6], PALETTE[7])


def blocks(run: Material) -> list[Block]:
    """Return one figure per candidate, of a few of very many."""
    what = _("The drawing of the decision boundaries")
    if run.boundary is None:
        return [run.without(what, "boundary")]
    if run.boundary.empty:
        return [Missing(what, _("The data are not classes in a plane of two features, so no drawing shows them."))]
    rows = {row["candidate"]: row for row in run.boundary.to_dict("records")}
    shown = [_figure(i, rows[label]) for i, label in enumerate(run.labels) if label in rows and label in run.pictured]
    return [*run.left_out(), *shown]


ENTRY = SectionEntry(N_("Decision boundaries"), place=70, blocks=blocks)


def _figure(index: int, row: Mapping[Any, Any]) -> Figure:
    return Figure(
        name=f"boundary-{index + 1}",
        title=_("{candidate}: the plane as its median network sees it").format(candidate=row["candidate"]),
        description=_(
            "Block {block}, whose test score of {score:.4g} is the median. The shade is the probability of the "
            "likelier class, in steps; marks are test points, one shape per class."
        ).format(block=row["block"], score=row["score"]),
        data=_table(row),
        draw=lambda frame: _draw(frame, row, (_("first feature, scaled"), _("second feature, scaled"))),
    )


def _table(row: Mapping[Any, Any]) -> Table:
    columns = (
        Column("x", _("first feature"), 2),
        Column("y", _("second feature"), 2),
        Column("class", _("class")),
        Column("probability", _("its probability"), 3),
    )
    points = zip(row["point_x"], row["point_y"], row["point_class"], row["point_probability"], strict=True)
    cells = tuple((float(x), float(y), int(label), float(p)) for x, y, label, p in points)
    return Table(_("Data of the test points"), columns, cells)


def image(probability: Sequence[float], classes: int) -> bytes:
    """Return a square picture of class probabilities: the hue is the likeliest class, the opacity how likely.

    Args:
        probability: The cells row by row from the top, each cell's classes together.
        classes: How many there are.
    """
    cells = np.asarray(probability, dtype=np.float64).reshape(-1, classes)
    side = round(len(cells) ** 0.5)
    hues = np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in _CLASSES], dtype=np.uint8)
    sure = np.nan_to_num((cells.max(axis=1) - 1 / classes) / (1 - 1 / classes))
    steps = np.ceil(sure * _LEVELS) / _LEVELS
    pixels = np.empty((side, side, 4), dtype=np.uint8)
    pixels[..., :3] = hues[cells.argmax(axis=1) % len(hues)].reshape(side, side, 3)
    pixels[..., 3] = (26 + 115 * steps).reshape(side, side)
    return png(_enlarged(pixels))


def _enlarged(pixels: NDArray[np.uint8], times: int = 4) -> NDArray[np.uint8]:
    """Repeat each pixel, so that viewers that smooth pictures keep its edges."""
    result: NDArray[np.uint8] = pixels.repeat(times, axis=0).repeat(times, axis=1)
    return result


def _draw(frame: pd.DataFrame, row: Mapping[Any, Any], axes: tuple[str, str]) -> Chart:
    (left, right), (low, high) = row["x"], row["y"]
    picture = pd.DataFrame(
        {
            "x": [(left + right) / 2],
            "y": [(low + high) / 2],
            "url": [data_uri(image(row["probability"], row["classes"]))],
        }
    )
    classes = list(range(int(row["classes"])))
    x = alt.X("x:Q", title=axes[0], scale=alt.Scale(domain=[left, right], nice=False), axis=_axis())
    y = alt.Y("y:Q", title=axes[1], scale=alt.Scale(domain=[low, high], nice=False), axis=_axis())
    hue = alt.Scale(domain=classes, range=[_CLASSES[c % len(_CLASSES)] for c in classes])
    shape = alt.Scale(domain=classes, range=[SHAPES[c % len(SHAPES)] for c in classes])
    width = 420 - 52 - 12
    layers = alt.layer(
        alt.Chart(picture).mark_image(width=width, height=_SIZE, aspect=False).encode(x=x, y=y, url="url:N"),
        alt.Chart(frame)
        .mark_point(filled=True, size=34, opacity=1, stroke=INK, strokeWidth=0.8)
        .encode(
            x=x,
            y=y,
            color=alt.Color("class:O", scale=hue, legend=None),
            shape=alt.Shape("class:O", scale=shape, legend=None),
        ),
    )
    return finish(layers, height=_SIZE)


def _axis() -> alt.Axis:
    return alt.Axis(tickCount=5, grid=False)
