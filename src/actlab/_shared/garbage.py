"""The garbage collector in processes of our own: it has little to find, and much to look through."""

from __future__ import annotations

import atexit
import functools
import gc

__all__ = ["collect_seldom"]


@functools.cache
def collect_seldom() -> None:
    """Let the collector search rarely, and not at all while the process ends.

    What torch, pandas and scikit-learn load is hundreds of thousands of objects that stay to the end; to look
    through them again and again takes a tenth of the time of a short comparison.
    """
    gc.set_threshold(100_000, 50, 100)
    atexit.register(gc.freeze)
