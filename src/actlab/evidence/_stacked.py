"""Small networks on two moons, trained side by side in plain PyTorch: for experiments that watch units as they train.

An engine trains faster and only says how training ended. Here the units are at hand after every step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from actlab.evidence._lab import Lab

if TYPE_CHECKING:
    import torch
    from torch import Tensor

__all__ = ["Moons", "Stack"]

_TRAINING = 800
_CLASSES = 2


@dataclass(frozen=True)
class Moons:
    """A data set of two moons for each of several networks, standardised by its training part.

    Args:
        x: Training points, of shape (networks, 800, 2).
        y: Their moons, of shape (networks, 800).
        test_x: Test points, of shape (networks, 200, 2).
        test_y: Their moons.
    """

    x: Tensor
    y: Tensor
    test_x: Tensor
    test_y: Tensor

    @classmethod
    def drawn(cls, lab: Lab, networks: int) -> Moons:
        """Draw the data of blocks 0 to networks - 1."""
        import numpy as np
        import torch

        from actlab.workloads import CATALOGUE

        pairs = [CATALOGUE["moons"].sample(lab.streams(block).seed("data")) for block in range(networks)]
        x = torch.as_tensor(np.stack([points for points, _ in pairs]), dtype=torch.float32)
        y = torch.as_tensor(np.stack([labels for _, labels in pairs]), dtype=torch.long)
        first = x[:, :_TRAINING]
        x = (x - first.mean(dim=1, keepdim=True)) / first.std(dim=1, keepdim=True, correction=0)
        return cls(x[:, :_TRAINING], y[:, :_TRAINING], x[:, _TRAINING:], y[:, _TRAINING:])


class Stack:
    """Networks of one shape with torch's default init; a function of pre-activations acts on the last axis.

    Args:
        lab: Whose streams the weights are drawn from; network k's are those of block k.
        networks: How many.
        hidden: Widths of the hidden layers.

    >>> import torch
    >>> outputs, before = Stack(Lab(), 3, (10,)).forward(torch.relu, torch.zeros(3, 5, 2))
    >>> outputs.shape, before[0].shape
    (torch.Size([3, 5, 2]), torch.Size([3, 5, 10]))
    """

    def __init__(self, lab: Lab, networks: int, hidden: tuple[int, ...]) -> None:
        import torch

        widths = (2, *hidden, _CLASSES)
        generators = [lab.generator("stack", block) for block in range(networks)]
        self.weights: list[Tensor] = []
        self.biases: list[Tensor] = []
        for fan_in, fan_out in pairwise(widths):
            drawn = torch.stack([torch.rand(fan_in + 1, fan_out, generator=each) for each in generators])
            scaled = (2 * drawn - 1) / fan_in**0.5
            self.weights.append(scaled[:, :fan_in].clone().requires_grad_())
            self.biases.append(scaled[:, fan_in:].clone().requires_grad_())

    @property
    def parameters(self) -> list[Tensor]:
        """All weights and biases; adding the networks' losses up keeps the networks apart."""
        return [*self.weights, *self.biases]

    def forward(self, function: Callable[[Tensor], Tensor], x: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Return the outputs, and the pre-activations of each hidden layer."""
        h, before = x, []
        for weight, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
            before.append(h @ weight + bias)
            h = function(before[-1])
        return h @ self.weights[-1] + self.biases[-1], before

    def step(
        self, function: Callable[[Tensor], Tensor], data: Moons, optimizer: torch.optim.Optimizer
    ) -> tuple[Tensor, list[Tensor]]:
        """Take one full-batch step; return each network's loss and the pre-activations before the step."""
        import torch

        optimizer.zero_grad()
        outputs, before = self.forward(function, data.x)
        losses = torch.nn.functional.cross_entropy(outputs.flatten(0, 1), data.y.flatten(), reduction="none")
        of_each = losses.view(data.y.shape).mean(dim=1)
        of_each.sum().backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        return of_each.detach(), [each.detach() for each in before]

    def accuracy(self, function: Callable[[Tensor], Tensor], data: Moons) -> Tensor:
        """Return each network's share of right answers on its test part, in per cent."""
        import torch

        with torch.no_grad():
            outputs, _before = self.forward(function, data.test_x)
        return 100 * (outputs.argmax(dim=2) == data.test_y).double().mean(dim=1)
