"""What is said of a plan before it runs."""

from __future__ import annotations

from collections.abc import Iterator

from actlab.comparison.question import Question
from actlab.i18n import _, ngettext
from actlab.records import PlanRecord
from actlab.report.run import methods, sentences

__all__ = ["announcement"]


def announcement(plan: PlanRecord, question: Question, seconds: float) -> list[str]:
    """Return what is compared, on what, what is declared, how many networks and how long, a sentence each."""
    return [methods.protocol(plan), _declared(plan, question, seconds), *_looks(question)]


def _declared(plan: PlanRecord, question: Question, seconds: float) -> str:
    n = question.pairs(len(plan.candidates))
    return _(
        "Declared: a difference of {delta:g} {unit} matters; alpha {alpha:g} over {pairs}. Plan {hash}, about "
        "{seconds:.0f} s."
    ).format(
        delta=question.delta,
        unit=sentences.unit(plan),
        alpha=question.alpha,
        pairs=ngettext("{n} pair", "{n} pairs", n).format(n=n),
        hash=plan.hash[:8],
        seconds=seconds,
    )


def _looks(question: Question) -> Iterator[str]:
    if question.until_decided:
        looks = ", ".join(str(look) for look in question.looks())
        yield _("It ends when no pair is undecided; looks after {looks} blocks.").format(looks=looks)
