"""How many processes to start."""

from __future__ import annotations

import os

__all__ = ["cores"]


def cores(workers: int | None = None) -> int:
    """Return the number of worker processes that was asked for, by default one for each core of this process.

    >>> cores(3)
    3
    """
    return workers or len(os.sched_getaffinity(0))
