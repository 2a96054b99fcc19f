"""What a trained network's record says of its losses, scores, units and failure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from actlab.population.data import Data
from actlab.population.losses import chance_score, constant_loss, correct, is_constant, loss, score
from actlab.population.training import Training
from actlab.population.units import Probe

__all__ = ["Curves", "Trained", "open_test", "row", "rows", "sealed", "select"]


@dataclass(frozen=True, kw_only=True)
class Curves:
    """What training leaves beside the weights, one entry per epoch.

    Args:
        curve: Mean training loss over the epoch's samples, as they were met.
        validation_curve: Validation loss after the epoch; empty where no part is set aside.
        validation_scores: The metric's, likewise.
    """

    curve: list[float] = field(default_factory=list)
    validation_curve: list[float] = field(default_factory=list)
    validation_scores: list[float] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Trained(Curves):
    """A trained network with its final weights, and its curves."""

    network: nn.Module


def row(training: Training, trained: Trained, data: Data) -> dict[str, Any]:
    """Return the columns of a block's only network."""
    return rows(training, [trained], data)[0]


def rows(training: Training, trials: Sequence[Trained], data: Data) -> list[dict[str, Any]]:
    """Return the record's columns that follow from the trained networks of one block.

    The test part is opened here, once: for the one network, or for the trial with the lowest validation loss.
    """
    found = [_sealed(training, trained, data) for trained in trials]
    chosen = select(found)
    found[chosen] |= _opened(training, trials[chosen], data)
    return found


def select(found: Sequence[Mapping[str, Any]]) -> int:
    """Return the trial with the lowest validation loss, the first among equals; NaN is never lower.

    >>> select([{"validation_loss": 0.3}, {"validation_loss": 0.2}, {"validation_loss": float("nan")}])
    1
    """
    losses = [each.get("validation_loss", math.nan) for each in found]
    return min(range(len(losses)), key=lambda trial: (math.isnan(losses[trial]), losses[trial], trial))


def _sealed(training: Training, trained: Trained, data: Data) -> dict[str, Any]:
    """Return the columns that are known before the test part is opened."""
    net = trained.network.eval()
    with torch.no_grad(), Probe(net) as probe:
        outputs = net(data.train.x)
        units = probe.shares()
        validation = {} if data.validation is None else _numbers(training, "validation", net(data.validation.x), data)
    train = _numbers(training, "train", outputs, data)
    finite = all(bool(torch.isfinite(p).all()) for p in net.parameters())
    constant = is_constant(training.recipe, outputs, data.train.y)
    least = constant_loss(training.recipe, data.train.y)
    return sealed(trained, train | validation, units, finite=finite, constant=constant, least=least)


def sealed(
    curves: Curves,
    numbers: Mapping[str, float],
    units: Mapping[str, list[float]],
    *,
    finite: bool,
    constant: bool,
    least: float,
) -> dict[str, Any]:
    """Return the columns that are known before the test part is opened.

    Args:
        curves: Of the training.
        numbers: Losses and scores of the training part and the validation part.
        units: Dead and saturated shares; see `actlab.population.units`.
        finite: Whether all weights are.
        constant: Whether the predictions for the training part are all the same.
        least: The training loss of the best constant predictor.
    """
    return {
        "epochs": len(curves.curve),
        "curve": curves.curve,
        "validation_curve": curves.validation_curve,
        "validation_scores": curves.validation_scores,
        **numbers,
        "status": _status(numbers["train_loss"], finite, constant, least),
        **units,
    }


def _status(train_loss: float, finite: bool, constant: bool, least: float) -> str:
    """Judge the training by its training part alone, never by the test part."""
    if not finite or not math.isfinite(train_loss):
        return "nonfinite"
    if constant:
        return "constant"
    return "ok" if train_loss < least else "no_better_than_constant"


def _opened(training: Training, trained: Trained, data: Data) -> dict[str, Any]:
    """Open the test part and return its columns."""
    with torch.no_grad():
        outputs = trained.network.eval()(data.test.x)
    single = slice(data.single)
    alone = score(training.workload.metric, training.recipe, outputs[single], data.test.y[single])
    numbers = _numbers(training, "test", outputs, data) | {"single_score": alone}
    return open_test(training, numbers, outputs, data)


def open_test(training: Training, numbers: Mapping[str, float], outputs: Tensor, data: Data) -> dict[str, Any]:
    """Return the columns of the test part.

    Args:
        training: What was trained.
        numbers: Loss and score, and the score on the test samples of a single run.
        outputs: The network's.
        data: The block's.
    """
    return {
        **numbers,
        "chance_score": chance_score(training.workload.metric, training.recipe, data.train.y, data.test.y),
        "correct": _items(training, outputs, data.test.y),
    }


def _numbers(training: Training, part: str, outputs: Tensor, data: Data) -> dict[str, float]:
    y = getattr(data, part).y
    return {
        f"{part}_loss": loss(training.recipe, outputs, y).item(),
        f"{part}_score": score(training.workload.metric, training.recipe, outputs, y),
    }


def _items(training: Training, outputs: Tensor, y: Tensor) -> list[bool]:
    """Return which test items are right, where all blocks share their test part."""
    if training.split != "exercise" or not training.workload.metric.higher_is_better:
        return []
    items: list[bool] = correct(training.recipe, outputs, y).tolist()
    return items
