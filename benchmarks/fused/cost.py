"""How much does a member's step cost in the fused engine, and how much in the best other ways?

All ways train the same networks on the same batches in one process, on one core; medians over repeats, CPU time
and wall time. GF/s counts matrix products alone and stands beside the machine's measured peak.

Run: python benchmarks/fused/cost.py [repeats] [file.json]
"""

from __future__ import annotations

import importlib.util
import json
import platform
import sys
from dataclasses import asdict
from pathlib import Path

import torch
from cases import EXERCISE, MINIBATCH, Case, Cost, material, measure
from own import fused, peak
from rivals import LOOPED, RIVALS

REPEATS = 5


def costs(case: Case, repeats: int) -> dict[str, Cost]:
    ways = dict(RIVALS)
    if importlib.util.find_spec("jax") is None:
        ways.pop("JAX jit(vmap(scan))")
    found = {"fused": measure(fused(case, material(case)), case.steps, repeats)}
    smaller, m = case.rivals, material(case.rivals)
    return found | {name: measure(way(smaller, m), smaller.steps, repeats) for name, way in ways.items()}


def show(case: Case, found: dict[str, Cost]) -> None:
    own = found["fused"]
    print(f"\n{case}: {case.flops / own.cpu / 1e3:.0f} GF/s")
    for name, cost in found.items():
        a_network = cost.cpu * case.steps / 1e3
        line = f"  {name:24} {cost.cpu:9.2f} us CPU {cost.wall:9.2f} us wall {a_network:9.3f} ms a network"
        print(f"{line} {cost.cpu / own.cpu:8.1f} x", flush=True)


def main() -> None:
    torch.set_num_threads(1)
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else REPEATS
    if importlib.util.find_spec("jax") is None:
        print("JAX is not installed; its line is left out")
    print(
        f"{platform.processor() or platform.machine()}, peak of one core {peak():.0f} GF/s; torch {torch.__version__}"
    )
    print(
        f"medians of {repeats}; the plain loops train {LOOPED} members, the others {EXERCISE[0].rivals.members} of the"
    )
    print("exercise's for fewer steps: what they pay for a member's step does not depend on it")
    table = []
    for case in (*EXERCISE, *MINIBATCH):
        found = costs(case, repeats)
        show(case, found)
        table.append({"case": str(case), "us": {name: asdict(cost) for name, cost in found.items()}})
    if len(sys.argv) > 2:
        Path(sys.argv[2]).write_text(json.dumps({"peak": peak(), "cases": table}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
