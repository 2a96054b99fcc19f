"""Average ranks over the workloads: a critical-difference diagram, with bars only where there are enough of them."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from actlab.i18n import N_, _
from actlab.report.blocks import Block, Column, Figure, Table
from actlab.report.figures.style import INK, MUTED, Chart, finish, shortened
from actlab.report.sections import SectionEntry
from actlab.report.study import sentences as study_sentences
from actlab.report.study.material import StudyMaterial
from actlab.statistics import Across

__all__ = ["ENTRY", "groups"]

_ROW, _LABEL, _LEFT = 24, 20, 130


def blocks(study: StudyMaterial) -> list[Block]:
    """Return a diagram a regime."""
    alpha = float(study.runs[0].run.plan.alpha)
    return [_figure(regime, found, alpha) for regime, found in study.across.items()]


ENTRY = SectionEntry(N_("Average ranks"), place=40, blocks=blocks)


def _figure(regime: str, found: Across, alpha: float) -> Figure:
    columns = (
        Column("candidate", _("candidate")),
        Column("rank", _("average rank"), 2),
        Column("low", _("low"), 2),
        Column("high", _("high"), 2),
    )
    ordered = sorted(found.ranks, key=lambda each: (each.rank, each.name))
    rows = tuple((each.name, each.rank, *each.interval) for each in ordered)
    bars = groups([each.name for each in ordered], found, alpha)
    axis = _("average rank; 1 is best")
    return Figure(
        name=f"ranks-{regime}",
        title=_("{regime}: average ranks over {n} workloads").format(
            regime=study_sentences.regime_name(regime), n=len(found.workloads)
        ),
        description=" ".join(
            [
                _("A dot is a mean rank; the line comes from resampled blocks and is descriptive."),
                _bars(found),
                *study_sentences.friedman(found),
            ]
        ),
        data=Table(_("Data of the ranks"), columns, rows),
        draw=lambda frame: _draw(frame, bars, axis),
    )


def _bars(found: Across) -> str:
    if found.speaks_in_general:
        return _("Bars join candidates that Wilcoxon's test with Holm's correction does not tell apart.")
    return _(
        "No bars are drawn: {families} families of workloads are fewer than the {needed} that a test needs."
    ).format(families=found.families, needed=found.families_needed)


def groups(ordered: Sequence[str], found: Across, alpha: float) -> list[tuple[int, int]]:
    """Return the longest runs of neighbouring ranks whose pairs are all tested and not told apart, as first and last.

    There are none where there are too few workloads for a test, or where not all pairs were asked for.
    """
    alike = {
        frozenset((pair.a, pair.b))
        for pair in found.pairs
        if pair.p_wilcoxon_holm is not None and pair.p_wilcoxon_holm >= alpha
    }
    runs = [
        (first, last)
        for first in range(len(ordered))
        for last in range(first + 1, len(ordered))
        if all(
            frozenset((a, b)) in alike
            for i, a in enumerate(ordered[first:last])
            for b in ordered[first + i + 1 : last + 1]
        )
    ]
    return [
        one for one in runs if not any(other != one and other[0] <= one[0] and one[1] <= other[1] for other in runs)
    ]


def _draw(frame: pd.DataFrame, bars: Sequence[tuple[int, int]], axis: str) -> Chart:
    drawn = frame.assign(row=range(len(frame)), at=1.0, label=[shortened(name, _LABEL) for name in frame["candidate"]])
    domain = [1.0, float(max(len(frame), frame["high"].max()))]
    x = alt.X("low:Q", title=axis, scale=alt.Scale(domain=domain, nice=False), axis=alt.Axis(tickMinStep=1))
    y = alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[len(frame) - 0.4, -0.6], nice=False))
    base = alt.Chart(drawn)
    joined = pd.DataFrame(
        [{"low": domain[1] - 0.12 * i, "row": first, "end": last} for i, (first, last) in enumerate(bars)],
        columns=["low", "row", "end"],
    )
    layers = alt.layer(
        base.mark_rule(strokeWidth=2, color=MUTED).encode(x=x, x2="high:Q", y=y),
        base.mark_point(size=70, filled=True, color=INK, opacity=1).encode(x="rank:Q", y=y),
        alt.Chart(joined).mark_rule(strokeWidth=4, color=INK).encode(x=x, y=y, y2="end:Q"),
        base.mark_text(align="right", dx=-8).encode(x="at:Q", y=y, text="label:N"),
    )
    return finish(layers, height=_ROW * len(frame) + 10, left=_LEFT)
