"""SIGTERM and SIGHUP end a command as Ctrl-C does: it says what is kept and how to go on."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["INTERRUPTED", "NAMES", "exit_code", "stops_as_interrupts"]

INTERRUPTED = 130
NAMES = ("SIGTERM", "SIGHUP", "SIGBREAK")
"""What asks a process to stop, besides Ctrl-C; which of them there are differs between systems."""


class StoppedBySignal(KeyboardInterrupt):
    """A signal other than Ctrl-C's asked the command to stop."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


@contextmanager
def stops_as_interrupts() -> Iterator[None]:
    """Raise an interrupt where such a signal arrives; one that is ignored, as under nohup, stays ignored."""
    known = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]
    found = [number for number in known if signal.getsignal(number) == signal.SIG_DFL]
    try:
        for number in found:
            signal.signal(number, _stop)
    except ValueError:  # signals reach the main thread alone
        found = []
    try:
        yield
    finally:
        for number in found:
            signal.signal(number, signal.SIG_DFL)


def _stop(number: int, _frame: FrameType | None) -> None:
    raise StoppedBySignal(number)


def exit_code(stop: BaseException) -> int:
    """Return 128 and the signal's number, as shells have it.

    >>> exit_code(StoppedBySignal(15)), exit_code(KeyboardInterrupt())
    (143, 130)
    """
    cause: BaseException | None = stop
    while cause is not None:
        if isinstance(cause, StoppedBySignal):
            return 128 + cause.number
        cause = cause.__cause__ or cause.__context__
    return INTERRUPTED
