"""Train what a run lacks: skip what is there, train the rest in fresh processes, write each finished chunk whole."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import AbstractContextManager, nullcontext, redirect_stdout
from dataclasses import replace
from typing import Any, TypeVar

from actlab._shared.process_state import one_thread
from actlab._shared.processes import ByValue, FreshProcesses, InThisProcess
from actlab._shared.watched import watched
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
T = TypeVar("T")

_SHORT = 10.0
"""Seconds of one core below which a quick engine trains in this process: two workers take about 4 to start."""

_SUBMITTED = 1000
"""The most chunks that are with the executor at once: more than any cluster has cores, and little memory."""

_HANGS, _SLOWER = 60.0, 100.0
"""Seconds, and how many times the estimate, after which a user's code is said to hang: machines may be busy."""

_TRIAL = 600.0
"""Seconds after which a user's code is said to hang that has not come through two epochs of one network."""

_AT_A_TIME = threading.Lock()
"""Held while a chunk is trained: the global generators are the process's, so threads of one take turns."""


def execute(
    training: Training,
    chunks: Iterable[Chunk],
    run: RunFolder,
    *,
    workers: int,
    progress: Progress | None = None,
    blocks: int | None = None,
    executor: Executor | None = None,
) -> None:
    """Train those networks of some chunks that the run folder does not hold yet.

    Args:
        training: What to train.
        chunks: All chunks that the run is to hold in the end.
        run: The folder, which was claimed for the run.
        workers: Number of our own processes, each with one torch thread; the records do not depend on it.
        progress: Called once before the first chunk and after each.
        blocks: Train only the first so many blocks, a number over which no chunk reaches.
        executor: What carries the chunks out in place of our own processes, on other machines too; it is not shut
            down. The records do not depend on it.

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
    with watched(""):  # training may take any time; `_patience` sees to code that never returns
        for chunk, rows in _train(training, missing, workers, executor):
            run.write_chunk(chunk.name, rows)
            done += _networks(training, [chunk])
            report(done, total)


def _networks(training: Training, chunks: Iterable[Chunk]) -> int:
    return sum(len(chunk.blocks) for chunk in chunks) * training.trials


def _train(
    training: Training, chunks: list[Chunk], workers: int, executor: Executor | None
) -> Iterator[tuple[Chunk, Rows]]:
    """Yield each chunk with its rows, in the order in which they finish."""
    if not chunks:
        return
    with _executor(training, chunks, workers, executor) as chosen:
        yield from _results(training, chunks, chosen)


def _executor(
    training: Training, chunks: list[Chunk], workers: int, executor: Executor | None
) -> AbstractContextManager[Executor]:
    """Return what carries the chunks out; an executor of the user's stays open."""
    if executor is not None:
        return nullcontext(executor)
    return InThisProcess() if _short(training, chunks) else FreshProcesses(min(workers, len(chunks)))


def _short(training: Training, chunks: list[Chunk]) -> bool:
    """Return whether starting processes would take longer than the chunks do; see decision 9."""
    quick = all(ENGINES[training.engine_of(chunk.candidate)].quick for chunk in chunks)
    return quick and _networks(training, chunks) * estimate(training) < _SHORT


def _patience(training: Training, chunks: list[Chunk], executor: Executor) -> float | None:
    """Return after how many seconds without a result a user's code is said to hang; None where there is none.

    A cluster's executor may keep all chunks waiting for as long as it likes. The time is taken in a worker: code that
    ends its process must not end this one.
    """
    firsts = {chunk.candidate.label: chunk for chunk in reversed(chunks) if _runs_own_code(training, chunk)}
    if not firsts or not isinstance(executor, FreshProcesses):
        return None
    waiting = {
        executor.submit(_seconds_sent, ByValue(training.alone(first.candidate))): first for first in firsts.values()
    }
    slowest = 0.0
    while waiting:
        slowest = max(slowest, *(seconds for _chunk, seconds in _done(waiting, _TRIAL)))
    return _HANGS + _SLOWER * slowest * max(_networks(training, [chunk]) for chunk in chunks)


def _runs_own_code(training: Training, chunk: Chunk) -> bool:
    """Return whether a chunk's network or activations are the user's."""
    return training.workload.network.fixed or any(choice.entry.shelf == "own" for choice in chunk.candidate.layers)


def _results(training: Training, chunks: list[Chunk], executor: Executor) -> Iterator[tuple[Chunk, Rows]]:
    sent, patience = ByValue(training), _patience(training, chunks, executor)
    waiting: dict[Future[Rows], Chunk] = {}
    try:
        for chunk in chunks:
            waiting[executor.submit(_train_sent, sent, ByValue(chunk))] = chunk
            yield from _done(waiting, timeout=patience if len(waiting) >= _SUBMITTED else 0.0)
        while waiting:
            yield from _done(waiting, timeout=patience)
    finally:
        for future in waiting:
            future.cancel()


def _done(waiting: dict[Future[T], Chunk], timeout: float | None) -> Iterator[tuple[Chunk, T]]:
    """Yield the chunks that are done, and wait for one of them as long as the timeout allows; 0 waits for none."""
    done, _running = wait(waiting, timeout, FIRST_COMPLETED)
    if timeout and not done:
        raise CouldNotFinishError(_hangs([chunk for future, chunk in waiting.items() if future.running()], timeout))
    for future in [each for each in waiting if each in done]:
        chunk = waiting.pop(future)
        try:
            found = future.result()
        except BrokenExecutor as error:  # the first of those that fail is one that a worker was at
            raise CouldNotFinishError(_died(chunk)) from error
        yield chunk, found


def _hangs(chunks: list[Chunk], seconds: float) -> str:
    return _(
        "{candidates} gave no result within {seconds:.0f} s, much longer than was estimated: its code may never "
        "return. What was finished is kept."
    ).format(
        candidates=", ".join(_("{candidate} (blocks {first} to {last})").format(**_named(chunk)) for chunk in chunks),
        seconds=seconds,
    )


def _named(chunk: Chunk) -> dict[str, Any]:
    return {"candidate": chunk.candidate.label, "first": chunk.blocks[0], "last": chunk.blocks[-1]}


def _died(chunk: Chunk) -> str:
    return _(
        "A worker process died while it trained {candidate} (blocks {first} to {last}): for lack of memory, or because "
        "the candidate's code ended it. What was finished is kept; run the same again, with one worker if it recurs."
    ).format(**_named(chunk))


def _seconds_sent(training: ByValue[Training]) -> float:
    """Return the estimated seconds per network, from one epoch, wherever the executor runs it."""
    one = replace(training.value, recipe=replace(training.value.recipe, epochs=1))
    with _AT_A_TIME, one_thread(), redirect_stdout(sys.stderr):
        return estimate(one) * training.value.recipe.epochs


def _train_sent(training: ByValue[Training], chunk: ByValue[Chunk]) -> Rows:
    """Train a chunk wherever the executor runs it: with one torch thread, prints going to standard error."""
    with _AT_A_TIME, one_thread(), redirect_stdout(sys.stderr):
        return _train_chunk(training.value, chunk.value)


def _train_chunk(training: Training, chunk: Chunk) -> Rows:
    """Train a chunk's networks.

    Raises:
        OwnFunctionError: See `own_failures`.
    """
    with own_failures([chunk.candidate]):
        engine = ENGINES[training.engine_of(chunk.candidate)]
        return list(engine.train_blocks(training, chunk.candidate, chunk.blocks))
