"""Tuning: learning-rate curves, the best of k trials, and how wide the good region is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import altair as alt
import pandas as pd

from actlab.i18n import N_, _
from actlab.report.blocks import Block, Cell, Column, Figure, Prose, Table
from actlab.report.figures.lines import lines, powers
from actlab.report.figures.style import GRID, Chart, colours, finish, shortened
from actlab.report.run.material import Material
from actlab.report.sections import SectionEntry
from actlab.statistics import TuningCurve

__all__ = ["ENTRY", "curves"]

_ROW, _LABEL = 24, 16


def blocks(run: Material) -> list[Block]:
    """Return the figures of the trials; nothing where nobody was tuned."""
    if run.plan.tuning is None:
        return []
    if not run.tuning:
        return [run.missing(_("The learning-rate curves"))]
    return [Prose(_regime(run)), curves(run), _best_of(run), _good(run), _table(run)]


ENTRY = SectionEntry(N_("Tuning"), place=60, blocks=blocks)


def _regime(run: Material) -> str:
    tuning = run.plan.tuning
    assert tuning is not None
    low, high = tuning.ends
    return _(
        "Each candidate, with its gain init, tried the same {trials} learning rates in each block, drawn from "
        "{low:.3g} to {high:.3g}, and kept the network with the lowest validation loss. All scores here are of "
        "validation parts; the verdict rests on test parts, each opened once."
    ).format(trials=tuning.trials, low=low, high=high)


def _score(run: Material) -> str:
    return _("validation {metric}").format(metric=run.plan.metric.name)


def curves(run: Material, prefix: str = "") -> Figure:
    """Return the learning-rate curves, its name after a prefix that tells it from other runs' of a page."""
    columns = (
        Column("candidate", _("candidate")),
        Column("rate", _("learning rate"), 5),
        Column("score", _score(run), 2),
        Column("sd", _("sd"), 2),
        Column("n", _("networks")),
    )
    rows = tuple((c.candidate, p.learning_rate, p.mean, p.sd, p.n) for c in run.tuning for p in c.points)
    titles = _("learning rate"), _score(run)
    return Figure(
        name=f"{prefix}rates",
        title=_("Learning-rate curves"),
        description=_("A point is the mean over all trials whose learning rate lies in the same third of a decade."),
        data=Table(_("Data of the learning-rate curves"), columns, rows),
        draw=lambda frame: lines(frame, run.labels, ("rate", titles[0]), ("score", titles[1]), log=True),
    )


def _best_of(run: Material) -> Figure:
    columns = (
        Column("candidate", _("candidate")),
        Column("trials", _("trials")),
        Column("score", _score(run), 2),
    )
    rows = tuple((c.candidate, k, score) for c in run.tuning for k, score in enumerate(c.best_of, start=1))
    titles = _("trials"), _score(run)
    return Figure(
        name="best-of",
        title=_("Best of k trials"),
        description=_(
            "The mean over blocks of the score of the network with the lowest validation loss among the first k "
            "trials: what a smaller budget would have found."
        ),
        data=Table(_("Data of the best of k"), columns, rows),
        draw=lambda frame: lines(frame, run.labels, ("trials", titles[0]), ("score", titles[1]), log=False),
    )


def _good(run: Material) -> Figure:
    columns = (
        Column("candidate", _("candidate")),
        Column("low", _("low"), 5),
        Column("high", _("high"), 5),
        Column("optimum", _("mean optimum"), 5),
    )
    delta, higher = run.plan.delta, run.plan.metric.higher_is_better
    rows = tuple(row for curve in run.tuning for row in _spans(curve, delta, higher))
    assert run.plan.tuning is not None
    ends = run.plan.tuning.ends
    axis = _("learning rate")
    return Figure(
        name="good-rates",
        title=_("Good learning rates"),
        description=_(
            "A bar covers the thirds of a decade whose mean score lies within {delta:g} {unit} of the candidate's "
            "best; the mark is the mean of the rates that it chose. A wide bar forgives a badly chosen rate."
        ).format(delta=delta, unit=run.plan.metric.unit),
        data=Table(_("Data of the good learning rates"), columns, rows),
        draw=lambda frame: _bars(frame, run.labels, ends, axis),
    )


def _spans(curve: TuningCurve, delta: float, higher: bool) -> Iterator[tuple[Cell, ...]]:
    """Yield a row a bin of the good region: its ends and the mean optimum."""
    sign = 1 if higher else -1
    best = max(sign * point.mean for point in curve.points)
    half = 10.0 ** (1 / 6)
    for point in curve.points:
        if sign * point.mean >= best - delta:
            yield curve.candidate, point.learning_rate / half, point.learning_rate * half, curve.optimum


def _bars(frame: pd.DataFrame, labels: Sequence[str], ends: tuple[float, float], axis: str) -> Chart:
    short = [shortened(name, _LABEL) for name in labels]
    drawn = frame.assign(
        candidate=[shortened(name, _LABEL) for name in frame["candidate"]],
        low=frame["low"].clip(*ends),
        high=frame["high"].clip(*ends),
    )
    ticks = alt.Axis(values=powers(*ends), format="~g")
    x = alt.X("low:Q", title=axis, scale=alt.Scale(type="log", domain=list(ends), nice=False), axis=ticks)
    y = alt.Y("candidate:N", title=None, sort=short, axis=alt.Axis(domain=False, ticks=False, gridColor=GRID))
    colour = alt.Color("candidate:N", scale=colours(short), legend=None)
    base = alt.Chart(drawn)
    layers = alt.layer(
        base.mark_bar(height=9, opacity=0.45).encode(x=x, x2="high:Q", y=y, color=colour),
        base.mark_tick(thickness=3, size=16).encode(x="optimum:Q", y=y, color=colour),
    )
    return finish(layers, height=_ROW * len(labels) + 10, left=104)


def _table(run: Material) -> Table:
    columns = (
        Column("candidate", _("candidate")),
        Column("optimum", _("mean optimum"), 4),
        Column("width", _("good region, decades"), 1),
        Column("first", _("best of 1"), 2),
        Column("all", _("best of {trials}").format(trials=len(run.tuning[0].best_of)), 2),
    )
    rows = tuple((c.candidate, c.optimum, c.width, c.best_of[0], c.best_of[-1]) for c in run.tuning)
    return Table(_("What the trials found"), columns, rows)
