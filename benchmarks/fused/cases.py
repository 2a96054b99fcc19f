"""The networks that the benchmarks of the fused engine train, and how a way of training is timed."""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np


@dataclass(frozen=True)
class Case:
    """Train `members` networks of these sizes for `steps` batches with Adam at rate .01."""

    sizes: tuple[int, ...]
    activation: str
    batch: int
    members: int
    steps: int
    whole: bool = False  # the same batch in every step

    @property
    def classes(self) -> bool:
        """Whether the loss is the cross-entropy; otherwise it is the squared error."""
        return self.sizes[-1] > 1

    @property
    def flops(self) -> int:
        """Of the matrix products of one member's step, without the unneeded gradient of the inputs."""
        products = sum(a * b for a, b in itertools.pairwise(self.sizes))
        return self.batch * (6 * products - 2 * self.sizes[0] * self.sizes[1])

    @property
    def rivals(self) -> Case:
        """What the other ways train: of a whole-batch case fewer members and steps."""
        return replace(self, members=256, steps=20) if self.whole else self

    def __str__(self) -> str:
        return f"{'-'.join(map(str, self.sizes))} {self.activation}, batch {self.batch}, {self.members} members"


EXERCISE = (
    Case((2, 10, 2), "relu", 800, 1024, 100, whole=True),
    Case((2, 10, 2), "tanh", 800, 1024, 100, whole=True),
)
MINIBATCH = (
    Case((2, 32, 32, 1), "tanh", 64, 256, 10),
    Case((2, 32, 32, 1), "mish", 64, 256, 10),
    Case((4, 16, 16, 2), "relu", 16, 256, 20),
    Case((16, 64, 64, 10), "gelu", 128, 64, 10),
)


@dataclass(frozen=True)
class Material:
    """Batches x (steps, batch, d), y, and each member's first weights (members, out, in) and biases."""

    x: np.ndarray
    y: np.ndarray
    weights: list[np.ndarray]
    biases: list[np.ndarray]


def material(case: Case) -> Material:
    draw = np.random.default_rng(0)
    batches = 1 if case.whole else case.steps
    x = draw.normal(size=(batches, case.batch, case.sizes[0])).astype(np.float32)
    y = draw.normal(size=(batches, case.batch, 1)).astype(np.float32)
    if case.classes:
        y = draw.integers(0, case.sizes[-1], (batches, case.batch))
    weights, biases = [], []
    for inputs, outputs in itertools.pairwise(case.sizes):
        bound = inputs**-0.5
        weights.append(draw.uniform(-bound, bound, (case.members, outputs, inputs)).astype(np.float32))
        biases.append(draw.uniform(-bound, bound, (case.members, outputs)).astype(np.float32))
    return Material(x, y, weights, biases)


@dataclass(frozen=True)
class Cost:
    """Median microseconds of a member's step."""

    cpu: float
    wall: float


def measure(train: Callable[[], int], steps: int, repeats: int) -> Cost:
    """Time `train`, which returns how many members it trained; the first call is not counted."""
    return in_turns({"": (train, steps)}, repeats)[""]


def in_turns(ways: dict[str, tuple[Callable[[], int], int]], repeats: int) -> dict[str, Cost]:
    """Time several ways, each with its number of steps; they take turns, so that a slow moment meets all alike."""
    for train, _steps in ways.values():
        train()
    found: dict[str, list[Cost]] = {name: [] for name in ways}
    for _ in range(repeats):
        for name, (train, steps) in ways.items():
            begin, begin_wall = time.process_time(), time.perf_counter()
            members = train()
            scale = 1e6 / members / steps
            cost = Cost((time.process_time() - begin) * scale, (time.perf_counter() - begin_wall) * scale)
            found[name].append(cost)
    return {name: _median(costs) for name, costs in found.items()}


def _median(costs: list[Cost]) -> Cost:
    return Cost(statistics.median(c.cpu for c in costs), statistics.median(c.wall for c in costs))
