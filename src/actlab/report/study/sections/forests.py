"""A forest plot a pair: its difference on each workload, in deltas, and the average over them."""

from __future__ import annotations

from collections.abc import Iterator

import altair as alt
import pandas as pd

from actlab.i18n import N_, _
from actlab.report.blocks import Block, Cell, Column, Figure, Table
from actlab.report.figures.style import BAND, INK, MUTED, Chart, finish, padded, shortened
from actlab.report.run import sentences
from actlab.report.sections import SectionEntry
from actlab.report.study import sentences as study_sentences
from actlab.report.study.material import StudyMaterial
from actlab.statistics import Verdict

__all__ = ["ENTRY"]

_ROW, _LABEL, _LEFT = 24, 24, 150


def blocks(study: StudyMaterial) -> list[Block]:
    """Return the figures; nothing where a delta of 0 gives no unit."""
    judged = [each.run.judgement for each in study.judged]
    if not judged or judged[0] is None or any(each.run.plan.delta <= 0 for each in study.judged):
        return []
    return [_forest(study, index, sentences.pair_name(p)) for index, p in enumerate(judged[0].pairs)]


ENTRY = SectionEntry(N_("Workload by workload"), place=20, blocks=blocks)


def _forest(study: StudyMaterial, index: int, pair: str) -> Figure:
    columns = (
        Column("run", _("workload")),
        Column("difference", _("difference, in deltas"), 2),
        Column("low", _("low"), 2),
        Column("high", _("high"), 2),
        Column("verdict", _("verdict")),
    )
    axis = _("deltas; to the right the first is better")
    undecided, average = sentences.verdict_name(Verdict.UNDECIDED), _average_name()
    return Figure(
        name=f"forest-{index + 1}",
        title=pair,
        description=_(
            "A dot is the mean difference on a workload, a line its interval, both divided by the workload's delta; "
            "the band is what does not matter. A hollow dot: undecided. A diamond: the average over these workloads."
        ),
        data=Table(_("Data of {pair}").format(pair=pair), columns, tuple(_rows(study, index))),
        draw=lambda frame: _draw(frame, axis, undecided, average),
    )


def _average_name() -> str:
    return _("average")


def _rows(study: StudyMaterial, index: int) -> Iterator[tuple[Cell, ...]]:
    several = len(study.regimes) > 1
    for each in study.judged:
        assert each.run.judgement is not None
        pair, delta = each.run.judgement.pairs[index], each.run.plan.delta
        name = each.name if several else each.run.plan.workload
        ends = (pair.interval.low / delta, pair.interval.high / delta)
        yield name, pair.difference / delta, *ends, sentences.verdict_name(pair.verdict)
    for regime, found in study.across.items():
        mean = found.pairs[index].average
        name = f"{_average_name()}, {study_sentences.regime_name(regime)}" if several else _average_name()
        yield name, mean.mean, *mean.interval, ""


def _draw(frame: pd.DataFrame, axis: str, undecided: str, average: str) -> Chart:
    low, high = padded([*frame["low"], *frame["high"], *frame["difference"], -1.0, 1.0])
    drawn = frame.assign(
        row=range(len(frame)),
        low=frame["low"].clip(low, high),
        high=frame["high"].clip(low, high),
        label=[shortened(name, _LABEL) for name in frame["run"]],
        fill=["transparent" if verdict == undecided else INK for verdict in frame["verdict"]],
        kind=["diamond" if name.startswith(average) else "circle" for name in frame["run"]],
        at=low,
    )
    x = alt.X("low:Q", title=axis, scale=alt.Scale(domain=[low, high], nice=False), axis=alt.Axis(tickCount=6))
    y = alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[len(frame) - 0.4, -0.6], nice=False))
    base = alt.Chart(drawn)
    band = pd.DataFrame({"low": [-1.0], "high": [1.0], "zero": [0.0]})
    layers = alt.layer(
        alt.Chart(band).mark_rect(color=BAND).encode(x=x, x2="high:Q"),
        alt.Chart(band).mark_rule(color=MUTED, strokeDash=[3, 3]).encode(x="zero:Q"),
        base.mark_rule(strokeWidth=2.5, color=INK).encode(x=x, x2="high:Q", y=y),
        base.mark_point(size=70, stroke=INK, strokeWidth=2, opacity=1).encode(
            x="difference:Q", y=y, fill=alt.Fill("fill:N", scale=None), shape=alt.Shape("kind:N", scale=None)
        ),
        base.mark_text(align="right", dx=-8).encode(x="at:Q", y=y, text="label:N"),
    )
    return finish(layers, height=_ROW * len(frame) + 10, left=_LEFT)
