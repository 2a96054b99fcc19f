"""Torch's optimizers over stacked members: the parameters of a member are one row of one matrix.

The order of operations is that of ``torch.optim``, for a learning rate a member.
"""

from __future__ import annotations

import torch
from torch import Tensor

from actlab.workloads import Recipe

__all__ = ["OPTIMIZERS", "State", "fresh_state", "take_step"]

State = dict[str, Tensor]
"""Named matrices of the parameters' shape (members, parameters)."""

OPTIMIZERS = ("sgd", "adam", "adamw")
"""Those that `take_step` knows."""

_BETA1, _BETA2, _EPSILON = 0.9, 0.999, 1e-8


def fresh_state(recipe: Recipe, parameters: Tensor) -> State:
    """Return the zeros from which the recipe's optimizer starts; ``root`` is its scratch."""
    names = (["momentum"] if recipe.momentum else []) if recipe.optimizer == "sgd" else ["mean", "square", "root"]
    return {name: torch.zeros_like(parameters) for name in names}


def take_step(p: Tensor, g: Tensor, state: State, recipe: Recipe, rates: Tensor, decaying: int, number: int) -> None:
    """Take one step of the recipe's optimizer in place.

    Args:
        p: Parameters (members, parameters).
        g: Their gradients; overwritten.
        state: See `fresh_state`.
        recipe: Names the optimizer.
        rates: Learning rates (members,) in float64.
        decaying: How many of the first columns decay.
        number: The step's, from 1.
    """
    if recipe.weight_decay and recipe.optimizer == "adamw":
        p[:, :decaying].mul_(_column(1 - rates * recipe.weight_decay, p))
    elif recipe.weight_decay:
        g[:, :decaying].add_(p[:, :decaying], alpha=recipe.weight_decay)
    if recipe.optimizer == "sgd":
        _sgd_move(p, g, state, recipe.momentum, rates)
    else:
        _adam_move(p, g, state, rates, number)


def _sgd_move(p: Tensor, g: Tensor, state: State, momentum: float, rates: Tensor) -> None:
    """P falls by rate b, with b = momentum b + g."""
    direction = state["momentum"].mul_(momentum).add_(g) if momentum else g
    p.add_(direction * _column(-rates, p))


def _adam_move(p: Tensor, g: Tensor, state: State, rates: Tensor, number: int) -> None:
    """Means m and v run over g and g^2; p falls by rate m'/(sqrt(v') + epsilon), both unbiased."""
    mean, square, root = state["mean"], state["square"], state["root"]
    mean.lerp_(g, 1 - _BETA1)
    square.mul_(_BETA2).addcmul_(g, g, value=1 - _BETA2)
    torch.sqrt(square, out=root).div_((1 - _BETA2**number) ** 0.5).add_(_EPSILON)
    torch.mul(mean, _column(-rates / (1 - _BETA1**number), p), out=g)
    p.add_(g.div_(root))


def _column(values: Tensor, like: Tensor) -> Tensor:
    return values.to(like.dtype).unsqueeze(1)
