"""What the last operation of a network lets its outputs reach."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["RANGES", "end_of", "unreached"]

RANGES: dict[str, tuple[float, float]] = {
    "softmax": (0.0, 1.0),
    "sigmoid": (0.0, 1.0),
    "hardsigmoid": (0.0, 1.0),
    "tanh": (-1.0, 1.0),
    "hardtanh": (-1.0, 1.0),
    "relu": (0.0, math.inf),
    "softplus": (0.0, math.inf),
    "exp": (0.0, math.inf),
}
"""Operations that bound what comes out of them, with their bounds."""

_MOVING = ("view", "reshape", "squeeze", "unsqueeze", "transpose", "permute", "select", "slice", "clone", "flatten",
           "asstrided", "unsafeview", "t", "alias", "expand")  # fmt: skip


def end_of(outputs: Tensor) -> str:
    """Return the name of the operation that bounds a network's outputs, or "" where none does.

    >>> import torch
    >>> end_of(torch.ones(3, 2, requires_grad=True).softmax(1).squeeze()), end_of(torch.ones(1, requires_grad=True) + 1)
    ('softmax', '')
    """
    node: Any = outputs.grad_fn
    while node is not None and _operation(node) in _MOVING:
        node = next((before for before, _index in node.next_functions if before is not None), None)
    name = "" if node is None else _operation(node)
    if name in RANGES:
        return name
    rows = outputs.detach()
    sums_to_one = rows.dim() > 1 and rows.shape[1] > 1 and bool(((rows.sum(1) - 1).abs() < 1e-4).all())
    return "softmax" if sums_to_one and bool((rows >= 0).all()) else ""


def _operation(node: Any) -> str:
    """Return ``softmax`` for a node called SoftmaxBackward0."""
    return str(node.name()).rpartition("::")[2].partition("Backward")[0].lower()


def unreached(end: str, targets: Any) -> float:
    """Return the share of targets that lie outside of what an end lets through.

    >>> import numpy as np
    >>> unreached("sigmoid", np.array([-1.0, 0.5, 0.7, 2.0])), unreached("", np.array([5.0]))
    (0.5, 0.0)
    """
    if end not in RANGES:
        return 0.0
    low, high = RANGES[end]
    return float(((targets < low) | (targets > high)).mean())
