"""How much CPU time does it take to start, to compare, and to compare again? ``benchmarks/startup.py [repeats]``.

Each line is run in fresh interpreters; user and system time of the whole tree of processes are summed, the workers and
the drawing process included; the median counts, since other programs on the machine can only add to it. The first
comparison of all, which compiles a kernel, is not among the repeats.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

COMPARE = "from actlab.cli import main; main(['compare', 'relu', 'tanh', '--blocks', '4'])"


class Case(NamedTuple):
    """What is started.

    Args:
        code: What the interpreter runs.
        target: Seconds of CPU that it may take.
        fresh: Whether what earlier repeats left in the folder is removed before.
    """

    code: str
    target: float
    fresh: bool = False


CASES = {
    "import actlab": Case("import actlab", 0.15),
    "actlab list": Case("from actlab.cli import main; main(['list'])", 0.40),
    "actlab show relu": Case("from actlab.cli import main; main(['show', 'relu'])", 0.40),
    "actlab compare relu tanh --blocks 4": Case(COMPARE, 6.0, fresh=True),
    "the same comparison again": Case(COMPARE, 2.0),
}


def cpu_seconds(case: Case, folder: Path) -> float:
    if case.fresh:
        shutil.rmtree(folder / "runs", ignore_errors=True)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    before = os.times()
    subprocess.run([sys.executable, "-c", case.code], check=True, cwd=folder, **quiet)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def main(repeats: int = 20) -> int:
    print(f"{'':36} {'median':>8} {'least':>8} {'target':>8}   seconds of CPU, {repeats} repeats")
    late = False
    with tempfile.TemporaryDirectory() as place:
        for name, case in CASES.items():
            cpu_seconds(case, Path(place))
            times = [cpu_seconds(case, Path(place)) for _ in range(repeats)]
            median = statistics.median(times)
            late |= median > case.target
            word = "MISSED" if median > case.target else "met"
            print(f"{name:36} {median:8.3f} {min(times):8.3f} {case.target:8.2f}   {word}", flush=True)
    return int(late)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
