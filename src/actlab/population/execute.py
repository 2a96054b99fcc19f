"""Train what a run lacks: skip what is there, train the rest in fresh processes, write each finished chunk whole."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stdout
from functools import partial
from typing import Any

from actlab._shared.process_state import one_thread
from actlab._shared.processes import WorkerDiedError, Workers
from actlab.errors import CouldNotFinishError
from actlab.i18n import _
from actlab.population.candidates import own_failures
from actlab.population.engines import ENGINES, estimate
from actlab.population.training import Chunk, Training
from actlab.records import RunFolder

__all__ = ["Progress", "execute"]

Progress = Callable[[int, int], None]
"""Called with the number of finished networks and of all networks of the run."""

Rows = list[dict[str, Any]]

_SHORT = 10.0
"""Seconds of one core below which a quick engine trains in this process: two workers take about 4 to start."""


def execute(
    training: Training,
    chunks: Iterable[Chunk],
    run: RunFolder,
    *,
    workers: int,
    progress: Progress | None = None,
    blocks: int | None = None,
) -> None:
    """Train those networks of some chunks that the run folder does not hold yet.

    Args:
        training: What to train.
        chunks: All chunks that the run is to hold in the end.
        run: The folder, which was claimed for the run.
        workers: Number of processes, each with one torch thread; the records do not depend on it.
        progress: Called once before the first chunk and after each.
        blocks: Train only the first so many blocks, a number over which no chunk reaches.

    Raises:
        StorageError: A chunk cannot be written.
        CouldNotFinishError: A worker died.
    """
    held, wanted = run.finished(), list(chunks)
    absent = [chunk for chunk in wanted if chunk.name not in held]
    missing = [chunk for chunk in absent if blocks is None or chunk.blocks[-1] < blocks]
    total = _networks(training, wanted)
    done = total - _networks(training, absent)
    report = progress or (lambda _done, _total: None)
    report(done, total)
    for chunk, rows in _train(training, missing, workers):
        run.write_chunk(chunk.name, rows)
        done += _networks(training, [chunk])
        report(done, total)


def _networks(training: Training, chunks: Iterable[Chunk]) -> int:
    return sum(len(chunk.blocks) for chunk in chunks) * training.trials


def _train(training: Training, chunks: list[Chunk], workers: int) -> Iterator[tuple[Chunk, Rows]]:
    """Yield each chunk with its rows, in the order in which they finish."""
    if _short(training, chunks):
        yield from ((chunk, _train_here(training, chunk)) for chunk in chunks)
    elif chunks:
        yield from _train_in_processes(training, chunks, workers)


def _short(training: Training, chunks: list[Chunk]) -> bool:
    """Return whether starting processes would take longer than the chunks; see decision 9."""
    quick = ENGINES[training.engine].quick and bool(chunks)
    return quick and _networks(training, chunks) * estimate(training) < _SHORT


def _train_here(training: Training, chunk: Chunk) -> Rows:
    """Train a chunk in this process as a worker does: with one torch thread, prints going to standard error."""
    with one_thread(), redirect_stdout(sys.stderr):
        return _train_chunk(training, chunk)


def _train_in_processes(training: Training, chunks: list[Chunk], workers: int) -> Iterator[tuple[Chunk, Rows]]:
    with Workers(partial(_train_chunk, training), min(workers, len(chunks))) as pool:
        try:
            yield from pool.map(chunks)
        except WorkerDiedError as error:
            raise CouldNotFinishError(
                _(
                    "A worker process died, perhaps for lack of memory. What was finished is kept; "
                    "run the same command again, with --workers 1 if it recurs."
                )
            ) from error


def _train_chunk(training: Training, chunk: Chunk) -> Rows:
    """Train a chunk's networks.

    Raises:
        OwnFunctionError: See `own_failures`.
    """
    with own_failures([chunk.candidate]):
        return list(ENGINES[training.engine].train_blocks(training, chunk.candidate, chunk.blocks))
