"""How a workload's networks are trained: one frozen value, whose meaning is the loop engine's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Init", "Loss", "Optimizer", "Recipe", "Schedule"]

Optimizer = Literal["sgd", "adam", "adamw"]
Schedule = Literal["constant", "cosine"]
Loss = Literal["cross_entropy", "binary_cross_entropy", "mean_squared_error", "huber"]
Init = Literal["torch", "he", "xavier"]


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """The training of a network, with torch's semantics.

    Args:
        epochs: Passes over the training part.
        learning_rate: Of the optimizer, before the schedule.
        optimizer: ``sgd`` (with ``momentum``), ``adam`` or ``adamw``, torch's defaults for the rest.
        momentum: SGD's.
        weight_decay: The optimizer's, on all parameters but those of activations.
        batch_size: Samples a step; None is the full batch. The last, shorter batch is kept.
        schedule: Of the learning rate over all steps: ``constant``, or ``cosine`` down to 0.
        warmup: Share of the steps in which the learning rate first rises linearly.
        loss: ``binary_cross_entropy`` is the one with logits; all are means over the batch.
        patience: Stop after so many epochs without a lower validation loss, and keep the best epoch's
            weights; None trains to the end.
        validation: Share of the training part that is set aside where there is a patience.
        init: Of the weights of linear and convolutional layers: ``torch``, uniform on +-1/sqrt(fan_in) as torch
            leaves them, the bias too; ``he``, normal with variance 2/fan_in, and ``xavier``, uniform with variance
            2/(fan_in + fan_out), both with zero bias.

    >>> Recipe(epochs=100, learning_rate=0.01).optimizer
    'adam'
    """

    epochs: int
    learning_rate: float
    optimizer: Optimizer = "adam"
    momentum: float = 0.0
    weight_decay: float = 0.0
    batch_size: int | None = None
    schedule: Schedule = "constant"
    warmup: float = 0.0
    loss: Loss = "cross_entropy"
    patience: int | None = None
    validation: float = 0.2
    init: Init = "torch"
