"""How an option is written for whoever is reading: as an argument in Python, as a flag on the command line."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["flag", "option", "writing_flags"]

_flags: ContextVar[bool] = ContextVar("actlab_flags", default=False)


@contextmanager
def writing_flags() -> Iterator[None]:
    """Write options as flags inside the block, as the command line's reader types them."""
    token = _flags.set(True)
    try:
        yield
    finally:
        _flags.reset(token)


def flag(name: str) -> str:
    """Return an option's name on the command line.

    >>> flag("max_blocks")
    '--max-blocks'
    """
    return f"--{name.replace('_', '-')}"


def option(name: str, value: str | None = None) -> str:
    """Return an option, with its value where one is given, as the reader would type it.

    >>> option("task", "regression")
    "task='regression'"
    >>> with writing_flags():
    ...     option("task", "regression")
    '--task regression'
    """
    if _flags.get():
        return flag(name) if value is None else f"{flag(name)} {shlex.quote(value)}"
    return name if value is None else f"{name}={value!r}"
