"""How much memory there is, so that data which do not fit are refused before they are read."""

from __future__ import annotations

import importlib
import os
from pathlib import Path

from actlab.errors import DataError
from actlab.i18n import _

__all__ = ["available", "check_fits"]

_GIGABYTE = 1e9


def available() -> int | None:
    """Return about how many bytes this process may still take; None where the system does not say.

    >>> available() is None or available() > 0
    True
    """
    found = [each for each in (_free(), _allowed()) if each is not None]
    return min(found) if found else None


def _free() -> int | None:
    """Return what Linux counts as available: free memory and what caches would give back."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        held = {line.partition(":")[0]: line.split()[1] for line in lines}
        return int(held["MemAvailable"]) * 1024
    except (OSError, KeyError, ValueError, IndexError):
        pass
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return None


def _allowed() -> int | None:
    """Return what a limit on the address space, as ``ulimit -v`` sets it, leaves."""
    try:
        resource = importlib.import_module("resource")
        limit: int = resource.getrlimit(resource.RLIMIT_AS)[0]
        if limit == resource.RLIM_INFINITY:
            return None
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        return max(0, limit - pages * os.sysconf("SC_PAGE_SIZE"))
    except (ImportError, OSError, ValueError):
        return None


def check_fits(size: int, what: str) -> None:
    """Refuse what needs more memory than there is.

    Args:
        size: Bytes.
        what: A file or an array, for the message.

    Raises:
        DataError: There is less.

    >>> check_fits(1000, "a small table")
    """
    free = available()
    if free is not None and size > free:
        raise DataError(
            _("{what} needs {size:.1f} GB of memory, and {free:.1f} GB are free; take a part of it.").format(
                what=what, size=size / _GIGABYTE, free=free / _GIGABYTE
            )
        )
