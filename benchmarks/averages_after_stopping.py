"""Does the average over workloads hold when each of them stopped as soon as it was decided?

Five workloads on which two candidates are equally good, normal differences of standard deviation 1. Each is judged by
`actlab.statistics.judge` after 30, 40, 50, ... blocks, and ends at its first verdict or at 200; `across` then averages.
Wrong: the interval of the average excludes 0. Beside it stands Satterthwaite's t interval on the same blocks, as for
numbers of blocks that were fixed beforehand.

Run: python benchmarks/averages_after_stopping.py [runs]
"""

from __future__ import annotations

import math
import sys

import numpy as np
from error_rates import rows

from actlab.statistics import JudgedQuestion, JudgedWorkload, across, judge, judge_workload
from actlab.statistics.workloads import average

WORKLOADS, LOOKS, SEED, DELTAS = 5, (30, 40, 50, 70, 90, 120, 150, 190, 200), 15, (0.5, 0.1)


def stopped(generator: np.random.Generator, name: str, question: JudgedQuestion) -> JudgedWorkload:
    """Return a workload as it is when it is decided for the first time."""
    frame = rows(generator.standard_normal(LOOKS[-1]), np.zeros(LOOKS[-1], dtype=np.bool_), generator)
    for look in LOOKS:
        seen = frame[frame["block"] < look]
        if look == LOOKS[-1] or judge(seen, question).decided:
            return judge_workload(name, name, seen, question)
    raise AssertionError


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print(f"{runs} runs; the standard error of a share of .05 is {math.sqrt(0.05 * 0.95 / runs):.4f}")
    for delta in DELTAS:
        generator, ours, theirs = np.random.default_rng(SEED), 0, 0
        question = JudgedQuestion(("a", "b"), delta=delta, rule="sequence", first_look=30)
        for _ in range(runs):
            judged = [stopped(generator, f"w{place}", question) for place in range(WORKLOADS)]
            low, high = across(judged).pairs[0].average.interval
            ours += low > 0 or high < 0
            scaled = [workload.differences("a", "b") / delta for workload in judged]
            low, high = average(scaled, 0.05, np.zeros(WORKLOADS)).interval
            theirs += low > 0 or high < 0
        print(f"delta {delta}: mean of the sequences' intervals {ours / runs:.3f}, Satterthwaite {theirs / runs:.3f}")


if __name__ == "__main__":
    main()
