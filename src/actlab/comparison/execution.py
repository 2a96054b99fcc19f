"""Carry a plan out, look at the records when they may be looked at, and write what they say."""

from __future__ import annotations

import time
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING

from actlab._shared.cores import cores
from actlab.comparison import pages
from actlab.comparison.comparison import Comparison, read_frame
from actlab.comparison.earlier import looks_of, runs_to_adopt
from actlab.records import Journal, RunFolder, chosen
from actlab.statistics import Conclusion, JudgedQuestion, Judgement, Stopped, judge

if TYPE_CHECKING:
    from actlab.comparison.plan import Plan
    from actlab.population.execute import Progress

__all__ = ["carry_out", "default_folder", "question"]


def default_folder(plan: Plan) -> Path:
    """Return where a plan's run lies when no folder is named."""
    return Path("runs") / plan.hash[:8]


def carry_out(
    plan: Plan,
    folder: Path,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    looked_in: Path = Path("runs"),
    time_budget: float | None = None,
    executor: Executor | None = None,
) -> Comparison:
    """Train what the folder does not hold yet, judge, and write the comparison.

    Args:
        plan: What to train and to ask.
        folder: The run folder.
        workers: Number of processes.
        progress: Called with the numbers of finished and of all networks.
        looked_in: The folder whose finished runs may be taken over.
        time_budget: Seconds after which a run that ends when it is decided begins no further blocks.
        executor: What trains in place of our own processes; see `actlab.compare`.

    Raises:
        RunFolderError: The folder holds another plan.
        CouldNotFinishError: The machine could not carry it out.
    """
    from actlab.comparison.cautions import (  # torch is loaded here: to open a finished run needs none
        of_looks,
        of_training,
    )

    run = RunFolder(folder)
    run.claim_for(plan.describe())
    for held in runs_to_adopt(plan, looked_in):
        run.adopt(held, (chunk.name for chunk in plan.chunks()))
    with pages.drawing() as vega:
        journal = _Kept(plan, Journal.of_user())
        stopped, judgement = _looked(plan, run, cores(workers), progress, time_budget, executor, journal)
        rows = chosen(read_frame(run, plan.describe(), stopped.blocks))
        cautions = (*of_training(plan.training, rows), *of_looks(plan, journal.is_kept))
        conclusion = Conclusion(judgement=judgement, cautions=cautions, stopped=stopped)
        run.write("comparison.json", conclusion)
        pages.of_run(plan.training, run, rows, vega)
    return Comparison(run, plan.describe(), conclusion)


class _Kept:
    """The looks of a run as they happen, and whether they could be written down.

    Args:
        plan: What is carried out.
        journal: Where they are kept.
    """

    def __init__(self, plan: Plan, journal: Journal) -> None:
        self._plan, self._journal = plan, journal
        self.is_kept = True

    def add(self, blocks: int) -> None:
        """Write a look down."""
        self.is_kept &= self._journal.add(looks_of(self._plan, blocks))


def _looked(
    plan: Plan,
    run: RunFolder,
    workers: int,
    progress: Progress | None,
    time_budget: float | None,
    executor: Executor | None,
    journal: _Kept,
) -> tuple[Stopped, Judgement]:
    """Train up to each look and judge, until nothing is undecided, the blocks are used up, or time is."""
    from actlab.population.execute import execute

    start, asked = time.monotonic(), plan.question
    for look in asked.looks():
        execute(plan.training, plan.chunks(), run, workers=workers, progress=progress, blocks=look, executor=executor)
        judgement = judge(chosen(read_frame(run, plan.describe(), look)), question(plan))
        journal.add(look)
        if asked.until_decided and judgement.decided:
            return Stopped("decided", look), judgement
        if look < asked.blocks and time_budget is not None and time.monotonic() - start > time_budget:
            return Stopped("time_budget", look), judgement
    return Stopped("blocks", asked.blocks), judgement


def question(plan: Plan) -> JudgedQuestion:
    """Return what the plan asks of its records, in the terms of `actlab.statistics`."""
    from actlab.population.data import part_sizes

    training, asked = plan.training, plan.question
    sizes = part_sizes(training)
    points = training.workload.metric.higher_is_better
    return JudgedQuestion(
        candidates=tuple(candidate.label for candidate in training.candidates),
        family=asked.family,
        delta=asked.delta,
        alpha=asked.alpha,
        higher_is_better=points,
        item=100.0 / sizes[1] if points else 0.0,
        bounds=(0.0, 100.0) if points else None,
        rule=asked.rule,
        first_look=asked.first_look,
        prior_variance=asked.prior_variance,
        digests=tuple(candidate.digest for candidate in training.candidates),
        extended=bool(asked.earlier_looks),
        fixed_test=training.split == "exercise",
        resplits=sizes if training.split == "block" else None,
    )
