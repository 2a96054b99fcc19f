"""A small pool of worker processes: started fresh, deaf to Ctrl-C, ended at once, gone when their parent is.

Each worker is ``python -m actlab._shared.processes``; tasks and answers go through its standard input and output.
A worker whose input closes ends, so a killed parent leaves nothing behind. Functions travel by value (cloudpickle,
which scikit-learn brings along), so that a function typed into a notebook can be trained without being importable.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Any, Generic, TypeVar

import cloudpickle

from actlab._shared.garbage import collect_seldom

__all__ = ["WorkerDiedError", "Workers"]

Task = TypeVar("Task")
Answer = TypeVar("Answer")


class WorkerDiedError(Exception):
    """A worker ended in the middle of a task."""


class Workers(Generic[Task, Answer]):
    """A pool that applies one function to tasks, each in some worker.

    Args:
        function: What is done to a task, sent to each worker once.
        n: Number of processes.

    >>> with Workers(abs, 1) as workers:
    ...     list(workers.map([-3]))
    [(-3, 3)]
    """

    def __init__(self, function: Callable[[Task], Answer], n: int) -> None:
        self._function = function
        self._n = n
        self._processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Workers[Task, Answer]:
        self._processes = [_start() for _ in range(self._n)]
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.wait()
            for pipe in (process.stdin, process.stdout):
                _close(pipe)

    def map(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, Answer]]:
        """Yield each task with its answer, in the order in which they finish.

        Raises:
            WorkerDiedError: A worker ended in the middle of a task.
            Exception: Whatever the function raised.
        """
        waiting: queue.SimpleQueue[Task] = queue.SimpleQueue()
        answers: queue.SimpleQueue[tuple[Task, Any, BaseException | None]] = queue.SimpleQueue()
        for task in tasks:
            waiting.put(task)
        for process in self._processes:
            threading.Thread(target=self._serve, args=(process, waiting, answers), daemon=True).start()
        for _task in tasks:
            task, answer, error = answers.get()
            if error is not None:
                raise error
            yield task, answer

    def _serve(
        self,
        process: subprocess.Popen[bytes],
        waiting: queue.SimpleQueue[Task],
        answers: queue.SimpleQueue[tuple[Task, Any, BaseException | None]],
    ) -> None:
        """Hand one worker its tasks, until none is left or it dies."""
        assert process.stdin is not None
        assert process.stdout is not None
        ready = False
        while True:
            try:
                task = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                message = (task,) if ready else (task, sys.path, self._function)
                ready = True
                cloudpickle.dump(message, process.stdin)
                process.stdin.flush()
                answer, error = pickle.load(process.stdout)
            except (OSError, EOFError, pickle.UnpicklingError):
                answer, error = None, WorkerDiedError(f"worker {process.pid} died")
            except Exception as unsendable:
                answer, error = None, unsendable
            answers.put((task, answer, error))
            if isinstance(error, WorkerDiedError):
                return


def _start() -> subprocess.Popen[bytes]:
    """Start a worker in a session of its own, which Ctrl-C on the terminal does not reach."""
    paths = [path for path in sys.path if path]
    return subprocess.Popen(
        [sys.executable, "-m", "actlab._shared.processes"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(paths)},
    )


def _close(pipe: Any) -> None:
    with contextlib.suppress(OSError):  # what was not yet written to a killed worker
        pipe.close()


def _work() -> None:
    """Answer tasks until the input closes. What the task's code prints goes to standard error."""
    collect_seldom()
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    function: Callable[[Any], Any] = _missing
    while True:
        try:
            task, *first = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        if first:
            sys.path[:], function = first
            _use_one_thread()
        try:
            reply = cloudpickle.dumps((function(task), None))
        except Exception as error:
            reply = _dumped_error(error)
        replies.write(reply)
        replies.flush()


def _missing(_task: Any) -> Any:
    raise RuntimeError("A worker got a task before its function.")


def _dumped_error(error: Exception) -> bytes:
    try:
        pickle.loads(dumped := cloudpickle.dumps((None, error)))
    except Exception:
        dumped = cloudpickle.dumps((None, RuntimeError(f"{type(error).__name__}: {error}")))
    return bytes(dumped)


def _use_one_thread() -> None:
    """Several threads in each of several workers would fight over the cores."""
    import torch

    torch.set_num_threads(1)


if __name__ == "__main__":
    _work()
