"""A command that runs code of the user's is run in a process of its own, so that the code cannot take it along."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click

from actlab._shared.watched import VARIABLE, Stage, finished, read, watched
from actlab.cli._signals import NAMES
from actlab.i18n import _

__all__ = ["own_code", "run_supervised", "supervised"]

_START = "import sys; sys.path[:] = {path!r}; from actlab.cli import main; main({words!r}, supervised=True)"
_CODE = re.compile(r".+\.py:[\w.]+")
_COULD_NOT_FINISH = 3
_EVERY = 0.2
"""Seconds between two looks at whether the command hangs, or has ended."""

_PATIENCE = 600.0
"""Seconds that code of the user's may take outside of training: it is tried on a few batches there, and no more."""


def own_code(words: Sequence[str]) -> list[str]:
    """Return what names code of the user's on a command line.

    >>> own_code(["compare", "relu", "--activation", "mine.py:act", "--model=net.py:Net"])
    ['mine.py:act', 'net.py:Net']
    """
    values = [word.partition("=")[2] if word.startswith("--") else word for word in words]
    return [value for value in values if _CODE.fullmatch(value)]


def supervised(words: Sequence[str]) -> int:
    """Run a command in a process of its own and return its exit code.

    Where the process is ended by the code that it runs, or hangs in it, one line says so.
    """
    with tempfile.TemporaryDirectory() as folder:
        stage = Path(folder) / "stage"
        with _started(words, stage) as child, _signals_reach(child):
            late = _watched_to_its_end(child, stage)
        last = read(stage)
    if late is not None:
        return _say(_("{code} has not returned within {seconds:g} s.").format(code=late.what, seconds=late.seconds))
    if last.finished:
        return int(child.returncode)
    code = last.what or ", ".join(own_code(words))
    return _say(_("{code} ended the program ({how}).").format(code=code, how=_how(child.returncode)))


def _say(message: str) -> int:
    click.echo(_("actlab: {message}").format(message=message), err=True)
    return _COULD_NOT_FINISH


def _how(code: int) -> str:
    if code >= 0:
        return _("exit code {code}").format(code=code)
    return next((each.name for each in signal.Signals if each == -code), str(-code))


def _started(words: Sequence[str], stage: Path) -> subprocess.Popen[bytes]:
    from actlab._shared.processes import path_of_modules

    return subprocess.Popen(
        [sys.executable, "-I", "-c", _START.format(path=path_of_modules(), words=[*words])],
        stdin=subprocess.PIPE,  # it closes when this process dies
        env={**os.environ, VARIABLE: str(stage)},
        start_new_session=True,  # Ctrl-C reaches this process alone, which hands it on
    )


@contextmanager
def _signals_reach(child: subprocess.Popen[bytes]) -> Iterator[None]:
    """Hand on what asks this process to stop."""

    def hand_on(number: int, _frame: FrameType | None) -> None:
        child.send_signal(number)

    known = [getattr(signal, name) for name in ("SIGINT", *NAMES) if hasattr(signal, name)]
    before = {number: signal.signal(number, hand_on) for number in known if signal.getsignal(number) != signal.SIG_IGN}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _watched_to_its_end(child: subprocess.Popen[bytes], stage: Path) -> Stage | None:
    """Wait for the child; end it where it hangs, and return what it was at."""
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(_EVERY)
            return None
        at = read(stage)
        if at.late:
            child.kill()
            return at


def run_supervised(words: Sequence[str], run: Callable[[], int]) -> NoReturn:
    """Run a command as the supervised process does: without input, and no longer than its parent lives.

    Standard output is moved out of the way: what code of the user's writes to it goes to standard error.
    """
    from actlab._shared.workers import end_with_parent, taken_input

    parent = taken_input()

    def closed() -> None:
        if not parent.read(1):
            raise EOFError

    sys.stdout.flush()
    sys.stdout = os.fdopen(os.dup(1), "w", encoding=sys.stdout.encoding, errors=sys.stdout.errors)
    os.dup2(2, 1)
    end_with_parent(closed)
    with watched(", ".join(own_code(words)), float(os.environ.get("ACTLAB_PATIENCE", _PATIENCE))):
        code = run()
    sys.stdout.flush()
    finished()
    sys.exit(code)
