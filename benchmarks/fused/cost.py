"""How much does a member's step cost in the kernels, and how much in the best other ways?

All ways train the same networks on the same batches in one process that is bound to one core, and take turns;
the kernels are measured as compiled for this processor and, where it has AVX-512, without it as well;
medians over repeats, CPU time and wall time. GF/s counts matrix products alone and stands beside the machine's
measured peak.

Run: python benchmarks/fused/cost.py [repeats] [file.json]; page.py writes the page of the docs from the file.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import platform
import subprocess
import sys
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import torch
from cases import EXERCISE, MINIBATCH, Case, Cost, in_turns, material
from own import fused, peak
from rivals import LOOPED, RIVALS

from actlab.pointwise.compile import FLAGS
from actlab.population.engines.fused import Kernel
from actlab.population.engines.generic.run import GenericKernel

REPEATS = 5
CORES = os.sched_getaffinity(0)
KERNELS = {"fused": Kernel, "generic": GenericKernel}
"""A kernel compiled for the network, and the one for all networks."""


def instructions() -> set[str]:
    """Return what the processor says that it has."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return set(next(line for line in lines if line.startswith(("flags", "Features"))).split())


MACHINES: dict[str, tuple[str, ...]] = {"AVX2": ()}
"""Instruction sets, with the flags that take others away."""
if "avx512f" in instructions():
    MACHINES = {"AVX-512": (), "AVX2": ("-mno-avx512f",)}


def costs(case: Case, repeats: int) -> dict[str, Cost]:
    ways = dict(RIVALS)
    if importlib.util.find_spec("jax") is None:
        ways.pop("JAX jit(vmap(scan))")
    smaller, m = case.rivals, material(case.rivals)
    rivals = {name: (way(smaller, m), smaller.steps) for name, way in ways.items()}
    own = {
        f"{name}, {machine}": (fused(case, material(case), make=partial(kernel, flags=flags)), case.steps)
        for machine, flags in MACHINES.items()
        for name, kernel in KERNELS.items()
    }
    return in_turns(own | rivals, repeats)


def show(case: Case, found: dict[str, Cost]) -> None:
    own = found[next(iter(found))]
    print(f"\n{case}: {case.flops / own.cpu / 1e3:.0f} GF/s")
    for name, cost in found.items():
        a_network = cost.cpu * case.steps / 1e3
        line = f"  {name:24} {cost.cpu:9.2f} us CPU {cost.wall:9.2f} us wall {a_network:9.3f} ms per network"
        print(f"{line} {cost.cpu / own.cpu:8.1f} x", flush=True)


def machine(repeats: int) -> dict[str, Any]:
    """Return what the numbers depend on besides the code."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    about = {name.strip(): value.strip() for name, _colon, value in (line.partition(":") for line in lines)}
    vectors = [name for name in ("sse4_2", "avx2", "fma", "avx512f", "avx512dq") if name in instructions()]
    compiler = subprocess.run(["c++", "--version"], capture_output=True, text=True, check=True).stdout
    jax = importlib.metadata.version("jax") if importlib.util.find_spec("jax") else "not installed"
    return {
        "processor": f"{about['model name']}, family {about['cpu family']}, model {about['model']}",
        "cores": len(CORES),
        "instructions": ", ".join(vectors),
        "compiler": compiler.splitlines()[0],
        "flags": " ".join(FLAGS),
        "python": platform.python_version(),
        "torch": torch.__version__,
        "jax": jax,
        "peak": {name: peak(flags) for name, flags in MACHINES.items()},
        "load": os.getloadavg()[0],
        "repeats": repeats,
    }


def main() -> None:
    os.sched_setaffinity(0, {max(CORES)})  # before JAX counts the cores
    torch.set_num_threads(1)
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else REPEATS
    if importlib.util.find_spec("jax") is None:
        print("JAX is not installed; its line is left out")
    about = machine(repeats)
    print("; ".join(f"{name} {value}" for name, value in about.items()))
    print(
        f"medians of {repeats}; the plain loops train {LOOPED} members, the others {EXERCISE[0].rivals.members} of the"
    )
    print("exercise's for fewer steps: what they pay for a member's step does not depend on it")
    table = []
    for case in (*EXERCISE, *MINIBATCH):
        found = costs(case, repeats)
        show(case, found)
        table.append(
            {
                "case": str(case),
                "flops": case.flops,
                "steps": case.steps,
                "us": {name: asdict(cost) for name, cost in found.items()},
            }
        )
    if len(sys.argv) > 2:
        Path(sys.argv[2]).write_text(json.dumps({"machine": about, "cases": table}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
