"""From a request to a plan: what is left out is chosen here, and what makes no sense is refused."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from actlab._shared.cores import cores
from actlab.activations import Activation
from actlab.comparison.checks import check_fits, check_looks, check_numbers, check_split, read_widths
from actlab.comparison.earlier import earlier
from actlab.comparison.plan import Plan
from actlab.comparison.question import FIRST_LOOK, Question
from actlab.errors import UsageError
from actlab.i18n import _
from actlab.population.candidates import Candidate, CandidateLike, read_candidates
from actlab.population.training import Regime, Training
from actlab.population.tuning import TRIALS, Tuning
from actlab.records import Journal
from actlab.workloads import Recipe, Split, Workload

if TYPE_CHECKING:
    from actlab.population.execute import Progress

__all__ = ["Until", "estimate", "make_plan"]

Until = Literal["decided"]

_BLOCKS_TO_TRY = (200, 100, 50, 30)
_FIRST_LOOKS_TO_TRY = (100, FIRST_LOOK)
_MOST_BLOCKS = 1000
_SECONDS_ALLOWED = 120.0


def make_plan(
    candidates: Sequence[CandidateLike],
    *,
    workload: Workload,
    split: Split | None = None,
    hidden: Sequence[int] | None = None,
    epochs: int | None = None,
    learning_rate: float | None = None,
    blocks: int | None = None,
    seed: int = 0,
    delta: float | None = None,
    alpha: float = 0.05,
    pairs: Literal["baseline", "all"] = "baseline",
    regime: Regime = "drop-in",
    trials: int = TRIALS,
    learning_rates: tuple[float, float] | None = None,
    until: Until | None = None,
    max_blocks: int | None = None,
    first_look: int | None = None,
    exact: bool = False,
    engine: str = "auto",
    own: dict[str, Activation] | None = None,
    workers: int | None = None,
    looked_in: Path = Path("runs"),
    pilot: bool = True,
    progress: Progress | None = None,
    executor: Executor | None = None,
) -> Plan:
    """Write a comparison down before it runs.

    Args:
        candidates: As in `compare`.
        workload: On what.
        split: ``fresh``, ``block`` or ``exercise``; the workload's default where left out.
        hidden: Width of each hidden layer; as are epochs and learning_rate, the workload's where left out.
        epochs: Passes over the training part.
        learning_rate: The optimizer's, the same for all candidates; unused where they are tuned.
        blocks: Number of blocks, at least 2; the most that take two minutes, of 200, 100, 50 and 30, where
            left out.
        seed: The root seed.
        delta: The smallest difference that matters, in the metric's unit.
        alpha: Error rate of the whole family of pairs.
        pairs: All against the first, or all pairs.
        regime: ``drop-in`` (the learning rate and torch's init for all), ``gain`` (the same with the gain init)
            or ``tuned`` (each candidate its own learning rate, with the gain init).
        trials: Networks a tuned candidate trains in each block.
        learning_rates: The least and the greatest a tuned candidate tries; settled by a pilot where left out.
        until: ``decided`` looks at the blocks in between and ends when no pair is undecided.
        max_blocks: The most blocks of such a run; 1,000 where left out.
        first_look: Blocks before its first verdict; 100 where these take two minutes, else 30.
        exact: Judge by the sequence that assumes nothing of the shape of the differences.
        engine: ``auto`` for the fastest that can run the plan, or the name of one: ``fused``, ``generic``,
            ``vmap``, ``loop``.
        own: Own activations by name, which candidates may name.
        workers: Used for the estimate of time and the pilot.
        looked_in: The folder whose runs may be taken over.
        pilot: Whether a pilot may run; without it, the range it would begin with is planned.
        progress: Called while the pilot trains.
        executor: Trains the pilot's networks; as in `compare`.

    Raises:
        UsageError: An option lies outside its domain.
    """
    numbers: dict[str, float | None] = {
        "blocks": blocks, "epochs": epochs, "learning_rate": learning_rate, "delta": delta, "alpha": alpha,
        "workers": workers, "max_blocks": max_blocks, "first_look": first_look,
    }  # fmt: skip
    check_numbers(**numbers)
    check_looks(blocks, until, max_blocks, first_look)
    check_split(workload, split)
    if exact and not workload.metric.higher_is_better:
        raise UsageError(_("--exact needs scores with bounds, as accuracy has; {workload} is scored by a loss.").format(
            workload=workload.name))  # fmt: skip
    widths = read_widths(workload, hidden)
    read = read_candidates(candidates, len(widths), own)
    check_fits(workload, read, widths)
    recipe = replace(
        workload.recipe,
        epochs=epochs or workload.recipe.epochs,
        learning_rate=learning_rate or workload.recipe.learning_rate,
    )
    training = Training(
        workload=workload,
        split=split or workload.splits[0],
        candidates=read,
        hidden=widths,
        recipe=recipe,
        seed=seed,
        engine="loop",
        torch_version=_torch_version(),
        regime=regime,
        tuning=_tuning(recipe, trials, learning_rates) if regime == "tuned" else None,
    )
    question = Question(
        blocks=blocks or max_blocks or (_MOST_BLOCKS if until else max(_BLOCKS_TO_TRY)),
        delta=workload.metric.delta if delta is None else delta,
        alpha=alpha,
        family=pairs,
        rule="exact" if exact else "sequence" if until else "fixed",
        until_decided=until is not None,
    )
    if regime != "drop-in":
        _check_gains(read)
    training = _with_engine(training, engine, question.blocks)
    if regime == "tuned" and learning_rates is None and pilot:
        training = _piloted(training, looked_in, workers, progress, executor)
    plan = Plan(training=training, question=question)
    return _after_looks(_with_blocks(plan, blocks, first_look, workers))


def _torch_version() -> str:
    import torch

    return str(torch.__version__)


def _tuning(recipe: Recipe, trials: int, rates: tuple[float, float] | None) -> Tuning:
    return Tuning.between(*rates, trials) if rates else Tuning.default(recipe.optimizer, trials)


def _check_gains(candidates: tuple[Candidate, ...]) -> None:
    from actlab.population.gain_init import check_gains

    check_gains(candidates)


def _piloted(
    training: Training, looked_in: Path, workers: int | None, progress: Progress | None, executor: Executor | None
) -> Training:
    from actlab.comparison.pilot import settle_range

    return settle_range(training, looked_in / "pilots", workers=cores(workers), progress=progress, executor=executor)


def _with_engine(training: Training, wanted: str, blocks: int) -> Training:
    from actlab.population.engines import choose

    return choose(training, wanted, blocks).assign(training)


def _with_blocks(plan: Plan, blocks: int | None, first_look: int | None, workers: int | None) -> Plan:
    """Choose what was left out by the time that it takes."""
    if plan.question.until_decided:
        look = first_look or _affordable(plan, _FIRST_LOOKS_TO_TRY, workers)
        return _asking(plan, first_look=min(look, plan.question.blocks))
    return plan if blocks else _asking(plan, blocks=_affordable(plan, _BLOCKS_TO_TRY, workers))


def _asking(plan: Plan, **changes: Any) -> Plan:
    return replace(plan, question=replace(plan.question, **changes))


def _affordable(plan: Plan, tried: tuple[int, ...], workers: int | None) -> int:
    seconds = estimate(plan, workers) / plan.question.blocks
    return next((n for n in tried if n * seconds <= _SECONDS_ALLOWED), min(tried))


def _after_looks(plan: Plan) -> Plan:
    """Name what the journal knows: earlier looks at the plan's blocks, and other root seeds."""
    found = earlier(plan, Journal.of_user())
    return _asking(plan, earlier_looks=found.looks, earlier_seeds=found.seeds)


def estimate(plan: Plan, workers: int | None = None) -> float:
    """Return about how many seconds the plan will take at most, by training a few epochs of each candidate."""
    from actlab.population import engines

    return engines.estimate(plan.training) * plan.networks / cores(workers)
