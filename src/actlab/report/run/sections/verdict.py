"""The verdict: a sentence per pair, with its claim, and the numbers behind it."""

from __future__ import annotations

from actlab.i18n import N_, _
from actlab.report.blocks import Block, Column, Number, Prose, Table, written
from actlab.report.numbers import digits
from actlab.report.run import sentences
from actlab.report.run.material import Material
from actlab.report.sections import SectionEntry
from actlab.statistics import Judgement

__all__ = ["ENTRY", "candidates", "pairs"]

_MOST_LEADS = 2
"""Verdicts that a hurried reader can take in one by one."""


def blocks(run: Material) -> list[Block]:
    """Return each pair's sentence, what it means, and the tables of candidates and pairs."""
    found, shown = run.judgement, run.shown
    if found is None or shown is None:
        return [run.missing(_("The verdict"))]
    few = len(found.pairs) <= _MOST_LEADS
    said: list[Block] = [] if few else [Prose(sentences.counted(found), "lead")]
    for pair in shown.pairs:
        said += [Prose(line, "lead" if few else "plain") for line in sentences.verdicts(run.plan, pair)]
        said += [Prose(line, "plain" if few else "note") for line in sentences.second_lines(run.plan, pair)]
    if len(found.pairs) == 1:
        said += [_difference(run, found), Prose(sentences.single_runs(found.pairs[0]))]
    else:
        said.append(Prose(sentences.near_best(run.plan, found)))
    if len(shown.pairs) < len(found.pairs):
        left_out = _(
            "This page writes out {shown} pairs, those of the candidate with the best mean; "
            "comparison.json holds all {all}."
        )
        said.append(Prose(left_out.format(shown=len(shown.pairs), all=len(found.pairs))))
    said += map(Prose, sentences.meaning_of_equal(run.plan, found))
    said += [Prose(f"{warning.code}: {sentences.warning(warning)}", "warning") for warning in run.warnings]
    return [*said, candidates(run, found), pairs(run, shown)]


ENTRY = SectionEntry(N_("Verdict"), place=10, blocks=blocks)


def _difference(run: Material, found: Judgement) -> Number:
    pair = found.pairs[0]
    return Number(
        label=sentences.pair_name(pair),
        value=pair.difference,
        unit=str(run.plan.metric.unit),
        interval=pair.interval,
        digits=digits(run.plan),
        signed=True,
    )


def candidates(run: Material, found: Judgement) -> Table:
    """Return what is known of each candidate by itself."""
    metric, places = str(run.plan.metric.name), digits(run.plan)
    columns = (
        Column("candidate", _("candidate")),
        Column("mean", _("mean {metric}").format(metric=metric), places),
        Column("sd", _("sd"), places),
        Column("low", _("low"), places),
        Column("high", _("high"), places),
        Column("failures", _("failures")),
        Column("n", _("n")),
    )
    rows = tuple((c.name, c.mean, c.sd, c.interval.low, c.interval.high, c.failures, c.n) for c in found.candidates)
    return Table(_("Candidates; low and high are the ends of the mean's interval"), columns, rows)


def pairs(run: Material, found: Judgement) -> Table:
    """Return what is known of each pair."""
    places = digits(run.plan)
    clause = any(pair.unseen_failures for pair in found.pairs)
    columns = (
        Column("pair", _("pair")),
        Column("difference", _("difference"), places),
        Column("low", _("low"), places),
        Column("high", _("high"), places),
        Column("verdict", _("verdict")),
        *([Column("unseen", _("unseen failures: rate below, possible cost"))] if clause else []),
        Column("d_z", _("d_z"), 2),
        Column("p_t", _("p, t test (Holm)")),
        Column("p_signflip", _("p, sign flips (Holm)")),
        Column("pairing_gain", _("pairing gain"), 1),
    )
    rows = tuple(
        (
            sentences.pair_name(p),
            p.difference,
            p.interval.low,
            p.interval.high,
            sentences.verdict_word(p),
            *([sentences.unseen(p)] if clause else []),
            p.d_z,
            _p_value(p.p_t_holm),
            _p_value(p.p_signflip_holm),
            p.pairing_gain,
        )
        for p in found.pairs
    )
    return Table(_("Pairs; the verdict is read off the interval alone"), columns, rows)


def _p_value(p: float | None) -> str:
    return written(None) if p is None else f"{p:.2g}"
