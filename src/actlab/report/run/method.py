"""How a verdict came about, as a paper has to say it: interval, correction, stopping, failures, factors, compute."""

from __future__ import annotations

from collections.abc import Sequence

from actlab.i18n import _, ngettext
from actlab.records import PlanRecord
from actlab.statistics import Judgement

__all__ = ["method"]


def method(plan: PlanRecord, judgements: Sequence[Judgement], seconds: float) -> str:
    """Return the sentences on the method.

    Args:
        plan: What was declared, the same for all but the workload and the regime.
        judgements: What the records say.
        seconds: CPU time of all networks.
    """
    compute = _("Training took {seconds:.3g} s of CPU time.").format(seconds=seconds)
    return " ".join([_interval(plan, judgements), _failures(judgements), _factors(plan), compute])


def _interval(plan: PlanRecord, judgements: Sequence[Judgement]) -> str:
    count = len(judgements[0].pairs)
    pairs = ngettext("{n} pair", "{n} pairs", count).format(n=count)
    level = _("each at {level:.4g} % (alpha {alpha:g} over {pairs})").format(
        level=100 * judgements[0].pairs[0].level, alpha=plan.alpha, pairs=pairs
    )
    if plan.rule == "exact":
        said = _("Intervals are confidence sequences by betting, which assume nothing of any shape, {level}.")
    elif plan.rule == "sequence" or plan.earlier_looks:
        said = _(
            "Intervals are confidence sequences (t likelihood ratios mixed over effect sizes of variance {g:g}; first "
            "look after {first} blocks), {level}."
        )
    else:
        said = _("Intervals are Student's t over blocks, {level}.")
    return f"{said.format(level=level, g=plan.prior_variance, first=plan.first_look)} {_stopping(plan, judgements)}"


def _stopping(plan: PlanRecord, judgements: Sequence[Judgement]) -> str:
    ends = "/".join(str(judgement.blocks) for judgement in judgements)
    if plan.until_decided:
        return _("Runs ended when no pair was undecided, after {ends} of at most {blocks} blocks.").format(
            ends=ends, blocks=plan.blocks
        )
    if plan.earlier_looks:
        looks = ", ".join(str(look) for look in plan.earlier_looks)
        return _("The same blocks had been judged before, at {looks}.").format(looks=looks)
    return _("The number of blocks was fixed beforehand.")


def _failures(judgements: Sequence[Judgement]) -> str:
    failed = sum(each.failures for judgement in judgements for each in judgement.candidates)
    networks = sum(each.n for judgement in judgements for each in judgement.candidates)
    return _(
        "Trainings that failed on their training part ({failed} of {networks}) are given the score of the best "
        "constant prediction."
    ).format(failed=failed, networks=networks)


def _factors(plan: PlanRecord) -> str:
    return {
        "fresh": _("The data set, its split, the initial weights and the order of batches vary between blocks."),
        "block": _("Between blocks vary the split, the initial weights and the order of batches."),
        "exercise": _("Between blocks vary the initial weights and the order of batches."),
    }[plan.split]
