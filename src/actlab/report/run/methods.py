"""What was trained and how, in the language now spoken: one sentence for people, a paragraph for a paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actlab.i18n import _
from actlab.records import PlanRecord
from actlab.report.numbers import ends, signed
from actlab.report.run.method import method
from actlab.report.run.sentences import claim, unit, verdict_word
from actlab.statistics import Judgement, PairJudgement

__all__ = ["paper", "protocol", "training"]


def protocol(plan: PlanRecord) -> str:
    """Say what is trained and how, in one sentence."""
    template = {
        "drop-in": _(
            "{networks} networks: {blocks} blocks of {title}; hidden layers {shape}; {training}; the same learning "
            "rate and initialisation for all."
        ),
        "gain": _(
            "{networks} networks: {blocks} blocks of {title}; hidden layers {shape}; {training}; the same learning "
            "rate for all, weights scaled by each activation's gain."
        ),
        "tuned": _(
            "{networks} networks: {blocks} pipelines on {title}; hidden layers {shape}; {training}; each candidate "
            "with its gain init and {trials} trials of learning rates from {low:.3g} to {high:.3g}, chosen by "
            "validation loss."
        ),
    }[plan.regime]
    return template.format(
        networks=plan.networks,
        blocks=plan.blocks,
        title=plan.workload_title,
        shape=_shape(plan),
        training=training(plan),
        **_trials(plan),
    )


def training(plan: PlanRecord) -> str:
    """Say optimizer, learning rate where all have the same, batches, epochs and what else the recipe sets."""
    said = [_optimizer(plan)]
    if plan.tuning is None:
        said.append(_("learning rate {rate:g}").format(rate=plan.recipe.learning_rate))
    if plan.recipe.schedule == "cosine":
        said.append(_("falling to 0 along a cosine"))
    if plan.recipe.warmup:
        said.append(_("after a rise over {share:g} % of the steps").format(share=100 * plan.recipe.warmup))
    said.append(_epochs(plan))
    if plan.recipe.patience is not None:
        said.append(_("early stopping with patience {patience}").format(patience=plan.recipe.patience))
    return ", ".join(said)


def _optimizer(plan: PlanRecord) -> str:
    said = {"adam": "Adam", "adamw": "AdamW", "sgd": "SGD"}.get(plan.recipe.optimizer, plan.recipe.optimizer)
    if plan.recipe.momentum:
        said = _("{optimizer} with momentum {momentum:g}").format(optimizer=said, momentum=plan.recipe.momentum)
    if plan.recipe.weight_decay:
        said = _("{optimizer}, weight decay {decay:g}").format(optimizer=said, decay=plan.recipe.weight_decay)
    return said


def _epochs(plan: PlanRecord) -> str:
    if plan.recipe.batch_size is None:
        return _("{epochs} full-batch epochs").format(epochs=plan.recipe.epochs)
    return _("{epochs} epochs in batches of {batch}").format(epochs=plan.recipe.epochs, batch=plan.recipe.batch_size)


def _shape(plan: PlanRecord) -> str:
    return "-".join(str(width) for width in plan.hidden)


def _trials(plan: PlanRecord) -> dict[str, Any]:
    """Return the numbers of a tuned plan's trials; nothing for others."""
    if plan.tuning is None:
        return {}
    low, high = plan.tuning.ends
    return {"trials": plan.tuning.trials, "low": low, "high": high}


def paper(plan: PlanRecord, judgement: Judgement, seconds: float, pairs: Sequence[PairJudgement] | None = None) -> str:
    """Return sentences ready for a paper: what was done, each pair's result, and by which method.

    Args:
        plan: What was declared.
        judgement: What the records say.
        seconds: CPU time of all networks.
        pairs: Those whose results are told; all by default.
    """
    template = {
        "drop-in": _(
            "We trained {networks} networks ({labels}) in {blocks} paired blocks {claim}; within a block all "
            "candidates share data, split, initial weights and batch order (hidden layers {shape}; {training}; "
            "PyTorch {torch}). Differences in test {metric} with {level} % intervals:"
        ),
        "gain": _(
            "We trained {networks} networks ({labels}) in {blocks} paired blocks {claim}; within a block all "
            "candidates share data, split, batch order and the draws of their weights, scaled by each activation's "
            "gain (hidden layers {shape}; {training}; PyTorch {torch}). Differences in test {metric} with {level} % "
            "intervals:"
        ),
        "tuned": _(
            "We ran {blocks} paired pipelines {claim} ({labels}; {networks} networks): each draws its data, split, "
            "initial weights, batch order and {trials} learning rates from {low:.3g} to {high:.3g}, which all "
            "candidates share; each candidate, initialised by its gain, keeps the network with the lowest "
            "validation loss, and the test part is read once for it (hidden layers {shape}; {training}; "
            "PyTorch {torch}). Differences in test {metric} with {level} % intervals:"
        ),
    }[plan.regime]
    done = template.format(
        networks=judgement.blocks * plan.networks // plan.blocks,
        labels=", ".join(plan.labels),
        blocks=judgement.blocks,
        claim=claim(plan),
        shape=_shape(plan),
        training=training(plan),
        torch=plan.torch,
        metric=plan.metric.name,
        level="/".join(sorted({f"{100 * pair.level:.4g}" for pair in judgement.pairs})),
        **_trials(plan),
    )
    results = "; ".join(_result(plan, pair) for pair in (judgement.pairs if pairs is None else pairs))
    data = _("Data: {title}.").format(title=plan.workload_title)
    return f"{done} {results}. {method(plan, [judgement], seconds)} {data}"


def _result(plan: PlanRecord, pair: PairJudgement) -> str:
    return _("{a} - {b} = {difference} {unit} {interval} ({verdict}; ROPE ±{delta:g})").format(
        a=pair.a,
        b=pair.b,
        difference=signed(plan, pair.difference),
        unit=unit(plan),
        interval=ends(plan, pair.interval),
        verdict=verdict_word(pair),
        delta=plan.delta,
    )
