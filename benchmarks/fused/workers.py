"""How much faster are two worker processes than one, on a plan of at least 20 seconds of CPU?

Each run is ``actlab compare`` of its own in a new folder, start-up and report with it; the runs take turns, so that
what else the machine does meets both alike. Kernels are compiled before. Medians of wall time; CPU time of all
processes together beside it.

Run: python benchmarks/fused/workers.py [repeats] [blocks]
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time

REPEATS, BLOCKS = 3, 100
PLAN = ("tanh", "gelu", "--engine", "fused", "--hidden", "64,64", "--epochs", "500")
WORKERS = (1, 2)
RUN = "from actlab.cli import main; main()"


def compare(blocks: int, workers: int) -> tuple[float, float]:
    """Return wall and CPU seconds of one comparison."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", RUN, "compare", *PLAN, "--blocks", str(blocks)]
        before, begin = os.times(), time.perf_counter()
        command += ["--workers", str(workers), "--out", f"{folder}/run"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wall, after = time.perf_counter() - begin, os.times()
    return wall, after.children_user + after.children_system - before.children_user - before.children_system


def main(repeats: int = REPEATS, blocks: int = BLOCKS) -> None:
    print(f"actlab compare {' '.join(PLAN)} --blocks {blocks}", flush=True)
    compare(2, 1)
    times: dict[int, list[tuple[float, float]]] = {workers: [] for workers in WORKERS}
    for _ in range(repeats):
        for workers, found in times.items():
            found.append(compare(blocks, workers))
    walls = {}
    for workers, found in times.items():
        walls[workers] = statistics.median(wall for wall, _cpu in found)
        cpu = statistics.median(cpu for _wall, cpu in found)
        print(f"{workers} workers: {walls[workers]:7.2f} s wall {cpu:7.2f} s CPU")
    print(f"two workers are {walls[1] / walls[2]:.2f} times as fast as one (wanted: 1.8, from 20 s of CPU)")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
