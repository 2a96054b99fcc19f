"""How many processes to start."""

from __future__ import annotations

import os

__all__ = ["cores"]


def cores(workers: int | None = None) -> int:
    """Return the number of worker processes that was asked for, by default one for each core of this process.

    >>> cores(3)
    3
    """
    if workers:
        return workers
    if hasattr(os, "sched_getaffinity"):  # not on macOS and Windows
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
