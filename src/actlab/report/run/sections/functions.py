"""Each activation with its first and second derivative."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from actlab.i18n import N_, _
from actlab.report.blocks import Block, Column, Figure, Missing, Prose, Table
from actlab.report.figures.style import Chart, colours, dashes, finish, padded, shortened, spread
from actlab.report.run.material import Material
from actlab.report.sections import SectionEntry

__all__ = ["ENTRY"]

_HEIGHT = 210
_SHOWN = 5.0


def blocks(run: Material) -> list[Block]:
    """Return one figure each for f, f' and f''."""
    what = _("The drawing of the functions")
    if run.functions is None:
        return [run.without(what, "functions")]
    if run.functions.empty:
        return [Missing(what, _("The activations act across units, so no curve of one input shows them."))]
    titles = {"f": _("The functions"), "df": _("Their first derivatives"), "ddf": _("Their second derivatives")}
    described = {
        "f": _("Each activation at its parameters' values."),
        "df": _("The derivative, by which errors are multiplied during backpropagation."),
        "ddf": _("The second derivative. It is undefined at a kink, where the adjacent value is drawn."),
    }
    formulas = [Prose(line, "note") for line in _formulas(run)]
    figures = [_figure(run, name, titles[name], described[name]) for name in titles]
    return [*figures, *run.left_out(), *formulas]


ENTRY = SectionEntry(N_("The functions and their derivatives"), place=80, blocks=blocks)


def _formulas(run: Material) -> list[str]:
    lines = {f"{layer.label}: {layer.formula or _('own function')}. {layer.source}" for layer in run.plan.layers}
    return sorted(lines)


def _figure(run: Material, name: str, heading: str, description: str) -> Figure:
    return Figure(
        name={"f": "functions", "df": "first-derivatives", "ddf": "second-derivatives"}[name],
        title=heading,
        description=description,
        data=_table(run, name),
        draw=lambda frame: _draw(frame, _labels(run), {"f": "f(x)", "df": "f\N{PRIME}(x)", "ddf": "f″(x)"}[name]),
    )


def _labels(run: Material) -> list[str]:
    """Return the activations' labels in the candidates' order, so that colours agree where they can."""
    pictured = [candidate for candidate in run.plan.candidates if candidate.label in run.pictured]
    return list(dict.fromkeys(layer.label for candidate in pictured for layer in candidate.layers))


def _table(run: Material, name: str) -> Table:
    """Return one row per input and one column per activation, as a reader compares them."""
    assert run.functions is not None
    wide = run.functions.pivot(index="x", columns="activation", values=name)
    labels = [label for label in _labels(run) if label in wide.columns]
    columns = (Column("x", "x", 2), *(Column(label, label, 4) for label in labels))
    rows = tuple((float(x), *(float(row[label]) for label in labels)) for x, row in wide.iterrows())  # type: ignore[arg-type]
    return Table(_("Data of the curves"), columns, rows)


def _draw(frame: pd.DataFrame, labels: Sequence[str], axis: str) -> Chart:
    long = frame.melt("x", var_name="activation", value_name="value")
    low, high = padded(long["value"].clip(-_SHOWN, _SHOWN).tolist(), 0.08)
    last = long.groupby("activation", sort=False).last().reset_index()
    ends = [min(max(value, low), high) for value in last["value"]]
    names = last.assign(
        at=spread(ends, low, high, 16 * (high - low) / _HEIGHT), label=[shortened(a, 14) for a in last["activation"]]
    )
    x = alt.X("x:Q", title="x", scale=alt.Scale(nice=False), axis=alt.Axis(tickCount=8))
    scale = alt.Scale(domain=[low, high], nice=False)
    y = alt.Y("value:Q", title=axis, scale=scale, axis=alt.Axis(tickCount=5))
    colour = alt.Color("activation:N", scale=colours(labels), legend=None)
    dash = alt.StrokeDash("activation:N", scale=dashes(labels), legend=None)
    inside = alt.Chart(long).transform_filter((alt.datum.value >= low) & (alt.datum.value <= high))
    layers = alt.layer(
        inside.mark_line(strokeWidth=2).encode(x=x, y=y, color=colour, strokeDash=dash),
        alt.Chart(names)
        .mark_text(align="left", dx=6)
        .encode(x="x:Q", y=alt.Y("at:Q", scale=scale), text="label:N", color=colour),
    )
    return finish(layers, height=_HEIGHT, right=104)
