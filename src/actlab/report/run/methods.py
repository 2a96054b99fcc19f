"""What was trained and how, in the language now spoken: one sentence for people, a paragraph for a paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actlab.i18n import _
from actlab.report.numbers import ends, signed
from actlab.report.run.sentences import claim, spoken, unit, verdict_name
from actlab.statistics import Judgement, PairJudgement

__all__ = ["paper", "protocol", "training"]

Plan = Mapping[str, Any]


def protocol(plan: Plan) -> str:
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
    }[plan["regime"]]
    return template.format(
        networks=plan["networks"],
        blocks=plan["blocks"],
        title=spoken(plan["workload_title"]),
        shape=_shape(plan),
        training=training(plan),
        **_trials(plan),
    )


def training(plan: Plan) -> str:
    """Say optimizer, learning rate where all have the same, batches, epochs and what else the recipe sets."""
    said = [_optimizer(plan)]
    if "tuning" not in plan:
        said.append(_("learning rate {rate:g}").format(rate=plan["learning_rate"]))
    if plan["schedule"] == "cosine":
        said.append(_("falling to 0 along a cosine"))
    if plan["warmup"]:
        said.append(_("after a rise over {share:g} % of the steps").format(share=100 * plan["warmup"]))
    said.append(_epochs(plan))
    if plan["patience"] is not None:
        said.append(_("early stopping with patience {patience}").format(patience=plan["patience"]))
    return ", ".join(said)


def _optimizer(plan: Plan) -> str:
    said = {"adam": "Adam", "adamw": "AdamW", "sgd": "SGD"}[plan["optimizer"]]
    if plan["momentum"]:
        said = _("{optimizer} with momentum {momentum:g}").format(optimizer=said, momentum=plan["momentum"])
    if plan["weight_decay"]:
        said = _("{optimizer}, weight decay {decay:g}").format(optimizer=said, decay=plan["weight_decay"])
    return said


def _epochs(plan: Plan) -> str:
    if plan["batch_size"] is None:
        return _("{epochs} full-batch epochs").format(epochs=plan["epochs"])
    return _("{epochs} epochs in batches of {batch}").format(epochs=plan["epochs"], batch=plan["batch_size"])


def _shape(plan: Plan) -> str:
    return "-".join(str(width) for width in plan["hidden"])


def _trials(plan: Plan) -> dict[str, Any]:
    """Return the numbers of a tuned plan's trials; nothing for others."""
    if "tuning" not in plan:
        return {}
    tuning = plan["tuning"]
    return {"trials": tuning["trials"], "low": 10.0 ** tuning["low"], "high": 10.0 ** tuning["high"]}


def paper(plan: Plan, judgement: Judgement) -> str:
    """Return sentences ready for a paper: what was done, and each pair's result."""
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
    }[plan["regime"]]
    done = template.format(
        networks=len(plan["candidates"]) * judgement.blocks * _trials(plan).get("trials", 1),
        labels=", ".join(candidate["label"] for candidate in plan["candidates"]),
        blocks=judgement.blocks,
        claim=claim(plan),
        shape=_shape(plan),
        training=training(plan),
        torch=plan["torch"],
        metric=spoken(plan["metric"]["name"]),
        level="/".join(sorted({f"{100 * pair.level:.4g}" for pair in judgement.pairs})),
        **_trials(plan),
    )
    results = "; ".join(_result(plan, pair) for pair in judgement.pairs)
    data = _("Data: {title}.").format(title=spoken(plan["workload_title"]))
    return f"{done} {results}. {data}"


def _result(plan: Plan, pair: PairJudgement) -> str:
    return _("{a} - {b} = {difference} {unit} {interval} ({verdict}; ROPE ±{delta:g})").format(
        a=pair.a,
        b=pair.b,
        difference=signed(plan, pair.difference),
        unit=unit(plan),
        interval=ends(plan, pair.interval),
        verdict=verdict_name(pair.verdict),
        delta=plan["delta"],
    )
