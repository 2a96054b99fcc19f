"""Regimes side by side: whether the ranking depends on tuning, and what the gain init alone does."""

from __future__ import annotations

from collections.abc import Iterator

from actlab.i18n import N_, _
from actlab.report.blocks import Block, Cell, Column, Prose, Table
from actlab.report.numbers import digits
from actlab.report.run import sentences
from actlab.report.sections import SectionEntry
from actlab.report.study import sentences as study_sentences
from actlab.report.study.material import StudyMaterial

__all__ = ["ENTRY"]


def blocks(study: StudyMaterial) -> list[Block]:
    """Return the sentences on agreement and the table of all regimes; nothing where there is one regime."""
    if len(study.regimes) < 2:
        return []
    plans = {each.run.plan.workload: each.run.plan for each in study.runs}
    agreed = [
        Prose(study_sentences.agreement(plans[workload], found), "lead" if found.outcome == "disagree" else "plain")
        for workload, pairs in study.agreements.items()
        for found in pairs
    ]
    return [*agreed, Prose(_meaning(), "note"), _table(study)]


ENTRY = SectionEntry(N_("Does the ranking depend on tuning?"), place=30, blocks=blocks)


def _meaning() -> str:
    return _(
        "Drop-in: one learning rate and torch's init for all. Gain: the same learning rate, weights scaled by each "
        "activation's gain, which tells the init from the learning rate. Tuned: gain init and a learning rate of its "
        "own. The regimes disagree where both are decided, differ, and the difference of differences is not 0."
    )


def _table(study: StudyMaterial) -> Table:
    places = max(digits(each.run.plan) for each in study.runs)
    columns = (
        Column("workload", _("workload")),
        Column("pair", _("pair")),
        Column("regime", _("regime")),
        Column("difference", _("difference"), places),
        Column("low", _("low"), places),
        Column("high", _("high"), places),
        Column("verdict", _("verdict")),
        Column("failures", _("failures")),
    )
    return Table(_("All regimes"), columns, tuple(_rows(study)))


def _rows(study: StudyMaterial) -> Iterator[tuple[Cell, ...]]:
    for each in study.judged:
        assert each.run.judgement is not None
        for pair in each.run.judgement.pairs:
            yield (
                each.run.plan.workload,
                sentences.pair_name(pair),
                study_sentences.regime_name(each.run.plan.regime),
                pair.difference,
                *pair.interval,
                sentences.verdict_word(pair),
                f"{pair.failures_a} / {pair.failures_b}",
            )
