"""Does a member cost the same among few and among many, alone and in mixed company, on one core and on two?

Also the memory of a process that trains many networks of the exercise and passes their rows on, at its peak.

Run: python benchmarks/fused/members.py
"""

from __future__ import annotations

import resource
import statistics
from collections import deque
from dataclasses import replace

import torch
from cases import EXERCISE, Case, in_turns, material, measure
from own import FUNCTIONS, fused

import actlab
from actlab.population.engines.fused.train import train_blocks
from actlab.workloads import CATALOGUE

REPEATS = 5
MEMBERS = (256, 1024, 4096, 16384)


def cost(case: Case, threads: int = 1) -> tuple[float, float]:
    found = measure(fused(case, material(case), threads), case.steps, REPEATS)
    return found.cpu, found.wall


def costs_in_turns(case: Case) -> dict[str, float]:
    """Return microseconds of CPU of a member's step, for each number of members."""
    cases = [replace(case, members=members) for members in MEMBERS]
    ways = {str(each.members): (fused(each, material(each)), each.steps) for each in cases}
    return {members: found.cpu for members, found in in_turns(ways, REPEATS).items()}


def peak_memory(blocks: int) -> float:
    """Train so many networks of the exercise; return the most MiB that this process has held until now."""
    training = actlab.plan(["relu", "tanh"], workload=CATALOGUE["moons"], blocks=blocks, engine="fused").training
    deque(train_blocks(training, training.candidates[0], range(blocks)), maxlen=0)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    torch.set_num_threads(1)
    for blocks in (MEMBERS[0], MEMBERS[-1]):
        print(f"{blocks:6} networks of the exercise: {peak_memory(blocks):.0f} MiB at the peak", flush=True)
    exercise = EXERCISE[0]
    for members, us in costs_in_turns(exercise).items():
        print(f"{members:>6} members: {us:.3f} us CPU a member-step", flush=True)
    alone = {name: cost(replace(exercise, activation=name, members=256))[0] for name in FUNCTIONS}
    mixed = {name: cost(replace(exercise, activation=name, members=32))[0] for name in FUNCTIONS}
    ratio = statistics.mean(mixed.values()) / statistics.mean(alone.values())
    print(f"eight functions of 32 members cost {ratio:.3f} times the mean of 256 members of one")
    one, two = (cost(replace(exercise, members=16384), threads)[1] for threads in (1, 2))
    print(f"two threads are {one / two:.2f} times as fast as one (wall time)")


if __name__ == "__main__":
    main()
