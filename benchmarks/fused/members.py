"""Does a member cost the same among few and among many, alone and in mixed company, on one core and on two?

Run: python benchmarks/fused/members.py
"""

from __future__ import annotations

import statistics
from dataclasses import replace

import torch
from cases import EXERCISE, Case, material, measure
from own import FUNCTIONS, fused

REPEATS = 3


def cost(case: Case, threads: int = 1) -> tuple[float, float]:
    found = measure(fused(case, material(case), threads), case.steps, REPEATS)
    return found.cpu, found.wall


def main() -> None:
    torch.set_num_threads(1)
    exercise = EXERCISE[0]
    for members in (256, 1024, 4096, 16384):
        print(
            f"{members:6} members: {cost(replace(exercise, members=members))[0]:.3f} us CPU a member-step", flush=True
        )
    alone = {name: cost(replace(exercise, activation=name, members=256))[0] for name in FUNCTIONS}
    mixed = {name: cost(replace(exercise, activation=name, members=32))[0] for name in FUNCTIONS}
    ratio = statistics.mean(mixed.values()) / statistics.mean(alone.values())
    print(f"eight functions of 32 members cost {ratio:.3f} times the mean of 256 members of one")
    one, two = (cost(replace(exercise, members=16384), threads)[1] for threads in (1, 2))
    print(f"two threads are {one / two:.2f} times as fast as one (wall time)")


if __name__ == "__main__":
    main()
