"""Say to the process that watches this one what it is at, so that code of the user's can be named when it hangs."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

__all__ = ["VARIABLE", "Stage", "finished", "read", "watched"]

VARIABLE = "ACTLAB_STAGE"
"""Names the file to which the stage is written; without it nobody watches."""


class Stage(NamedTuple):
    """What a process is at.

    Args:
        what: In words, such as ``mine.py:act``; empty between stages.
        since: When it began, by `time.time`.
        seconds: The longest that it may take; 0 for any time.
        finished: Whether the command has come to its end.
    """

    what: str = ""
    since: float = 0.0
    seconds: float = 0.0
    finished: bool = False

    @property
    def late(self) -> bool:
        """Whether it has taken longer than it may."""
        return self.seconds > 0 and time.time() > self.since + self.seconds


_now = Stage()


@contextmanager
def watched(what: str, seconds: float = 0.0) -> Iterator[None]:
    """Tell what the block is at.

    Args:
        what: In words.
        seconds: The longest that it may take; 0 for any time.
    """
    before = _now
    _tell(Stage(what, time.time(), seconds))
    try:
        yield
    finally:
        _tell(before._replace(since=time.time()))


def finished() -> None:
    """Tell that the command has come to its end by itself."""
    _tell(Stage(finished=True))


def _tell(stage: Stage) -> None:
    global _now
    _now = stage
    path = os.environ.get(VARIABLE)
    if path:
        Path(path).write_text(json.dumps(stage), encoding="utf-8")


def read(path: Path) -> Stage:
    """Return what the watched process is at; nothing while it writes.

    >>> import tempfile
    >>> read(Path(tempfile.mkdtemp()) / "stage")
    Stage(what='', since=0.0, seconds=0.0, finished=False)
    """
    try:
        return Stage(*json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Stage()
