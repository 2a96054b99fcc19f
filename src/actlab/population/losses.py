"""What is minimised, how a network is scored, and what the best constant predictor reaches."""

from __future__ import annotations

import functools
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812  its usual name

from actlab.workloads import Metric, Recipe

__all__ = [
    "chance_score",
    "constant_loss",
    "correct",
    "is_constant",
    "loss",
    "lower_score",
    "score",
    "stacked_constant",
    "stacked_losses",
    "stacked_scores",
]

_HELD = 1024
"""Blocks whose targets were looked at and are remembered, for the next candidate."""
_HALVINGS = 60
_LEAST_LOSS = 1e-30
_RELATIVE_RANGE = 1e-6
"""Outputs whose range lies below this share of the targets' range are constant."""

_ELEMENTWISE: dict[str, Callable[..., Tensor]] = {
    "binary_cross_entropy": F.binary_cross_entropy_with_logits,
    "mean_squared_error": F.mse_loss,
    "huber": F.huber_loss,
}


def loss(recipe: Recipe, outputs: Tensor, y: Tensor) -> Tensor:
    """Return the recipe's loss, a mean over the samples and outputs.

    Args:
        recipe: Names the loss.
        outputs: Of shape (n, classes) for cross-entropy; otherwise of y's shape or (n, 1).
        y: The targets.
    """
    if recipe.loss == "cross_entropy":
        return F.cross_entropy(outputs, y)
    return _ELEMENTWISE[recipe.loss](outputs.reshape(y.shape), y)


def stacked_losses(recipe: Recipe, outputs: Tensor, y: Tensor) -> Tensor:
    """Return the loss of each of several networks, from outputs and targets stacked along the first axis."""
    if recipe.loss == "cross_entropy":
        each = F.cross_entropy(outputs.flatten(0, 1), y.flatten(), reduction="none")
    else:
        each = _ELEMENTWISE[recipe.loss](outputs.reshape(y.shape), y, reduction="none")
    return each.reshape(len(y), -1).mean(dim=1)


def correct(recipe: Recipe, outputs: Tensor, y: Tensor) -> Tensor:
    """Return for each sample whether its class is predicted; several binary outputs must all be right."""
    right = _classes(recipe, outputs, y) == y
    return right if right.dim() == 1 else right.all(dim=1)


def _classes(recipe: Recipe, outputs: Tensor, y: Tensor) -> Tensor:
    if recipe.loss == "cross_entropy":
        return _greatest(outputs)
    return (outputs.reshape(y.shape) > 0).to(y.dtype)


def _greatest(outputs: Tensor) -> Tensor:
    """Return the first greatest column; NaN counts as greatest. To compare two takes a fifth of the time."""
    if outputs.shape[1] == 2 and not outputs.isnan().any():
        return (outputs[:, 1] > outputs[:, 0]).long()
    return outputs.argmax(1)


def score(metric: Metric, recipe: Recipe, outputs: Tensor, y: Tensor) -> float:
    """Return the accuracy in points where higher is better, otherwise the recipe's loss or its logarithm.

    The accuracy is computed from counts, so that it is exact.
    """
    if metric.higher_is_better:
        right = correct(recipe, outputs, y)
        return 100.0 * int(right.sum()) / len(right)
    return float(lower_score(metric, loss(recipe, outputs, y).double()))


def lower_score(metric: Metric, losses: Tensor) -> Tensor:
    """Return losses as scores of a metric of which lower is better."""
    return losses.clamp_min(_LEAST_LOSS).log() if metric.logarithm else losses


@functools.lru_cache(maxsize=_HELD)
def chance_score(metric: Metric, recipe: Recipe, y_train: Tensor, y_test: Tensor) -> float:
    """Return the test score of the constant predictor that is best on the training part."""
    return score(metric, recipe, _constant(recipe, y_train, len(y_test)), y_test)


@functools.lru_cache(maxsize=_HELD)
def constant_loss(recipe: Recipe, y: Tensor) -> float:
    """Return the loss that the best constant predictor has on these targets."""
    return loss(recipe, _constant(recipe, y, len(y)), y).item()


def is_constant(recipe: Recipe, outputs: Tensor, y: Tensor) -> bool:
    """Return whether a network predicts the same for all samples: one class, or one number."""
    return bool(stacked_constant(recipe, outputs.unsqueeze(0), y.unsqueeze(0))[0])


def stacked_constant(recipe: Recipe, outputs: Tensor, y: Tensor) -> Tensor:
    """Return `is_constant` of each of several networks, outputs and targets stacked along the first axis."""
    if recipe.loss in ("cross_entropy", "binary_cross_entropy"):
        classes = _classes(recipe, outputs.flatten(0, 1), y.flatten(0, 1)).reshape(y.shape)
        return (classes == classes[:, :1]).reshape(len(y), -1).all(dim=1)
    spread = outputs.reshape(y.shape)
    return (_range(spread) <= _RELATIVE_RANGE * _range(y)).reshape(len(y), -1).all(dim=1)


def stacked_scores(metric: Metric, recipe: Recipe, outputs: Tensor, y: Tensor, losses: Tensor) -> list[float]:
    """Return `score` of each of several networks, whose losses are known."""
    if metric.higher_is_better:
        right = correct(recipe, outputs.flatten(0, 1), y.flatten(0, 1)).reshape(len(y), -1)
        return [100.0 * count / right.shape[1] for count in right.sum(dim=1).tolist()]
    scores: list[float] = lower_score(metric, losses.double()).tolist()
    return scores


def _range(values: Tensor) -> Tensor:
    return values.amax(1) - values.amin(1)


def _constant(recipe: Recipe, y: Tensor, samples: int) -> Tensor:
    """Return the outputs (samples, ...) of the constant predictor with the lowest loss on y."""
    best = _BEST[recipe.loss](y)
    return best.expand(samples, *best.shape)


def _log(shares: Tensor) -> Tensor:
    return shares.clamp_min(1e-30).log()


def _huber_centre(y: Tensor) -> Tensor:
    """Return c with sum clip(y - c, -1, 1) = 0, found by bisection (Huber 1964)."""
    low, high = y.double().amin(0), y.double().amax(0)
    for _halving in range(_HALVINGS):
        middle = (low + high) / 2
        rises = (y - middle).clamp(-1, 1).sum(0) > 0
        low, high = torch.where(rises, middle, low), torch.where(rises, high, middle)
    return ((low + high) / 2).float()


_BEST: dict[str, Callable[[Tensor], Tensor]] = {
    "cross_entropy": lambda y: _log(y.bincount() / len(y)),
    "binary_cross_entropy": lambda y: _log(y.mean(0)) - _log(1 - y.mean(0)),
    "mean_squared_error": lambda y: y.double().mean(0).float(),
    "huber": _huber_centre,
}
"""The output of the best constant predictor under each loss."""
