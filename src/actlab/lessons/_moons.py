"""Many of the exercise's networks at once, each on two moons of its own: what the figures of lessons show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import torch

__all__ = ["TrainedMoons", "train"]

HIDDEN = 10
TRAIN, TEST = 200, 500
EPOCHS = 100
BETAS = (0.9, 0.999)


class TrainedMoons(NamedTuple):
    """What became of the networks: test accuracy in per cent, and share of units silent on all training points."""

    accuracy: list[float]
    silent: list[float]


def train(
    activation: Callable[[torch.Tensor], torch.Tensor], rates: Sequence[float], *, epochs: int = EPOCHS
) -> TrainedMoons:
    """Train one network Linear(2, 10), activation, Linear(10, 2) for each learning rate, with Adam.

    Args:
        activation: From the hidden layer's pre-activations, units last, to its outputs.
        rates: The learning rates; equal ones make networks that differ in their data and first weights.
        epochs: Steps over all training points.
    """
    import torch

    points, labels = _data(len(rates))
    with torch.random.fork_rng():
        torch.manual_seed(0)
        weights = [_uniform(len(rates), *shape) for shape in ((2, HIDDEN), (1, HIDDEN), (HIDDEN, 2), (1, 2))]
    learning_rate = torch.tensor(rates).reshape(-1, 1, 1)
    moments = [(torch.zeros_like(w), torch.zeros_like(w)) for w in weights]
    for step in range(1, epochs + 1):
        hidden = activation(points[:, :TRAIN] @ weights[0] + weights[1])
        logits = hidden @ weights[2] + weights[3]
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), labels[:, :TRAIN].flatten(), reduction="sum")
        gradients = torch.autograd.grad(loss / TRAIN, weights)
        with torch.no_grad():
            for weight, gradient, (first, second) in zip(weights, gradients, moments, strict=True):
                first.lerp_(gradient, 1 - BETAS[0])
                second.lerp_(gradient**2, 1 - BETAS[1])
                size = (second / (1 - BETAS[1] ** step)).sqrt() + 1e-8
                weight -= learning_rate * first / (1 - BETAS[0] ** step) / size
    with torch.no_grad():
        hidden = activation(points @ weights[0] + weights[1])
        right = (hidden @ weights[2] + weights[3]).argmax(dim=2) == labels
        silent = (hidden[:, :TRAIN] == 0).all(dim=1).float().mean(dim=1)
    return TrainedMoons((100 * right[:, TRAIN:].float().mean(dim=1)).tolist(), silent.tolist())


def _uniform(networks: int, rows: int, columns: int) -> torch.Tensor:
    """Return first weights as `torch.nn.Linear` draws them."""
    import torch

    bound = (2 if columns == HIDDEN else HIDDEN) ** -0.5
    return torch.empty(networks, rows, columns).uniform_(-bound, bound).requires_grad_()


def _data(networks: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Return standardised points and labels, a data set for each network."""
    import numpy as np
    import torch
    from sklearn.datasets import make_moons

    sets = [make_moons(TRAIN + TEST, noise=0.2, random_state=seed) for seed in range(networks)]
    points = torch.tensor(np.stack([points for points, _labels in sets]), dtype=torch.float32)
    labels = torch.tensor(np.stack([labels for _points, labels in sets]))
    train = points[:, :TRAIN]
    return (points - train.mean(dim=1, keepdim=True)) / train.std(dim=1, keepdim=True), labels
