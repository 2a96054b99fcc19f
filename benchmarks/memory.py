"""How much memory does one worker of the vmap engine take for 4,096 members of 64-64-64-10?

Each member has 1,437 samples of its own, in batches of 128, for one epoch. The peak of the whole process is
printed, Python and torch included; the budget is 2 GiB.

Run: python benchmarks/memory.py [members]
"""

from __future__ import annotations

import resource
import sys

import torch
from engines import Net, make_training

from actlab.population.engines.vmap import train_blocks

BUDGET = 2.0


def main() -> None:
    torch.set_num_threads(1)
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 4096
    training = make_training(Net((64, 64, 64, 10), "relu", count, 1437), steps=1, batch=128)
    trained = sum(1 for _row in train_blocks(training, training.candidates[0], range(count)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{trained} members: peak {peak:.2f} GiB, budget {BUDGET:.0f} GiB")
    sys.exit(peak > BUDGET)


if __name__ == "__main__":
    main()
