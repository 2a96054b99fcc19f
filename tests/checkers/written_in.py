"""Models whose activations are written in, in the ways in which people write them."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812  its usual name
from torch.utils.checkpoint import checkpoint

Function = Callable[[Tensor], Tensor]


class LeNet(nn.Module):
    """Functional activations, as in the tutorials."""

    def __init__(self, act: Function = F.relu) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 3)
        self.conv2 = nn.Conv2d(4, 8, 3)
        self.fc1 = nn.Linear(8 * 2 * 2, 16)
        self.fc2 = nn.Linear(16, 10)
        self.act = [act]  # a function held in an attribute

    def forward(self, x: Tensor) -> Any:
        act = self.act[0]
        x = F.max_pool2d(act(self.conv1(x)), 2)
        x = act(self.conv2(x))
        return self.fc2(act(self.fc1(torch.flatten(x, 1))))


class Residual(nn.Module):
    """In-place modules, one of them used twice."""

    def __init__(self, act: Callable[..., nn.Module] = nn.ReLU) -> None:
        super().__init__()
        self.a = nn.Linear(6, 6)
        self.norm = nn.BatchNorm1d(6)
        self.b = nn.Linear(6, 6)
        self.act = act(inplace=True)
        self.again = self.act

    def forward(self, x: Tensor) -> Any:
        y = self.act(self.norm(self.a(x)))
        return self.again(self.b(y) + x)


class Methods(nn.Module):
    """Methods of tensors, in place and not, and a child whose calls are its own."""

    def __init__(self, first: Function = torch.relu, second: Function = torch.tanh) -> None:
        super().__init__()
        self.a = nn.Linear(6, 6)
        self.inner = Inner()
        self.functions = (first, second)

    def forward(self, x: Tensor) -> Any:
        y = self.a(x).relu() if self.functions[0] is torch.relu else self.functions[0](self.a(x))
        z = self.inner(y)
        if self.functions[1] is torch.tanh:
            return z.tanh_() + 1
        return self.functions[1](z) + 1


class Inner(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.b = nn.Linear(6, 6)

    def forward(self, x: Tensor) -> Any:
        return torch.sigmoid(self.b(x)) - 0.5


class Loop(nn.Module):
    """A recurrent cell written out: one call, many times."""

    def __init__(self, act: Function = torch.tanh) -> None:
        super().__init__()
        self.a = nn.Linear(6, 6)
        self.act = act

    def forward(self, x: Tensor) -> Any:
        h = torch.zeros_like(x[:, 0])
        for t in range(x.shape[1]):
            h = self.act(self.a(x[:, t]) + h)
        return h


class Checkpointed(nn.Module):
    def __init__(self, act: Function = F.gelu, reentrant: bool = False) -> None:
        super().__init__()
        self.a = nn.Linear(6, 6)
        self.b = nn.Linear(6, 6)
        self.function = act
        self.reentrant = reentrant

    def block(self, x: Tensor) -> Any:
        return self.function(self.b(x))

    def forward(self, x: Tensor) -> Any:
        return checkpoint(self.block, self.function(self.a(x)), use_reentrant=self.reentrant)
