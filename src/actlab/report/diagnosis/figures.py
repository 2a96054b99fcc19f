"""The figures of a diagnosis: one cell per unit, and the signal over the depth."""

from __future__ import annotations

import altair as alt
import pandas as pd

from actlab.i18n import _
from actlab.records.diagnosis import DiagnosisRecord
from actlab.report.blocks import Column, Figure, Table
from actlab.report.figures.style import INK, PALETTE, Chart, finish, shortened

__all__ = ["depth", "units"]

_MOST = 4_000
"""Most cells that are drawn; in wider sites units are sorted by share and only every k-th is shown."""

_ROW = 18


def units(record: DiagnosisRecord) -> Figure:
    """Return one cell per unit, each site a row: the share of inputs that pass a strong gradient."""
    rows = []
    each = max(8, _MOST // len(record.sites))
    for site in record.sites:
        shares = sorted(site.strong)
        step = max(1, -(-len(shares) // each))
        kept = shares[::step]
        rows += [(site.label, number / len(kept), (number + 1) / len(kept), share) for number, share in enumerate(kept)]
    order = [site.label for site in record.sites]
    data = Table(
        _("Share of inputs with a strong slope"),
        (
            Column("site", _("site")),
            Column("start", _("from")),
            Column("end", _("to")),
            Column("share", _("share"), 3),
        ),
        tuple(rows),
    )
    return Figure(
        name="units",
        title=_("Share of inputs for which each unit passes a strong gradient"),
        description=_(
            "A row is an activation call, a cell is a unit, sorted. Dark cells pass a strong gradient (at least a "
            "tenth of the largest slope) for few of their inputs, light ones for all; black ones are dead or "
            "saturated."
        ),
        data=data,
        draw=lambda frame: _draw_units(frame, order, _("units, sorted")),
    )


def _draw_units(frame: pd.DataFrame, order: list[str], across: str) -> Chart:
    frame = frame.assign(name=[shortened(site, 24) for site in frame["site"]])
    names = [shortened(site, 24) for site in order]
    bars = alt.Chart(frame).mark_rect(stroke=None).encode(
        x=alt.X("start:Q", title=across, axis=alt.Axis(format="%", grid=False), scale=alt.Scale(domain=[0, 1])),
        x2="end:Q",
        y=alt.Y("name:N", title=None, sort=names, axis=alt.Axis(labelLimit=150)),
        color=alt.Color(
            "share:Q",
            title=None,
            scale=alt.Scale(domain=[0, 1], range=[INK, PALETTE[0], "#f3efe6"]),
            legend=alt.Legend(format="%", orient="top"),
        ),
    )  # fmt: skip
    longest = max(map(len, names))
    return finish(alt.layer(bars), height=max(60, _ROW * len(order)), left=20 + 7 * longest, top=44)


def depth(record: DiagnosisRecord) -> Figure:
    """Return the size of the signal at each site, on a logarithmic axis."""
    rows = tuple((number + 1, site.label, site.rms) for number, site in enumerate(record.sites) if site.rms > 0)
    data = Table(
        _("Root mean square of each activation's output"),
        (Column("number", _("activation call")), Column("site", _("site")), Column("rms", _("root mean square"), 4)),
        rows,
    )
    return Figure(
        name="depth",
        title=_("The signal over the depth"),
        description=_("A flat line means that the signal is preserved; a steep one, that it fades or explodes."),
        data=data,
        draw=lambda frame: _draw_depth(frame, _("activation call"), _("root mean square")),
    )


def _draw_depth(frame: pd.DataFrame, across: str, up: str) -> Chart:
    base = alt.Chart(frame).encode(
        x=alt.X("number:Q", title=across, axis=alt.Axis(tickMinStep=1, format="d", grid=False)),
        y=alt.Y("rms:Q", title=up, scale=alt.Scale(type="log"), axis=alt.Axis(format="~g", tickCount=5)),
    )
    line, dots = base.mark_line(color=PALETTE[0]), base.mark_point(color=PALETTE[0], filled=True)
    return finish(alt.layer(line, dots), height=200)
