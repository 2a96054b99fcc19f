"""From a request to plans: what is not given is chosen here, and what does not fit is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from actlab._shared.cores import cores
from actlab._shared.spelling import option
from actlab.comparison.checks import check_bounds, check_fits, check_split, read_widths
from actlab.comparison.earlier import earlier
from actlab.comparison.options import SharedOptions
from actlab.comparison.plan import Plan
from actlab.comparison.question import FIRST_LOOK, Question
from actlab.comparison.request import Request
from actlab.errors import UsageError
from actlab.i18n import _
from actlab.population.candidates import Candidate, read_candidates
from actlab.population.training import Regime, Training
from actlab.population.tuning import Tuning
from actlab.records import Journal
from actlab.workloads import Recipe, Workload

__all__ = ["planned"]

_BLOCKS_TO_TRY = (200, 100, 50, 30)
_FIRST_LOOKS_TO_TRY = (100, FIRST_LOOK)
_MOST_BLOCKS = 1000
_SECONDS_ALLOWED = 120.0


def planned(request: Request) -> tuple[Plan, ...]:
    """Return a plan for each workload and regime of a request, with as many blocks for all.

    Raises:
        UsageError: An option does not fit the workload.
    """
    pairs = [(workload, regime) for workload in request.workloads for regime in request.regimes]
    _check_together(request)
    plans = tuple(_plan(request, *pair) for pair in pairs)
    if len(plans) == 1 or request.options["blocks"] or request.options["until"]:
        return plans
    fewest = min(plan.question.blocks for plan in plans)
    return tuple(_after_looks(_asking(plan, blocks=fewest)) for plan in plans)


def _check_together(request: Request) -> None:
    workloads = request.workloads
    if not workloads or len({workload.name for workload in workloads}) < len(workloads):
        raise UsageError(_("A study needs workloads, each named once."))
    if request.options["delta"] is not None and len({workload.metric for workload in workloads}) > 1:
        raise UsageError(
            _("The workloads are scored in different units; omit {delta}, and each takes its own.").format(
                delta=option("delta")
            )
        )


def _plan(request: Request, workload: Workload, regime: Regime) -> Plan:
    asked = request.options
    check_split(workload, asked["split"])
    check_bounds(workload, exact=asked["exact"])
    widths = read_widths(workload, asked["hidden"])
    candidates = read_candidates(request.candidates, len(widths), request.own)
    check_fits(workload, candidates, widths)
    recipe = _recipe(workload, asked)
    training = Training(
        workload=workload,
        split=asked["split"] or workload.splits[0],
        candidates=candidates,
        hidden=widths,
        recipe=recipe,
        seed=asked["seed"],
        engine="loop",
        torch_version=_torch_version(),
        regime=regime,
        tuning=_tuning(recipe, asked) if regime == "tuned" else None,
    )
    if regime != "drop-in":
        _check_gains(candidates)
    question = _question(workload, asked)
    training = _with_engine(training, asked["engine"], question.blocks)
    if regime == "tuned" and asked["learning_rates"] is None and asked["pilot"]:
        training = _piloted(training, request)
    plan = Plan(training=training, question=question)
    return _after_looks(_with_blocks(plan, asked))


def _recipe(workload: Workload, asked: SharedOptions) -> Recipe:
    given = _given(Recipe, asked)
    if given.get("batch_size") == "full":
        given["batch_size"] = None
    return replace(workload.recipe, **given)


def _question(workload: Workload, asked: SharedOptions) -> Question:
    until = asked["until"] is not None
    chosen = {
        "blocks": asked["blocks"] or asked["max_blocks"] or (_MOST_BLOCKS if until else max(_BLOCKS_TO_TRY)),
        "delta": workload.metric.delta if asked["delta"] is None else asked["delta"],
        "family": asked["pairs"],
        "rule": "exact" if asked["exact"] else "sequence" if until else "fixed",
        "until_decided": until,
    }
    return Question(**_given(Question, asked) | chosen)


def _given(kind: type, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that are fields of a class, by name and as they are; those that are None are left to it."""
    names = {each.name for each in fields(kind)}
    return {name: value for name, value in asked.items() if name in names and value is not None}


def _torch_version() -> str:
    import torch

    return str(torch.__version__)


def _tuning(recipe: Recipe, asked: SharedOptions) -> Tuning:
    rates, trials = asked["learning_rates"], asked["trials"]
    return Tuning.between(*rates, trials) if rates else Tuning.default(recipe.optimizer, trials)


def _check_gains(candidates: tuple[Candidate, ...]) -> None:
    from actlab.population.gain_init import check_gains

    check_gains(candidates)


def _piloted(training: Training, request: Request) -> Training:
    from actlab.comparison.pilot import settle_range

    asked = request.options
    return settle_range(
        training,
        request.looked_in / "pilots",
        workers=cores(asked["workers"]),
        progress=asked["progress"],
        executor=asked["executor"],
    )


def _with_engine(training: Training, wanted: str, blocks: int) -> Training:
    from actlab.population.engines import choose

    return choose(training, wanted, blocks).assign(training)


def _with_blocks(plan: Plan, asked: SharedOptions) -> Plan:
    """Choose numbers of blocks that are not given by the time that they take."""
    workers = asked["workers"]
    if plan.question.until_decided:
        look = asked["first_look"] or _affordable(plan, _FIRST_LOOKS_TO_TRY, workers)
        return _asking(plan, first_look=min(look, plan.question.blocks))
    return plan if asked["blocks"] else _asking(plan, blocks=_affordable(plan, _BLOCKS_TO_TRY, workers))


def _asking(plan: Plan, **changes: Any) -> Plan:
    return replace(plan, question=replace(plan.question, **changes))


def _affordable(plan: Plan, tried: tuple[int, ...], workers: int | None) -> int:
    seconds = plan.seconds(workers) / plan.question.blocks
    return next((n for n in tried if n * seconds <= _SECONDS_ALLOWED), min(tried))


def _after_looks(plan: Plan) -> Plan:
    """Name what the journal knows: earlier looks at the plan's blocks, and other root seeds."""
    found = earlier(plan, Journal.of_user())
    return _asking(plan, earlier_looks=found.looks, earlier_seeds=found.seeds)
