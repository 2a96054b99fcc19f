"""The verdicts of all runs side by side: counted, averaged, and one cell per workload and pair."""

from __future__ import annotations

from actlab.i18n import N_, _
from actlab.report.blocks import Block, Column, Missing, Prose, Table
from actlab.report.numbers import signed
from actlab.report.run import sentences
from actlab.report.sections import SectionEntry
from actlab.report.study import sentences as study_sentences
from actlab.report.study.material import StudyMaterial
from actlab.statistics import Across

__all__ = ["ENTRY"]


def blocks(study: StudyMaterial) -> list[Block]:
    """Return for each regime the counted verdicts, their average and the table of all of them."""
    said: list[Block] = [
        Missing(_("The study is not finished"), _("Not begun yet: {runs}.").format(runs=", ".join(study.missing)))
    ] * bool(study.missing)
    for regime in study.regimes:
        said += _of(study, regime)
    if len(study.judged) > 1:
        said.append(Prose(study_sentences.read_together([each.run.plan for each in study.judged]), "note"))
    return said


ENTRY = SectionEntry(N_("Verdicts"), place=10, blocks=blocks)


def _of(study: StudyMaterial, regime: str) -> list[Block]:
    runs = list(study.of(regime))
    if not runs:
        return []
    if len(runs) == 1:
        plan, judgement = runs[0].run.plan, runs[0].run.judgement
        assert judgement is not None
        return [Prose(sentences.verdict(plan, pair), "lead") for pair in judgement.pairs]
    said: list[Block] = [Prose(_counted(study, regime), "lead")]
    if regime in study.across:
        found = study.across[regime]
        said += [Prose(line) for line in study_sentences.in_general(found)]
        said.append(_averages(found, regime))
    return [*said, _matrix(study, regime)]


def _counted(study: StudyMaterial, regime: str) -> str:
    pairs = [pair for each in study.of(regime) if each.run.judgement for pair in each.run.judgement.pairs]
    directions = [pair.verdict.direction for pair in pairs]
    return _(
        "{regime}: {n} verdicts on {workloads} workloads, of which {better} say better, {equal} practically equal, "
        "{worse} worse, and {undecided} are undecided."
    ).format(
        regime=study_sentences.regime_name(regime),
        n=len(pairs),
        workloads=len(list(study.of(regime))),
        better=directions.count(1),
        equal=directions.count(0),
        worse=directions.count(-1),
        undecided=directions.count(None),
    )


def _averages(found: Across, regime: str) -> Table:
    columns = (
        Column("pair", _("pair")),
        Column("better", _("better")),
        Column("equal", _("practically equal")),
        Column("worse", _("worse")),
        Column("undecided", _("undecided")),
        Column("mean", _("average, in deltas"), 2),
        Column("low", _("low"), 2),
        Column("high", _("high"), 2),
    )
    rows = tuple(
        (sentences.pair_name(p), p.wins, p.equal, p.losses, p.undecided, p.average.mean, *p.average.interval)
        for p in found.pairs
    )
    name = study_sentences.regime_name(regime)
    heading = _("{regime}: on how many workloads, and on average over these very workloads").format(regime=name)
    return Table(heading, columns, rows)


def _matrix(study: StudyMaterial, regime: str) -> Table:
    runs = list(study.of(regime))
    first = runs[0].run.judgement
    assert first is not None
    names = [sentences.pair_name(pair) for pair in first.pairs]
    columns = (Column("workload", _("workload")), *(Column(f"pair{i}", name) for i, name in enumerate(names)))
    rows = tuple(
        (
            f"{each.run.plan.workload} ({each.run.plan.metric.unit})",
            *(
                f"{signed(each.run.plan, pair.difference)} {sentences.verdict_word(pair)}"
                for pair in (each.run.judgement.pairs if each.run.judgement else ())
            ),
        )
        for each in runs
    )
    name = study_sentences.regime_name(regime)
    return Table(_("{regime}: differences and verdicts by workload").format(regime=name), columns, rows)
