"""Carry a plan out: skip what is there, train the rest in spawned workers, write each finished chunk whole."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, as_completed
from contextlib import contextmanager
from typing import Any

from joblib.externals.loky import ProcessPoolExecutor
from joblib.externals.loky.process_executor import BrokenProcessPool

from actlab.errors import CouldNotFinishError, OwnFunctionError
from actlab.i18n import _
from actlab.population.engines import loop
from actlab.population.plan import Chunk, Plan
from actlab.records import RunFolder

__all__ = ["Progress", "execute"]

Progress = Callable[[int, int], None]
"""Called with the number of finished networks and of all networks of the plan."""

Rows = list[dict[str, Any]]

_SECONDS_BETWEEN_LOOKS = 0.5


def execute(plan: Plan, run: RunFolder, *, workers: int, progress: Progress | None = None) -> None:
    """Train all networks of the plan that the run folder does not hold yet.

    Args:
        plan: What to train.
        run: The folder of this very plan.
        workers: Number of processes, each with one torch thread; the records do not depend on it.
        progress: Called once before the first chunk and after each.

    Raises:
        RunFolderError: The folder holds another plan.
        StorageError: A chunk cannot be written.
        CouldNotFinishError: A worker died.
    """
    run.claim_for(plan.describe())
    held = run.finished()
    missing = [chunk for chunk in plan.chunks() if chunk.name not in held]
    done = plan.networks - sum(len(chunk.blocks) for chunk in missing)
    report = progress or (lambda _done, _total: None)
    report(done, plan.networks)
    for chunk, rows in _train(plan, missing, workers):
        run.write_chunk(chunk.name, rows)
        done += len(chunk.blocks)
        report(done, plan.networks)


def _train(plan: Plan, chunks: list[Chunk], workers: int) -> Iterator[tuple[Chunk, Rows]]:
    """Yield each chunk with its rows, in the order in which they finish."""
    if not chunks:
        return
    with _pool(min(workers, len(chunks))) as pool:
        running = {pool.submit(_train_chunk, plan, chunk): chunk for chunk in chunks}
        try:
            for future in as_completed(running):
                yield running[future], _rows(running[future], future)
        except BrokenProcessPool as error:
            raise CouldNotFinishError(
                _(
                    "A worker process died, perhaps for lack of memory. What was finished is kept; "
                    "run the same command again, with --workers 1 if it recurs."
                )
            ) from error


def _rows(chunk: Chunk, future: Future[Rows]) -> Rows:
    """Return the rows of a finished chunk.

    Raises:
        OwnFunctionError: The candidate holds a user's function, and it failed on what it met in training.
    """
    try:
        return future.result()
    except BrokenProcessPool:
        raise
    except Exception as error:
        if all(choice.entry.shelf != "own" for choice in chunk.candidate.layers):
            raise
        raise OwnFunctionError(
            _("{name} failed while training, after it had passed the first checks: {error}").format(
                name=chunk.candidate.label, error=f"{type(error).__name__}: {error}".partition("\n")[0]
            )
        ) from error


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Give spawned processes; whatever ends the block early ends them at once."""
    pool = ProcessPoolExecutor(workers, initializer=_start_worker, initargs=(os.getpid(),))
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=True, kill_workers=True)
        raise
    pool.shutdown(wait=True)


def _start_worker(parent: int) -> None:
    """Leave Ctrl-C to the parent, end with it, and use one thread: several would fight over the cores."""
    import torch

    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["OMP_NUM_THREADS"] = "1"
    torch.set_num_threads(1)


def _end_with(parent: int) -> None:
    """Leave when the parent is gone: a killed parent cannot end its workers, which would wait for ever."""
    while os.getppid() == parent:
        time.sleep(_SECONDS_BETWEEN_LOOKS)
    os._exit(1)


def _train_chunk(plan: Plan, chunk: Chunk) -> Rows:
    return list(loop.train_blocks(plan, chunk.candidate, chunk.blocks))
