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
from actlab.population.plan import Plan
from actlab.population.units import Probe

__all__ = ["Trained", "row", "rows", "select"]


@dataclass(frozen=True)
class Trained:
    """A trained network and its curves, one entry an epoch.

    Args:
        network: With its final weights.
        curve: Mean training loss over the epoch's samples, as they were met.
        validation_curve: Validation loss after the epoch; empty where no part is set aside.
        validation_scores: The metric's, likewise.
    """

    network: nn.Module
    curve: list[float]
    validation_curve: list[float] = field(default_factory=list)
    validation_scores: list[float] = field(default_factory=list)


def row(plan: Plan, trained: Trained, data: Data) -> dict[str, Any]:
    """Return the columns of a block's only network."""
    return rows(plan, [trained], data)[0]


def rows(plan: Plan, trials: Sequence[Trained], data: Data) -> list[dict[str, Any]]:
    """Return the record's columns that follow from the trained networks of one block.

    The test part is opened here, once: for the one network, or for the trial with the lowest validation loss.
    """
    found = [_sealed(plan, trained, data) for trained in trials]
    chosen = select(found)
    found[chosen] |= _opened(plan, trials[chosen], data)
    return found


def select(found: Sequence[Mapping[str, Any]]) -> int:
    """Return the trial with the lowest validation loss, the first among equals; NaN is never lower.

    >>> select([{"validation_loss": 0.3}, {"validation_loss": 0.2}, {"validation_loss": float("nan")}])
    1
    """
    losses = [each.get("validation_loss", math.nan) for each in found]
    return min(range(len(losses)), key=lambda trial: (math.isnan(losses[trial]), losses[trial], trial))


def _sealed(plan: Plan, trained: Trained, data: Data) -> dict[str, Any]:
    """Return the columns that are known before the test part is opened."""
    net = trained.network.eval()
    with torch.no_grad(), Probe(net) as probe:
        outputs = net(data.train.x)
        units = probe.shares()
        validation = {} if data.validation is None else _numbers(plan, "validation", net(data.validation.x), data)
    train = _numbers(plan, "train", outputs, data)
    return {
        "epochs": len(trained.curve),
        "curve": trained.curve,
        "validation_curve": trained.validation_curve,
        "validation_scores": trained.validation_scores,
        **train,
        **validation,
        "status": _status(plan, net, outputs, train["train_loss"], data.train.y),
        **units,
    }


def _opened(plan: Plan, trained: Trained, data: Data) -> dict[str, Any]:
    """Open the test part and return its columns."""
    with torch.no_grad():
        outputs = trained.network.eval()(data.test.x)
    return {
        **_numbers(plan, "test", outputs, data),
        "chance_score": chance_score(plan.workload.metric, plan.recipe, data.train.y, data.test.y),
        "correct": _items(plan, outputs, data.test.y),
    }


def _numbers(plan: Plan, part: str, outputs: Tensor, data: Data) -> dict[str, float]:
    y = getattr(data, part).y
    return {
        f"{part}_loss": loss(plan.recipe, outputs, y).item(),
        f"{part}_score": score(plan.workload.metric, plan.recipe, outputs, y),
    }


def _items(plan: Plan, outputs: Tensor, y: Tensor) -> list[bool]:
    """Return which test items are right, where all blocks share their test part."""
    if plan.split != "exercise" or not plan.workload.metric.higher_is_better:
        return []
    items: list[bool] = correct(plan.recipe, outputs, y).tolist()
    return items


def _status(plan: Plan, net: nn.Module, outputs: Tensor, train_loss: float, y: Tensor) -> str:
    """Judge the training by its training part alone, never by the test part."""
    if not math.isfinite(train_loss) or not all(torch.isfinite(p).all() for p in net.parameters()):
        return "nonfinite"
    if is_constant(plan.recipe, outputs, y):
        return "constant"
    return "ok" if train_loss < constant_loss(plan.recipe, y) else "no_better_than_constant"
