"""What runs in a worker of `actlab._shared.processes`: it carries tasks out until its parent closes the pipe.

This module is all that a worker imports before its first task, so it must stay cheap to import.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pickle
import queue
import signal
import sys
import threading
from collections.abc import Callable
from typing import BinaryIO

import cloudpickle

from actlab._shared.garbage import collect_seldom

__all__ = ["end_with_parent", "receive", "send", "taken_input", "work"]

_LENGTH = 8
"""Bytes before each message that say how long it is."""

_PR_SET_PDEATHSIG = 1


def send(message: bytes, pipe: BinaryIO) -> None:
    """Write a message with its length before it."""
    pipe.write(len(message).to_bytes(_LENGTH, "big"))
    pipe.write(message)
    pipe.flush()


def receive(pipe: BinaryIO) -> bytes:
    """Read one message.

    Raises:
        EOFError: The pipe was closed, perhaps in the middle of a message.
    """
    length = int.from_bytes(_exactly(pipe, _LENGTH), "big")
    return _exactly(pipe, length)


def _exactly(pipe: BinaryIO, length: int) -> bytes:
    found = pipe.read(length)
    if len(found) < length:
        raise EOFError("the pipe was closed")
    return found


def work() -> None:
    """Carry out the tasks that come in and send back what they return, until the input closes.

    The pipes are moved out of the way of the tasks' code: what it prints goes to standard error, and what it reads
    from standard input is empty.
    """
    tasks, replies = taken_input(), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    collect_seldom()
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    end_with_parent(lambda: waiting.put(receive(tasks)))
    while True:
        reply = _carried_out(waiting.get())
        try:
            send(reply, replies)
        except OSError:  # the parent is gone
            _end()


def taken_input() -> BinaryIO:
    """Return the standard input, and put an empty one in its place."""
    taken = os.fdopen(os.dup(0), "rb")
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123  a device, not a file
        os.dup2(nothing.fileno(), 0)
    return taken


def end_with_parent(read: Callable[[], object]) -> None:
    """Read from the parent in a thread; when it closes the pipe, as the system does when it dies, end at once."""

    def watch() -> None:
        try:
            while True:
                read()
        except (EOFError, OSError):
            _end()

    if sys.platform == "linux":  # a task that never lets go of the GIL stops the thread
        with contextlib.suppress(AttributeError, OSError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    threading.Thread(target=watch, daemon=True).start()


def _end() -> None:
    """End this process and what it started, a compiler for instance, without a word."""
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(0)


def _carried_out(task: bytes) -> bytes:
    """Return the pickled pair of what the task returned and what it raised."""
    try:
        function, args, kwargs = pickle.loads(task)
        return bytes(cloudpickle.dumps((function(*args, **kwargs), None)))
    except BaseException as error:  # sys.exit in a user's function must not end the worker either
        return _dumped(error)
    finally:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(Exception):  # closed by the task
                stream.flush()


def _dumped(error: BaseException) -> bytes:
    """Return the pickled error; one that cannot travel, or is no Exception, becomes a RuntimeError that names it."""
    if isinstance(error, Exception):
        with contextlib.suppress(Exception):
            pickle.loads(dumped := cloudpickle.dumps((None, error)))
            return bytes(dumped)
    return bytes(cloudpickle.dumps((None, RuntimeError(f"{type(error).__name__}: {error}"))))
