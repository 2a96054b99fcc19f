"""The same comparison at a tenth and at ten times the learning rate: whether its verdict depends on that one number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from actlab._shared.cores import cores
from actlab.population.execute import execute
from actlab.records import RunFolder, chosen
from actlab.statistics import JudgedQuestion, Judgement, RateCheck, judge

if TYPE_CHECKING:
    from actlab.comparison.plan import Plan

__all__ = ["check_rates"]

FOLDER = "rate-check"
BLOCKS = 30
FACTORS = (0.1, 10.0)


def check_rates(
    plan: Plan, asked: JudgedQuestion, judgement: Judgement, run: RunFolder, options: Mapping[str, Any]
) -> tuple[RateCheck, ...]:
    """Train the first blocks at other learning rates, and return each pair's difference at each of the rates.

    The networks lie in a folder of their own; the verdict does not know of them.

    Args:
        plan: What was carried out, in the drop-in regime.
        asked: Its question.
        judgement: What its own learning rate says.
        run: Its folder.
        options: All `actlab.comparison.options.RunOptions`, checked.

    Raises:
        CouldNotFinishError: The machine could not carry it out.
    """
    folder = RunFolder(run.path / FOLDER)
    folder.chunks.mkdir(parents=True, exist_ok=True)
    own = plan.training.recipe.learning_rate
    found = list(_said(own, judgement))
    few = replace(asked, rule="fixed", extended=False)
    for factor in FACTORS:
        rate = float(f"{own * factor:.6g}")  # 0.1 * 10 is written as 1, and 0.01 * 0.1 as 0.001
        training = replace(plan.training, recipe=replace(plan.training.recipe, learning_rate=rate))
        chunks = list(training.chunks([min(BLOCKS, plan.question.blocks)]))
        execute(training, chunks, folder, workers=cores(options["workers"]), executor=options["executor"])
        rows = chosen(folder.read_chunks([chunk.name for chunk in chunks]))
        found += _said(rate, judge(rows, few))
    return tuple(sorted(found, key=lambda each: each.learning_rate))


def _said(rate: float, judgement: Judgement) -> list[RateCheck]:
    return [RateCheck(rate, pair.a, pair.b, pair.n, pair.difference, pair.interval) for pair in judgement.pairs]
