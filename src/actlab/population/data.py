"""One block's data as tensors, in the form that its loss asks for."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field

import torch
from torch import Tensor

from actlab.population.streams import Streams
from actlab.population.training import Training, digest_of
from actlab.workloads import Recipe

__all__ = ["Data", "Part", "data_of", "draw", "part_sizes"]

_HELD = 256
"""Blocks whose data are kept for the next candidate."""


@dataclass(frozen=True)
class Part:
    """Inputs (n, ...) and targets (n,) or (n, outputs): int64 classes for cross-entropy, float32 otherwise."""

    x: Tensor
    y: Tensor

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True)
class Data:
    """One block's data.

    Args:
        train: What the weights are fitted to.
        test: Opened once, for the final network.
        validation: What early stopping and the choice among trials look at; None where there is neither.
        outputs: How many outputs a network needs.
        single: How many samples of the test part, from the first on, a single run would have; None means all.
    """

    train: Part
    test: Part
    validation: Part | None
    outputs: int
    single: int | None = None


def draw(training: Training, streams: Streams) -> Data:
    """Draw the block's data set and split; set a validation part aside for a patience or a choice among trials."""
    parts = training.workload.parts(training.split, streams.seed("data"), streams.seed("split"))
    recipe = training.recipe
    if _sets_aside(training):
        parts = parts.with_validation(recipe.validation, streams.seed("split", "validation"))
    train = _part(parts.x_train, parts.y_train, recipe)
    held = None if parts.x_validation is None else _part(parts.x_validation, parts.y_validation, recipe)
    outputs = _outputs(train.y, parts.classes, recipe)
    return Data(train, _part(parts.x_test, parts.y_test, recipe), held, outputs, parts.single)


@dataclass(frozen=True)
class _Block:
    """Names a block's data by all that decides them: trainings that differ in other things share them."""

    key: str
    block: int
    training: Training = field(compare=False)


def data_of(training: Training, block: int) -> Data:
    """Return a block's data, drawn once for all candidates: that takes longer than to train a small network."""
    return _drawn(_Block(_key(training), block, training))


def part_sizes(training: Training) -> tuple[int, int]:
    """Return the number of training samples, those set aside for validation included, and of test samples."""
    data = data_of(training, 0)
    return len(data.train) + (0 if data.validation is None else len(data.validation)), len(data.test)


def _key(training: Training) -> str:
    recipe, workload = training.recipe, training.workload
    held = recipe.validation if _sets_aside(training) else None
    return digest_of([workload.name, workload.digest, training.split, training.seed, recipe.loss, held])


def _sets_aside(training: Training) -> bool:
    """Return whether a validation part is set aside."""
    return training.recipe.patience is not None or training.tuning is not None


@functools.lru_cache(maxsize=_HELD)
def _drawn(block: _Block) -> Data:
    return draw(block.training, Streams(block.training.seed, block.block))


def _part(x: object, y: object, recipe: Recipe) -> Part:
    targets = torch.as_tensor(y)
    return Part(torch.as_tensor(x), targets if recipe.loss == "cross_entropy" else targets.float())


def _outputs(y: Tensor, classes: int, recipe: Recipe) -> int:
    if recipe.loss == "cross_entropy":
        return classes
    return 1 if y.dim() == 1 else y.shape[1]
