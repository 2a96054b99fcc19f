"""A pool of fresh worker processes: deaf to Ctrl-C, ended at once when asked, gone when their parent is.

Tasks and results go through each worker's standard input and output. A worker starts with Python's isolated mode, so
that no file of the current folder is imported in place of a library, and imports nothing but `actlab._shared.workers`
before its first task. Functions travel by value (cloudpickle): one typed into a notebook needs no module to be
imported from, and the caller's main module is not run again.
"""

from __future__ import annotations

import contextlib
import functools
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, ParamSpec, TypeVar

import cloudpickle

from actlab._shared.watched import VARIABLE
from actlab._shared.workers import receive, send

__all__ = ["ByValue", "FreshProcesses", "InThisProcess", "WorkerDiedError", "path_of_modules"]

P = ParamSpec("P")
T = TypeVar("T")

_START = "import sys; sys.path[:] = {path!r}; from actlab._shared.workers import work; work()"


class WorkerDiedError(BrokenExecutor):
    """A worker ended in the middle of a task, or could not be started."""


class ByValue(Generic[T]):
    """A value that is pickled with cloudpickle, functions by value, whatever pickles what it is part of.

    Within one process, nothing is copied. A worker that is sent the same value again and again reads it once.

    >>> pickle.loads(pickle.dumps(ByValue(lambda x: x + 1))).value(2)
    3
    """

    def __init__(self, value: T) -> None:
        self.value = value

    @functools.cached_property
    def _pickled(self) -> bytes:
        return bytes(cloudpickle.dumps(self.value))

    def __reduce__(self) -> tuple[Callable[[bytes], ByValue[Any]], tuple[bytes]]:
        return _read, (self._pickled,)


@functools.lru_cache(maxsize=2)  # a plan, which comes with each task, and the rest of the task
def _read(pickled: bytes) -> ByValue[Any]:
    return ByValue(pickle.loads(pickled))


class InThisProcess(Executor):
    """An executor without workers: a task is carried out when it is submitted.

    >>> with InThisProcess() as executor:
    ...     executor.submit(abs, -3).result()
    3
    """

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Call the function and return its result as a future that is done."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class _Task:
    """What was submitted, and the future that waits for it."""

    def __init__(self, future: Future[Any], call: tuple[Any, ...]) -> None:
        self.future = future
        self.call = call


