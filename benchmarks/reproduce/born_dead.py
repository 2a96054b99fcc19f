"""Item 1: a ReLU network of width N and H hidden layers is born dead for an input with probability 1-(1-2^-N)^H.

Lu et al. (2019), arXiv:1903.06733: symmetric weights, no biases.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from result import Result, share_result

FULL, REDUCED = 20_000, 4_000
SHAPES = ((2, 9), (4, 20), (8, 50))


def results(n: int) -> Iterator[Result]:
    generator = torch.Generator().manual_seed(1)
    for width, depth in SHAPES:
        h = torch.ones(n, width, 1)
        for _layer in range(depth):
            weights = torch.randn(n, width, width, generator=generator)
            h = torch.relu(weights @ h)
            h /= h.amax(dim=1, keepdim=True).clamp_min(1e-30)  # only the sign pattern matters
        dead = int((h == 0).all(dim=1).sum())
        yield share_result(f"born dead, width {width}, {depth} layers", 1 - (1 - 2.0**-width) ** depth, dead, n)
