"""In which order samples come, and how the learning rate changes: the same for all candidates of a block."""

from __future__ import annotations

import math
from collections.abc import Iterator

import torch
from torch import Tensor

from actlab.workloads import Recipe

__all__ = ["batch_sizes", "epoch_orders", "factors"]


def batch_sizes(samples: int, recipe: Recipe) -> list[int]:
    """Return the sizes of an epoch's batches; the last, shorter one is kept.

    >>> batch_sizes(10, Recipe(epochs=1, learning_rate=0.1, batch_size=4))
    [4, 4, 2]
    """
    size = min(recipe.batch_size or samples, samples)
    full, rest = divmod(samples, size)
    return [size] * full + [rest] * (rest > 0)


def epoch_orders(samples: int, recipe: Recipe, generator: torch.Generator) -> Iterator[Tensor | None]:
    """Yield each epoch's order of the samples, drawn from the block's stream; None stands for a full batch."""
    whole = len(batch_sizes(samples, recipe)) == 1
    for _epoch in range(recipe.epochs):
        yield None if whole else torch.randperm(samples, generator=generator)


def factors(recipe: Recipe, samples: int) -> list[float]:
    """Return what the learning rate is multiplied with, for each step.

    With T steps in all, W = round(warmup T) of them rise: (t + 1)/W at step t = 0, 1, ...; then follows 1, or
    (1 + cos(pi (t - W)/(T - W)))/2 for ``cosine`` (Loshchilov & Hutter 2017, arXiv:1608.03983).

    >>> [round(f, 3) for f in factors(Recipe(epochs=4, learning_rate=1.0, schedule="cosine", warmup=0.25), 10)]
    [1.0, 1.0, 0.75, 0.25]
    """
    steps = recipe.epochs * len(batch_sizes(samples, recipe))
    rising = round(recipe.warmup * steps)
    return [(step + 1) / rising for step in range(rising)] + [
        _after_warmup(step / (steps - rising), recipe) for step in range(steps - rising)
    ]


def _after_warmup(share: float, recipe: Recipe) -> float:
    return (1 + math.cos(math.pi * share)) / 2 if recipe.schedule == "cosine" else 1.0
