"""The pilot of the tuned regime: blocks that are thrown away and only settle the range of learning rates."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pandas as pd

from actlab.population.execute import Progress, execute
from actlab.population.plan import Plan
from actlab.population.tuning import End, Tuning
from actlab.records import RunFolder, chosen

__all__ = ["MOST_EXTENSIONS", "PILOT_BLOCKS", "end_reached", "settle_range"]

PILOT_BLOCKS = 5
MOST_EXTENSIONS = 2


def settle_range(plan: Plan, folder: Path, *, workers: int, progress: Progress | None = None) -> Plan:
    """Return the plan with its range of learning rates settled, by training the pilot's blocks.

    The range is extended by a decade, for all candidates and at most twice, while a candidate's mean optimum
    lies at an end.

    Args:
        plan: A tuned plan.
        folder: Where the pilots' runs are kept, so that the same command need not train them again.
        workers: Number of processes.
        progress: Called with the numbers of finished and of all networks of a pilot.

    Raises:
        CouldNotFinishError: The machine could not carry it out.
    """
    for _extension in range(MOST_EXTENSIONS):
        assert plan.tuning is not None
        end = end_reached(_pilot(plan, folder, workers, progress), plan.tuning)
        if end is None:
            break
        plan = replace(plan, tuning=plan.tuning.extended(end))
    return plan


def _pilot(plan: Plan, folder: Path, workers: int, progress: Progress | None) -> pd.DataFrame:
    pilot = replace(plan, blocks=PILOT_BLOCKS, pilot=True, rule="fixed", until_decided=False, earlier_looks=())
    run = RunFolder(folder / pilot.hash[:8])
    execute(pilot, run, workers=workers, progress=progress)
    return chosen(run.read_chunks(chunk.name for chunk in pilot.chunks()))


def end_reached(rows: pd.DataFrame, tuning: Tuning) -> End | None:
    """Return the end at which the mean optimum of the most candidates lies, the high one of two; None if at none.

    Args:
        rows: The chosen networks, with ``candidate`` and ``learning_rate``.
        tuning: The trials.

    >>> rows = pd.DataFrame({"candidate": ["relu", "relu", "tanh"], "learning_rate": [0.1, 0.05, 0.98]})
    >>> end_reached(rows, Tuning(8, -3.0, 0.0))
    'high'
    """
    places = rows["learning_rate"].map(tuning.position).groupby(rows["candidate"]).mean()
    ends = Counter(end for place in places if (end := tuning.end(place)))
    return max(ends, key=lambda end: (ends[end], end == "high"), default=None)
