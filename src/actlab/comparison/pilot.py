"""The pilot of the tuned regime: blocks that are thrown away and only settle the range of learning rates."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path

import pandas as pd

from actlab.comparison.plan import Plan
from actlab.comparison.question import Question
from actlab.population.execute import Progress, execute
from actlab.population.training import Training
from actlab.population.tuning import end_reached
from actlab.records import RunFolder, chosen

__all__ = ["MOST_EXTENSIONS", "PILOT_BLOCKS", "settle_range"]

PILOT_BLOCKS = 5
MOST_EXTENSIONS = 2


def settle_range(
    training: Training,
    folder: Path,
    *,
    workers: int,
    progress: Progress | None = None,
    executor: Executor | None = None,
) -> Training:
    """Return the training with its range of learning rates settled, by training the pilot's blocks.

    The range is extended by a decade, for all candidates and at most twice, while a candidate's mean optimum
    lies at an end.

    Args:
        training: A tuned one.
        folder: Where the pilots' runs are kept, so that the same command need not train them again.
        workers: Number of processes.
        progress: Called with the numbers of finished and of all networks of a pilot.
        executor: What trains in place of our own processes.

    Raises:
        CouldNotFinishError: The machine could not carry it out.
    """
    for _extension in range(MOST_EXTENSIONS):
        assert training.tuning is not None
        end = end_reached(_pilot(training, folder, workers, progress, executor), training.tuning)
        if end is None:
            break
        training = replace(training, tuning=training.tuning.extended(end))
    return training


def _pilot(
    training: Training, folder: Path, workers: int, progress: Progress | None, executor: Executor | None
) -> pd.DataFrame:
    """Train the pilot's blocks, of which nothing is asked, and return the chosen networks."""
    pilot = Plan(training=training, question=Question(blocks=PILOT_BLOCKS, delta=0.0), pilot=True)
    run = RunFolder(folder / pilot.hash[:8])
    run.claim_for(pilot.describe())
    execute(training, pilot.chunks(), run, workers=workers, progress=progress, executor=executor)
    return chosen(run.read_chunks(chunk.name for chunk in pilot.chunks()))
