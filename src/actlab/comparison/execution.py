"""Carry a plan out, look at the records when they may be looked at, and write what they say."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from actlab._shared.cores import cores
from actlab.comparison import pages
from actlab.comparison.comparison import Comparison, read_frame
from actlab.comparison.earlier import looks_of, runs_to_adopt
from actlab.i18n import _
from actlab.records import Journal, PlanRecord, RunFolder, chosen
from actlab.statistics import Conclusion, JudgedQuestion, Judgement, Stopped, judge

if TYPE_CHECKING:
    from actlab.comparison.plan import Plan

__all__ = ["carry_out", "question", "set_aside"]


CHECKS_RATES = True
"""Whether other learning rates are tried where that is asked for: tests that are not about it switch it off."""


def carry_out(plan: Plan, options: Mapping[str, Any], looked_in: Path | None = None) -> Comparison:
    """Train what the run folder does not hold yet, judge, and write the comparison.

    Args:
        plan: What to train and to ask.
        options: All `actlab.comparison.options.RunOptions`, checked.
        looked_in: The folder whose finished runs may be taken over; the one that this run lies in by default.

    Raises:
        RunFolderError: The folder holds another plan.
        CouldNotFinishError: The machine could not carry it out.
    """
    # torch is loaded here: to open a finished run needs none
    from actlab.comparison.cautions import of_looks, of_training
    from actlab.comparison.rate_check import check_rates

    folder = options["out"] or plan.folder
    run = RunFolder(folder)
    run.claim_for(plan.describe())
    set_aside(run, (chunk.name for chunk in plan.chunks()), plan.describe())
    for held in runs_to_adopt(plan, looked_in or folder.parent):
        run.adopt(held, (chunk.name for chunk in plan.chunks()))
    with pages.drawing() as vega:
        journal = _Kept(plan, Journal.of_user())
        stopped, judgement = _looked(plan, run, options, journal)
        rows = chosen(read_frame(run, plan.describe(), stopped.blocks))
        cautions = (*of_training(plan.training, rows), *of_looks(plan, journal.is_kept))
        conclusion = Conclusion(judgement=judgement, cautions=cautions, stopped=stopped)
        run.write("comparison.json", conclusion)
        if options["rate_check"] and CHECKS_RATES and plan.training.regime == "drop-in":
            checked = check_rates(plan, question(plan), judgement, run, options)
            conclusion = replace(conclusion, rate_check=checked)
            run.write("comparison.json", conclusion)
        pages.of_run(plan.training, run, rows, vega)
    return Comparison(run, plan.describe(), conclusion)


def set_aside(run: RunFolder, chunks: Iterable[str], plan: PlanRecord | None = None) -> None:
    """Move chunks that cannot be believed out of the way, so that they are trained again, and say so.

    Args:
        run: Their folder.
        chunks: The names of those that are needed.
        plan: What their rows must fit, if they belong to one.
    """
    damaged = run.set_aside(chunks, plan)
    if damaged:
        logging.getLogger("actlab").warning(
            _("Damaged or changed, so set aside and trained again: {n} chunks of {folder}, {names}").format(
                n=len(damaged), folder=run.path, names=", ".join(name[:8] for name in damaged)
            )
        )


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


def _looked(plan: Plan, run: RunFolder, options: Mapping[str, Any], journal: _Kept) -> tuple[Stopped, Judgement]:
    """Train up to each look and judge, until nothing is undecided, the blocks are used up, or time is."""
    from actlab.population.execute import execute

    start, asked, budget = time.monotonic(), plan.question, options["time_budget"]
    how = {"workers": cores(options["workers"]), "progress": options["progress"], "executor": options["executor"]}
    for look in asked.looks():
        execute(plan.training, plan.chunks(), run, blocks=look, **how)
        judgement = judge(chosen(read_frame(run, plan.describe(), look)), question(plan))
        journal.add(look)
        if asked.until_decided and judgement.decided:
            return Stopped("decided", look), judgement
        if look < asked.blocks and budget is not None and time.monotonic() - start > budget:
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
