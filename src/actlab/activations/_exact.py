"""Exact derivatives where autograd's are not: one autograd function for all entries.

Autograd differentiates the code of a function, not the function: tails are lost (1 - tanh² is 0 from 9 on), products
of infinity and 0 are NaN. So a chain (f, f', f'') of exact functions is installed. While compiling it is bypassed,
because a hand-written jvp cannot be traced, and the code of f is differentiated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

__all__ = ["apply_chain", "straight_through"]

Chain = tuple[Callable[..., Tensor], ...]


class _Exact(torch.autograd.Function):
    """The first function of a chain, whose derivative is the next one."""

    generate_vmap_rule = True

    @staticmethod
    def forward(x: Tensor, chain: Chain, values: Mapping[str, Any]) -> Tensor:
        return chain[0](x, **values)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Tensor) -> None:  # noqa: ARG004
        x, ctx.chain, ctx.values = inputs
        ctx.save_for_backward(x)
        ctx.save_for_forward(x)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None, None]:
        (x,) = ctx.saved_tensors
        return gradient * apply_chain(x, ctx.chain[1:], ctx.values), None, None

    @staticmethod
    def jvp(ctx: Any, tangent: Tensor, *_: None) -> Tensor:
        (x,) = ctx.saved_tensors
        return tangent * apply_chain(x, ctx.chain[1:], ctx.values)


def apply_chain(x: Tensor, chain: Chain, values: Mapping[str, Any]) -> Tensor:
    """Apply f with the derivatives f', f'', ...; autograd takes over after the last of them.

    Args:
        x: A tensor of any shape.
        chain: f and its derivatives, in order.
        values: Numbers that all of them are called with.
    """
    if len(chain) == 1 or torch.compiler.is_compiling():
        return chain[0](x, **values)
    applied: Tensor = _Exact.apply(x, chain, values)  # type: ignore[no-untyped-call]
    return applied


def straight_through(
    x: Tensor, function: Callable[..., Tensor], surrogate: Callable[..., Tensor], **values: Any
) -> Tensor:
    """Apply a function whose backward pass uses a surrogate derivative, compiled or not."""
    if not torch.compiler.is_compiling():
        return apply_chain(x, (function, surrogate), values)
    step = torch.nan_to_num(x - x.detach())
    return function(x, **values).detach() + surrogate(x, **values).detach() * step
