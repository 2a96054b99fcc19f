"""What a kernel is generated for: the sizes and functions of a network, its loss and its optimizer."""

from __future__ import annotations

from dataclasses import dataclass

from actlab.pointwise import Graph

__all__ = ["LOSSES", "OPTIMIZERS", "NetworkSpec", "Optimizer"]

LOSSES = {
    "cross_entropy": "CrossEntropy",
    "binary_cross_entropy": "Logistic",
    "mean_squared_error": "Squared",
    "huber": "Huber",
}
"""Losses by the names that recipes use, with their classes in losses.h; all are means over the batch."""

OPTIMIZERS = {"sgd": "Sgd", "adam": "Adam<false>", "adamw": "Adam<true>"}
"""Optimizers by the names that recipes use, with their classes in optimizers.h."""


@dataclass(frozen=True)
class NetworkSpec:
    """A chain Linear, activation, ..., Linear; everything here is a constant of the compiled kernel.

    Args:
        sizes: number of inputs, of units in each hidden layer, of outputs.
        activations: one graph for each hidden layer.
        loss: a name of `LOSSES`.
        optimizer: a name of `OPTIMIZERS`.
        batch: samples in a batch; only the size of the working memory depends on it.
        huber_delta: where Huber's loss turns from a parabola to a line.

    >>> import torch
    >>> from actlab.pointwise import trace
    >>> spec = NetworkSpec((2, 10, 2), (trace(torch.relu),), "cross_entropy", "adam", batch=800)
    >>> spec.parameters
    52
    """

    sizes: tuple[int, ...]
    activations: tuple[Graph, ...]
    loss: str
    optimizer: str
    batch: int
    huber_delta: float = 1.0

    def __post_init__(self) -> None:
        if len(self.sizes) != len(self.activations) + 2 or min(self.sizes) < 1 or self.batch < 1:
            raise ValueError("a network needs positive sizes and one activation for each hidden layer")
        if self.loss not in LOSSES or self.optimizer not in OPTIMIZERS:
            raise ValueError(f"unknown loss or optimizer: {self.loss}, {self.optimizer}")

    @property
    def learned(self) -> tuple[int, ...]:
        """Return the number of learnable parameters of each activation."""
        return tuple(len(graph.parameter_slopes) for graph in self.activations)

    @property
    def two_classes(self) -> bool:
        """Whether only the difference of two outputs matters, so that kernels compute one."""
        return self.loss == "cross_entropy" and self.sizes[-1] == 2

    @property
    def rows(self) -> tuple[int, ...]:
        """Return how many outputs of each layer are computed in training."""
        return (*self.sizes[1:-1], 1 if self.two_classes else self.sizes[-1])

    @property
    def places(self) -> list[tuple[int, int, int]]:
        """Return where each layer's weight, bias and activation's parameters begin in the flat vector."""
        places, at = [], 0
        pairs = zip(self.sizes[:-1], self.sizes[1:], (*self.learned, 0), strict=True)
        for inputs, outputs, learned in pairs:
            places.append((at, at + inputs * outputs, at + (inputs + 1) * outputs))
            at += (inputs + 1) * outputs + learned
        return places

    @property
    def parameters(self) -> int:
        """Return the length of a member's flat vector of parameters."""
        return self.places[-1][2]


@dataclass(frozen=True)
class Optimizer:
    """The numbers of an optimizer, with torch's names; weight decay spares the parameters of activations."""

    betas: tuple[float, float] = (0.9, 0.999)
    eps: float = 1e-8
    weight_decay: float = 0.0
    momentum: float = 0.0
    dampening: float = 0.0
    nesterov: bool = False
