"""Carry a plan out: skip what is there, train the rest in fresh processes, write each finished chunk whole."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from functools import partial
from typing import Any

from actlab._shared.process_state import one_thread
from actlab._shared.processes import WorkerDiedError, Workers
from actlab.errors import CouldNotFinishError
from actlab.i18n import _
from actlab.population.candidates import own_failures
from actlab.population.engines import ENGINES, estimate
from actlab.population.plan import Chunk, Plan
from actlab.records import RunFolder

__all__ = ["Progress", "execute"]

Progress = Callable[[int, int], None]
"""Called with the number of finished networks and of all networks of the plan."""

Rows = list[dict[str, Any]]

_SHORT = 10.0
"""Seconds of one core below which a quick engine trains in this process: two workers take about 4 to start."""


def execute(
    plan: Plan, run: RunFolder, *, workers: int, progress: Progress | None = None, blocks: int | None = None
) -> None:
    """Train all networks of the plan that the run folder does not hold yet.

    Args:
        plan: What to train.
        run: The folder of this very plan.
        workers: Number of processes, each with one torch thread; the records do not depend on it.
        progress: Called once before the first chunk and after each.
        blocks: Train only the first so many blocks, up to one of the plan's looks.

    Raises:
        RunFolderError: The folder holds another plan.
        StorageError: A chunk cannot be written.
        CouldNotFinishError: A worker died.
    """
    run.claim_for(plan.describe())
    held = run.finished()
    absent = [chunk for chunk in plan.chunks() if chunk.name not in held]
    missing = [chunk for chunk in absent if blocks is None or chunk.blocks[-1] < blocks]
    done = plan.networks - sum(_networks(plan, chunk) for chunk in absent)
    report = progress or (lambda _done, _total: None)
    report(done, plan.networks)
    for chunk, rows in _train(plan, missing, workers):
        run.write_chunk(chunk.name, rows)
        done += _networks(plan, chunk)
        report(done, plan.networks)


def _networks(plan: Plan, chunk: Chunk) -> int:
    return len(chunk.blocks) * plan.trials


def _train(plan: Plan, chunks: list[Chunk], workers: int) -> Iterator[tuple[Chunk, Rows]]:
    """Yield each chunk with its rows, in the order in which they finish."""
    if _short(plan, chunks):
        yield from ((chunk, _train_here(plan, chunk)) for chunk in chunks)
    elif chunks:
        yield from _train_in_processes(plan, chunks, workers)


def _short(plan: Plan, chunks: list[Chunk]) -> bool:
    """Return whether starting processes would take longer than the chunks do; see decision 9."""
    networks = sum(_networks(plan, chunk) for chunk in chunks)
    return ENGINES[plan.engine].quick and bool(chunks) and networks * estimate(plan) < _SHORT


def _train_here(plan: Plan, chunk: Chunk) -> Rows:
    """Train a chunk in this process as a worker does: with one torch thread, prints going to standard error."""
    with one_thread(), redirect_stdout(sys.stderr):
        return _train_chunk(plan, chunk)


def _train_in_processes(plan: Plan, chunks: list[Chunk], workers: int) -> Iterator[tuple[Chunk, Rows]]:
    with Workers(partial(_train_chunk, plan), min(workers, len(chunks))) as pool:
        try:
            yield from pool.map(chunks)
        except WorkerDiedError as error:
            raise CouldNotFinishError(
                _(
                    "A worker process died, perhaps for lack of memory. What was finished is kept; "
                    "run the same command again, with --workers 1 if it recurs."
                )
            ) from error


def _train_chunk(plan: Plan, chunk: Chunk) -> Rows:
    """Train a chunk's networks.

    Raises:
        OwnFunctionError: See `own_failures`.
    """
    with own_failures([chunk.candidate]):
        return list(ENGINES[plan.engine].train_blocks(plan, chunk.candidate, chunk.blocks))
