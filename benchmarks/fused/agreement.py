"""Does the fused engine score the exercise as the loop engine does? Mean and sd of the accuracy over many networks.

Both train the same blocks; the difference of the means is set beside its standard error as if the networks were
independent ones, and the paired differences are counted.

Run: python benchmarks/fused/agreement.py [networks]
"""

from __future__ import annotations

import math
import sys

import numpy as np
import torch

import actlab
from actlab.population.engines import loop
from actlab.population.engines.fused.train import train_blocks
from actlab.workloads import CATALOGUE

NETWORKS = 1024
WITHIN = 2.0
"""Standard errors that means and sds may differ by."""


def main(networks: int = NETWORKS) -> int:
    torch.set_num_threads(1)
    training = actlab.plan(["relu", "tanh"], workload=CATALOGUE["moons"], blocks=networks).training
    far = False
    for candidate in training.candidates:
        fused = np.array([row["test_score"] for row in train_blocks(training, candidate, range(networks))])
        looped = np.array([loop.train_block(training, candidate, block)["test_score"] for block in range(networks)])
        sds = fused.std(ddof=1), looped.std(ddof=1)
        error = math.hypot(*sds) / math.sqrt(networks)
        error_of_sd = error / math.sqrt(2)
        apart = abs(fused.mean() - looped.mean()) / error, abs(sds[0] - sds[1]) / error_of_sd
        far |= max(apart) > WITHIN
        print(f"{candidate.label}: {networks} networks, the same score in {np.mean(fused == looped):.1%}")
        print(f"  mean {fused.mean():.4f} and {looped.mean():.4f}, {apart[0]:.3f} standard errors apart")
        print(f"  sd   {sds[0]:.4f} and {sds[1]:.4f}, {apart[1]:.3f} standard errors apart", flush=True)
    return int(far)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
