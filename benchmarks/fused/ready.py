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


def spent() -> float:
    """Return the seconds of CPU of this process and of those it waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def ready(case: object, repeats: int, folder: str | None) -> tuple[float, float]:
    """Return the median seconds, wall and CPU, until the kernel is ready, in one folder or in a new one each time."""
    wall, cpu = [], []
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as new:
            os.environ["XDG_CACHE_HOME"] = folder or new
            begin, before = time.perf_counter(), spent()
            kernel_of(case)
            wall.append(time.perf_counter() - begin)
            cpu.append(spent() - before)
    return statistics.median(wall), statistics.median(cpu)


def main() -> None:
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as kept:
        kernel_of(EXERCISE[0])  # torch's tracer loads its parts once
        for case in (*EXERCISE, *MINIBATCH):
            cold = ready(case, repeats, None)
            ready(case, 1, kept)
            warm = ready(case, repeats, kept)
            print(
                f"{case!s:48} cold {cold[0]:6.2f} s wall {cold[1]:6.2f} s CPU   "
                f"cached {warm[0]:6.3f} s wall {warm[1]:6.3f} s CPU",
                flush=True,
            )


if __name__ == "__main__":
    main()
