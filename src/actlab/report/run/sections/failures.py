"""Failed trainings: how many, of what kind, and which, so that each can be run again."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from actlab.i18n import N_, _
from actlab.report.blocks import Block, Column, Number, Prose, Table
from actlab.report.run import sentences
from actlab.report.run.material import Material
from actlab.report.sections import SectionEntry
from actlab.statistics import Judgement, PairJudgement

__all__ = ["ENTRY"]

_LISTED = 100


def blocks(run: Material) -> list[Block]:
    """Return the rates, the list of failed networks, and what the pairs look like without them."""
    if run.frame.empty:
        return [run.missing(_("The list of failures"))]
    failed = run.frame[run.frame["status"] != "ok"].sort_values(["block", "candidate"], kind="stable")
    said: list[Block] = [] if run.judgement is None else [_rates(run.judgement)]
    if failed.empty:
        return [Prose(_("No training failed.")), *said]
    said.append(
        Prose(
            _(
                "A failed training is given the score of the best constant prediction of its block; it is never "
                "dropped. Failure is judged on the training part alone."
            )
        )
    )
    for pair in run.shown.pairs if run.shown else ():
        said += _conditional(pair)
    return [*said, _listed(run, failed.head(_LISTED).to_dict("records"), len(failed))]


ENTRY = SectionEntry(N_("Failures"), place=100, blocks=blocks)


def _rates(found: Judgement) -> Table:
    columns = (
        Column("candidate", _("candidate")),
        Column("failures", _("failures")),
        Column("n", _("networks")),
        Column("low", _("rate, low"), 3),
        Column("high", _("rate, high"), 3),
        Column("kinds", _("kinds")),
    )
    rows = tuple(
        (
            c.name,
            c.failures,
            c.n,
            *c.failure_interval,
            ", ".join(f"{sentences.kind(status)}: {count}" for status, count in c.failure_kinds.items()),
        )
        for c in found.candidates
    )
    return Table(_("Failure rates with exact intervals"), columns, rows)


def _conditional(pair: PairJudgement) -> list[Block]:
    if pair.failures_a + pair.failures_b == 0:
        return []
    name = sentences.pair_name(pair)
    return [
        Number(
            _("{pair}, only over the {n} blocks in which both trained (conditional; no verdict rests on it)").format(
                pair=name, n=pair.both_succeeded.n
            ),
            pair.both_succeeded.mean,
            signed=True,
        ),
        Number(_("{pair}, McNemar's exact p for unequal failure rates").format(pair=name), pair.mcnemar_p, digits=4),
    ]


def _listed(run: Material, failed: list[dict[Hashable, Any]], count: int) -> Table:
    columns = (
        Column("block", _("block")),
        Column("candidate", _("candidate")),
        Column("status", _("kind")),
        Column("seed", _("seed")),
    )
    rows = tuple(
        (int(row["block"]), row["candidate"], sentences.kind(row["status"]), f"{run.plan.seed}/{row['block']}")
        for row in failed
    )
    heading = _("Failed networks, {shown} of {count}; the seed is root seed/block").format(shown=len(rows), count=count)
    return Table(heading, columns, rows)
