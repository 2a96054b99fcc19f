"""A forest plot a pair: its difference on each workload, in deltas, and the average over them."""

from __future__ import annotations

from collections.abc import Iterator

from actlab.i18n import N_, _
from actlab.report.blocks import Block, Cell, Column, Figure, Table
from actlab.report.figures.forest import BESIDE, forest
from actlab.report.run import sentences
from actlab.report.sections import SectionEntry
from actlab.report.study import sentences as study_sentences
from actlab.report.study.material import StudyMaterial

__all__ = ["ENTRY"]


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
    hollow, average = sentences.undecided_words(), _average_name()
    return Figure(
        name=f"forest-{index + 1}",
        title=pair,
        description=_(
            "A dot is the mean difference on a workload, a line its interval, both divided by the workload's delta; "
            "the band is what does not matter. A hollow dot: undecided. A diamond: the average over these workloads."
        ),
        data=Table(_("Data of {pair}").format(pair=pair), columns, tuple(_rows(study, index))),
        draw=lambda frame: forest(frame, 1.0, axis, BESIDE, hollow=hollow, diamonds=average),
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
        yield name, pair.difference / delta, *ends, sentences.verdict_word(pair)
    for regime, found in study.across.items():
        mean = found.pairs[index].average
        name = f"{_average_name()}, {study_sentences.regime_name(regime)}" if several else _average_name()
        yield name, mean.mean, *mean.interval, ""