class FreshProcesses(Executor):
    """An executor whose workers are started fresh, each when it is first needed.

    When the block of a ``with`` ends by an exception, the workers are ended at once, running tasks included.

    Args:
        n: The most workers there will be.

    Raises:
        ValueError: n is less than 1.

    >>> with FreshProcesses(1) as executor:
    ...     list(executor.map(abs, [-3, 2]))
    [3, 2]
    """

    def __init__(self, n: int) -> None:
        if n < 1:
            raise ValueError(f"a pool needs 1 worker or more; got {n}")
        self._n = n
        self._waiting: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._idle = threading.Semaphore(0)
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._processes: list[subprocess.Popen[bytes]] = []
        self._closed = False
        self._killed = False
        self._broken: str | None = None

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Let a worker call the function.

        Raises:
            WorkerDiedError: A worker has died before.
            RuntimeError: The pool was shut down.
        """
        future: Future[T] = Future()
        with self._lock:
            if self._broken is not None:
                raise WorkerDiedError(self._broken)
            if self._closed:
                raise RuntimeError("cannot submit a task after shutdown")
            self._waiting.put(_Task(future, (fn, args, kwargs)))
            if not self._idle.acquire(blocking=False) and len(self._threads) < self._n:
                thread = threading.Thread(target=self._serve, daemon=True)
                self._threads.append(thread)
                thread.start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers when what was submitted is done.

        Args:
            wait: Whether to return only then.
            cancel_futures: Whether to cancel the tasks that no worker has begun.
        """
        with self._lock:
            self._closed = True
            if cancel_futures:
                self._empty(lambda future: future.cancel())
            self._waiting.put(None)
        if wait:
            for thread in self._threads:
                thread.join()

    def kill_workers(self) -> None:
        """End the workers at once; the futures of what they were at raise WorkerDiedError, the others are cancelled."""
        with self._lock:
            self._closed = self._killed = True
            self._empty(lambda future: future.cancel())
            self._waiting.put(None)
            for process in self._processes:
                _kill(process)
        for thread in self._threads:
            thread.join()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.shutdown()
        else:
            self.kill_workers()

    def _empty(self, settle: Callable[[Future[Any]], object]) -> None:
        """Settle the futures of all tasks that no worker has begun."""
        with contextlib.suppress(queue.Empty):
            while True:
                task = self._waiting.get_nowait()
                if task is not None:
                    settle(task.future)

    def _serve(self) -> None:
        """Start a worker and hand it tasks until the pool is shut down or the worker dies.

        The thread that starts a worker lives as long as it: on Linux a worker ends with the thread.
        """
        try:
            process = self._start()
            with contextlib.suppress(OSError), process:  # what was not yet written to a killed worker cannot be
                self._hand_tasks(process)
        except Exception as error:  # whatever it is, nobody may wait for ever
            self._break(f"a worker could not be started: {error}")

    def _hand_tasks(self, process: subprocess.Popen[bytes]) -> None:
        while (task := self._next()) is not None:
            if task.future.set_running_or_notify_cancel() and not _carried_out(task, process):
                self._break(f"worker {process.pid} died")
                break
            del task  # and with it the result, which may be large
        _kill(process)

    def _next(self) -> _Task | None:
        """Wait for a task and return it; None, which stays for the other threads, once the pool was shut down."""
        try:
            task = self._waiting.get_nowait()
        except queue.Empty:
            self._idle.release()
            task = self._waiting.get()
        if task is None:
            self._waiting.put(None)
        return task

    def _start(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._killed:
                raise OSError("the pool was shut down")
            process = _started()
            self._processes.append(process)
        return process

    def _break(self, reason: str) -> None:
        """Let all that was submitted, and all that will be, fail."""
        with self._lock:
            if self._broken is None and not self._closed:
                self._broken = reason
            self._empty(lambda future: _failed(future, reason))
            self._waiting.put(None)


def _failed(future: Future[Any], reason: str) -> None:
    if future.set_running_or_notify_cancel():
        future.set_exception(WorkerDiedError(reason))


def _carried_out(task: _Task, process: subprocess.Popen[bytes]) -> bool:
    """Let the worker carry the task out and settle its future; return whether the worker still lives."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        message = cloudpickle.dumps(task.call)
    except Exception as unsendable:
        task.future.set_exception(unsendable)
        return True
    try:
        send(message, process.stdin)  # type: ignore[arg-type]
        reply = receive(process.stdout)  # type: ignore[arg-type]
    except (OSError, EOFError, ValueError):
        task.future.set_exception(WorkerDiedError(f"worker {process.pid} died"))
        return False
    try:
        result, error = pickle.loads(reply)
    except Exception as unreadable:
        result, error = None, unreadable
    if error is not None:
        task.future.set_exception(error)
    else:
        task.future.set_result(result)
    return True


def _started() -> subprocess.Popen[bytes]:
    """Start a worker in a session or process group of its own, which Ctrl-C on the terminal does not reach."""
    apart: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        apart = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    utf8 = ["-X", "utf8"] if sys.flags.utf8_mode else []  # isolated mode ignores the variable that asks for it
    return subprocess.Popen(
        [sys.executable, "-I", *utf8, "-c", _START.format(path=path_of_modules())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**{k: v for k, v in os.environ.items() if k != VARIABLE}, "OMP_NUM_THREADS": "1"},
        **apart,
    )


def path_of_modules() -> list[str]:
    """Return this process's path of modules, with the folders that hold a user's files after the libraries."""
    unsafe = {"", str(Path.cwd())}
    main = getattr(sys.modules.get("__main__"), "__file__", None)
    if main is not None:
        unsafe.add(str(Path(main).resolve().parent))
    return [path for path in sys.path if path not in unsafe] + [path for path in sys.path if path in unsafe]


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a worker and what its tasks started."""
    if process.poll() is None:
        if hasattr(os, "killpg"):
            with contextlib.suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)
        process.kill()
