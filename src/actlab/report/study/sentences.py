"""The sentences of a study: whether two regimes agree, and what several workloads say together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from actlab.i18n import _
from actlab.records import PlanRecord
from actlab.report.numbers import ends, signed
from actlab.report.run.method import method
from actlab.report.run.sentences import verdict_name
from actlab.statistics import Across, Agreement, Judgement

__all__ = ["across", "agreement", "friedman", "in_general", "paper", "read_together", "regime_name"]


def agreement(plan: PlanRecord, found: Agreement) -> str:
    """Say whether the ranking of a pair depends on tuning."""
    template = {
        "agree": _("{title}: {a} against {b}, drop-in and tuned agree: {first}."),
        "disagree": _(
            "{title}: {a} against {b}, the ranking depends on tuning: {first} drop-in, {second} tuned; the "
            "differences differ by {difference} {unit} {interval}."
        ),
        "open": _(
            "{title}: {a} against {b}, drop-in {first} and tuned {second}; that they disagree is not shown "
            "(difference of differences {difference} {unit} {interval})."
        ),
    }[found.outcome]
    return template.format(
        title=plan.workload,
        a=found.a,
        b=found.b,
        first=verdict_name(found.first),
        second=verdict_name(found.second),
        difference=signed(plan, found.difference),
        unit=plan.metric.unit,
        interval=ends(plan, found.interval),
    )


def across(regime: str, found: Across) -> list[str]:
    """Say what several workloads say together: verdicts first, then their average, then tasks in general."""
    count = len(found.workloads)
    lines = [
        _(
            "{regime}, {count} workloads: {a} better than {b} on {wins}, equal on {equal}, worse on {losses}, "
            "undecided on {undecided}; on average over these workloads {mean:+.2f} delta [{low:+.2f}, {high:+.2f}]."
        ).format(
            regime=regime_name(regime),
            count=count,
            a=pair.a,
            b=pair.b,
            wins=pair.wins,
            equal=pair.equal,
            losses=pair.losses,
            undecided=pair.undecided,
            mean=pair.average.mean,
            low=pair.average.interval.low,
            high=pair.average.interval.high,
        )
        for pair in found.pairs
    ]
    return [*lines, *_ranks(found), *in_general(found)]


def regime_name(regime: str) -> str:
    """Return a regime's name in the language now spoken."""
    return {"drop-in": _("Drop-in"), "gain": _("Gain init"), "tuned": _("Tuned")}.get(regime, regime)


def _ranks(found: Across) -> list[str]:
    ranks = ", ".join(
        f"{each.name} {each.rank:.2f} [{each.interval.low:.2f}, {each.interval.high:.2f}]"
        for each in sorted(found.ranks, key=lambda each: each.rank)
    )
    return [" ".join([_("Average ranks, descriptive: {ranks}.").format(ranks=ranks), *friedman(found)])]


def friedman(found: Across) -> list[str]:
    """Say Friedman's p value, which decides nothing; nothing where there is none."""
    return [] if found.p_friedman is None else [_("Friedman p = {p:.3g}.").format(p=found.p_friedman)]


def in_general(found: Across) -> list[str]:
    """Say what holds if these were a sample of tasks, or that nothing is said of tasks in general."""
    if not found.speaks_in_general:
        return [
            _(
                "Of tasks in general nothing is said: that takes workloads of {needed} different families, "
                "and there are {families}."
            ).format(needed=found.families_needed, families=found.families)
        ]
    return [
        _("If these were a sample of such tasks: {a} against {b}, Wilcoxon with Holm p = {p:.3g}.").format(
            a=pair.a, b=pair.b, p=pair.p_wilcoxon_holm
        )
        for pair in found.pairs
    ]


def read_together(plans: Sequence[PlanRecord]) -> str:
    """Say what error there is over all verdicts of a study, which are read together."""
    count, alpha = len(plans), plans[0].alpha
    return _(
        "Each of {count} runs keeps the error rate {alpha:g} for its own pairs; over all of them, read together, the "
        "chance of any false verdict is at most {bound:.2g}."
    ).format(count=count, alpha=alpha, bound=min(count * alpha, 1.0))


def paper(judged: Sequence[tuple[PlanRecord, Judgement]], together: Mapping[str, Across], seconds: float) -> str:
    """Return a paragraph for a paper: what was compared, what came out on all workloads, and by which method.

    Args:
        judged: Each run's plan and what its records say.
        together: By regime, what several workloads say together.
        seconds: CPU time of all networks.
    """
    plans = [plan for plan, _judgement in judged]
    judgements = [judgement for _plan, judgement in judged]
    done = _(
        "We compared {labels} on {workloads} ({regimes}), {networks} networks in all (PyTorch {torch}). Within a block "
        "all candidates share data, split, the draws of their initial weights and the order of batches."
    ).format(
        labels=", ".join(plans[0].labels),
        workloads=", ".join(dict.fromkeys(plan.workload for plan in plans)),
        regimes=", ".join(dict.fromkeys(regime_name(plan.regime) for plan in plans)),
        networks=sum(judgement.blocks * plan.networks // plan.blocks for plan, judgement in judged),
        torch=plans[0].torch,
    )
    found = [line for regime, each in together.items() for line in across(regime, each)]
    return " ".join([done, *found, method(plans[0], judgements, seconds), read_together(plans)])
