"""How long until a kernel is ready, when it must be compiled and when it is in the cache?

Run: python benchmarks/fused/ready.py [repeats]
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time

from cases import EXERCISE, MINIBATCH
from own import kernel_of


def ready(case: object, repeats: int, folder: str | None) -> float:
    """Return the median seconds until the kernel is ready, in one folder or in a new one each time."""
    seconds = []
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as new:
            os.environ["XDG_CACHE_HOME"] = folder or new
            begin = time.perf_counter()
            kernel_of(case)
            seconds.append(time.perf_counter() - begin)
    return statistics.median(seconds)


def main() -> None:
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as kept:
        kernel_of(EXERCISE[0])  # torch's tracer loads its parts once
        for case in (*EXERCISE, *MINIBATCH):
            cold = ready(case, repeats, None)
            ready(case, 1, kept)
            warm = ready(case, repeats, kept)
            print(f"{case!s:48} cold {cold:6.2f} s   cached {warm:6.3f} s", flush=True)


if __name__ == "__main__":
    main()
