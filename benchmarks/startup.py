"""How much CPU time does it take to start? ``python benchmarks/startup.py [repeats]``.

Each line is run in fresh interpreters, whose user and system time are summed; the median counts, since other
programs on the machine can only add to it.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys

CASES = {
    "import actlab": ("import actlab", 0.15),
    "actlab list": ("from actlab.cli import main; main(['list'])", 0.40),
    "actlab show relu": ("from actlab.cli import main; main(['show', 'relu'])", 0.40),
}
"""What is started: its code, and the seconds of CPU that it may take."""


def cpu_seconds(code: str) -> float:
    before = os.times()
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def main(repeats: int = 20) -> int:
    print(f"{'':18} {'median':>8} {'least':>8} {'target':>8}   seconds of CPU, {repeats} repeats")
    late = False
    for name, (code, target) in CASES.items():
        cpu_seconds(code)
        times = [cpu_seconds(code) for _ in range(repeats)]
        median = statistics.median(times)
        late |= median > target
        print(f"{name:18} {median:8.3f} {min(times):8.3f} {target:8.2f}   {'MISSED' if median > target else 'met'}")
    return int(late)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
