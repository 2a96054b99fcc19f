"""How much faster are two worker processes than one, on a plan of at least 20 seconds of CPU?

The training runs from the start of the workers to the last record, each time into a new folder; the whole command
has loading, planning and the report around it. The runs take turns, so that what else the machine does meets both
alike. Kernels are compiled before. Medians of wall time; CPU time of all processes together beside it.

Run: python benchmarks/fused/workers.py [repeats] [blocks]
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import actlab
from actlab.population.execute import execute
from actlab.records import RunFolder
from actlab.workloads import CATALOGUE

REPEATS, BLOCKS = 3, 150
PLAN = ("tanh", "gelu", "--engine", "fused", "--hidden", "64,64", "--epochs", "500")
WORKERS = (1, 2)
RUN = "from actlab.cli import main; main()"


def training(blocks: int, workers: int) -> None:
    options = {"engine": "fused", "hidden": (64, 64), "epochs": 500}
    plan = actlab.plan(PLAN[:2], workload=CATALOGUE["moons"], blocks=blocks, **options)
    with tempfile.TemporaryDirectory() as folder:
        execute(plan.training, plan.chunks(), RunFolder(Path(folder) / "run"), workers=workers)


def command(blocks: int, workers: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        given = [sys.executable, "-c", RUN, "compare", *PLAN, "--blocks", str(blocks)]
        given += ["--workers", str(workers), "--out", f"{folder}/run"]
        subprocess.run(given, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def timed(call: Callable[[int, int], None], blocks: int, workers: int) -> tuple[float, float]:
    """Return wall and CPU seconds, those of ended processes among them."""
    before, begin = os.times(), time.perf_counter()
    call(blocks, workers)
    wall, after = time.perf_counter() - begin, os.times()
    return wall, sum(after[:4]) - sum(before[:4])


def main(repeats: int = REPEATS, blocks: int = BLOCKS) -> None:
    print(f"actlab compare {' '.join(PLAN)} --blocks {blocks}", flush=True)
    training(2, 1)
    for call in (training, command):
        times: dict[int, list[tuple[float, float]]] = {workers: [] for workers in WORKERS}
        for _ in range(repeats):
            for workers, found in times.items():
                found.append(timed(call, blocks, workers))
        walls = {workers: statistics.median(wall for wall, _cpu in found) for workers, found in times.items()}
        for workers, found in times.items():
            cpu = statistics.median(cpu for _wall, cpu in found)
            print(f"{call.__name__}, {workers} workers: {walls[workers]:7.2f} s wall {cpu:7.2f} s CPU")
        print(f"{call.__name__}: two workers are {walls[1] / walls[2]:.2f} times as fast as one", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
