"""Small trainings: for each loss, and for networks with BatchNorm, dropout, convolutions and own inits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from actlab.i18n import Text
from actlab.population.candidates import read_candidates
from actlab.population.training import Training
from actlab.sources import Source
from actlab.workloads import ACCURACY, Metric, Parts, Recipe, Workload

LOWER = Metric(Text(en="loss", es="pérdida"), Text(en="units", es="unidades"), False, 0.01)
CLASSES = ("cross_entropy", "binary_cross_entropy")
Net = Callable[[Any, int, int, tuple[int, ...]], nn.Module]


@dataclass(frozen=True, kw_only=True)
class Toy(Workload):
    """Points around a curved border, or their height above it, at the loss's need."""

    net: Net
    samples: int = 53
    shape: tuple[int, ...] = (3,)

    def parts(self, split: Any, data_seed: int, split_seed: int) -> Parts:
        rng = np.random.default_rng(data_seed)
        x = rng.normal(size=(self.samples + 20, *self.shape)).astype(np.float32)
        flat = x.reshape(len(x), -1)
        height = np.sin(2 * flat[:, 0]) + flat[:, 1] * flat[:, 2] + 0.1 * rng.normal(size=len(x))
        classed = self.recipe.loss in CLASSES
        y = (height > 0).astype(np.int64) if classed else height.astype(np.float32)
        n = self.samples
        return Parts(x[:n], y[:n], x[n:], y[n:], 2)

    def build(self, make: Any, features: Any, outputs: int, hidden: tuple[int, ...]) -> nn.Module:
        return self.net(make, features[0], outputs, hidden)


def _mlp(make: Any, features: int, outputs: int, hidden: tuple[int, ...], between: Any = None) -> nn.Module:
    layers: list[nn.Module] = []
    width = features
    for layer, size in enumerate(hidden):
        bias = between is not batch_norm_layer
        layers += [
            nn.Linear(width, size, bias=bias, device="meta"),
            *(between(size) if between else []),
            make(layer, size),
        ]
        width = size
    return nn.Sequential(*layers, nn.Linear(width, outputs, device="meta"))


def batch_norm_layer(size: int) -> list[nn.Module]:
    """Return the layer; no bias stands before it, whose gradient would be rounding noise that Adam follows."""
    return [nn.BatchNorm1d(size, device="meta")]


def mlp(make: Any, features: int, outputs: int, hidden: tuple[int, ...]) -> nn.Module:
    return _mlp(make, features, outputs, hidden)


def batch_norm(make: Any, features: int, outputs: int, hidden: tuple[int, ...]) -> nn.Module:
    return _mlp(make, features, outputs, hidden, batch_norm_layer)


def dropout(make: Any, features: int, outputs: int, hidden: tuple[int, ...]) -> nn.Module:
    return _mlp(make, features, outputs, hidden, lambda _size: [nn.Dropout(0.25)])


def eager(make: Any, features: int, outputs: int, hidden: tuple[int, ...]) -> nn.Module:
    """As a user writes it: real tensors, with an init of their own."""
    first, last = nn.Linear(features, hidden[0]), nn.Linear(hidden[-1], outputs)
    nn.init.xavier_normal_(last.weight)
    return nn.Sequential(first, make(0, hidden[0]), nn.Linear(hidden[0], hidden[-1]), make(1, hidden[-1]), last)


def convolution(make: Any, _features: Any, outputs: int, hidden: tuple[int, ...]) -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(1, 4, 3, bias=False, device="meta"),
        nn.BatchNorm2d(4, device="meta"),
        make(0, 4),
        nn.Dropout2d(0.25),
        nn.Flatten(),
        nn.Linear(64, hidden[1], device="meta"),
        make(1, hidden[1]),
        nn.Linear(hidden[1], outputs, device="meta"),
    )


def signals(make: Any, _features: Any, outputs: int, hidden: tuple[int, ...]) -> nn.Module:
    """Convolutions over 2 channels of 12 numbers: with stride and padding, and without either or a bias."""
    return nn.Sequential(
        nn.Conv1d(2, hidden[0], 5, stride=2, padding=1, device="meta"),
        make(0, hidden[0]),
        nn.Conv1d(hidden[0], hidden[1], 3, bias=False, device="meta"),
        make(1, hidden[1]),
        nn.Flatten(),
        nn.Linear(3 * hidden[1], outputs, device="meta"),
    )


class Branching(nn.Module):
    """A network that looks at its data before it decides."""

    def __init__(self, inner: nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.inner(x) if x.sum() > 0 else self.inner(-x)


def branching(make: Any, features: int, outputs: int, hidden: tuple[int, ...]) -> nn.Module:
    return Branching(mlp(make, features, outputs, hidden))


NETS: dict[str, Net] = {
    "mlp": mlp,
    "batch_norm": batch_norm,
    "dropout": dropout,
    "eager": eager,
    "convolution": convolution,
    "signals": signals,
    "branching": branching,
}


def make_toy_training(
    net: str = "mlp",
    *,
    candidates: Sequence[Any] = ("tanh", "relu"),
    engine: str = "loop",
    samples: int = 53,
    shape: tuple[int, ...] = (3,),
    hidden: tuple[int, ...] = (8, 5),
    **recipe: Any,
) -> Training:
    made = Recipe(**{"epochs": 5, "learning_rate": 0.01, **recipe})
    workload = Toy(
        name="toy",
        title=Text(en="toy", es="juguete"),
        sample=lambda _seed: (np.zeros(1), np.zeros(1)),
        generated=True,
        source=Source("the test", "toy", 0),
        licence="none",
        hidden=hidden,
        recipe=made,
        metric=ACCURACY if made.loss in CLASSES else LOWER,
        content=f"toy {net} {samples} {shape}",
        net=NETS[net],
        samples=samples,
        shape=shape,
    )
    return Training(
        workload=workload,
        split="fresh",
        candidates=read_candidates(candidates, len(hidden)),
        hidden=hidden,
        recipe=made,
        seed=0,
        engine=engine,
        torch_version=torch.__version__,
    )


@pytest.fixture(scope="session")
def toy_training() -> Callable[..., Training]:
    """Return `make_toy_training`."""
    return make_toy_training


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    """Use one torch thread: the bits of a test do not depend on the machine's cores."""
    torch.set_num_threads(1)
