"""Small models and batches from which the diagnostics build their sick and healthy cases."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TypeVar

import torch
from torch import Tensor, nn

M = TypeVar("M", bound=nn.Module)

__all__ = ["classes", "he", "inputs", "lecun", "linear", "mlp", "numbers"]


def inputs(seed: int, n: int = 256, features: int = 16) -> Tensor:
    """Return standard normal inputs of shape (n, features)."""
    return torch.randn(n, features, generator=torch.Generator().manual_seed(seed))


def classes(seed: int, n: int = 256, count: int = 4) -> Tensor:
    """Return n class numbers below ``count``."""
    return torch.randint(count, (n,), generator=torch.Generator().manual_seed(seed + 1))


def numbers(seed: int, n: int = 256) -> Tensor:
    """Return standard normal targets of shape (n, 1)."""
    return torch.randn(n, 1, generator=torch.Generator().manual_seed(seed + 2))


def mlp(seed: int, widths: Sequence[int], act: nn.Module | type[nn.Module], *last: nn.Module) -> nn.Sequential:
    """Return linear layers with an activation between them, and what comes last.

    Args:
        seed: Of the weights.
        widths: Features of the input, of each hidden layer and of the output.
        act: The activation's class, or a module that all layers share.
        last: Modules after the last linear layer.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        layers: list[nn.Module] = []
        for before, after in itertools.pairwise(widths):
            layers += [nn.Linear(before, after), act() if isinstance(act, type) else act]
        return nn.Sequential(*layers[:-1], *last)


def he(model: M, seed: int, gain: float = 2**0.5) -> M:
    """Give each linear layer normal weights of standard deviation gain/sqrt(fan in), and no bias."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, nn.Linear):
                module.weight.normal_(0, gain / module.in_features**0.5, generator=generator)
                module.bias.zero_()
    return model


def linear(model: nn.Sequential, index: int) -> nn.Linear:
    """Return the linear layer at an index of a network that `mlp` made."""
    layer = model[index]
    assert isinstance(layer, nn.Linear)
    return layer


def lecun(model: M, seed: int) -> M:
    """Give each linear layer normal weights of standard deviation 1/sqrt(fan in), and no bias."""
    return he(model, seed, gain=1.0)
