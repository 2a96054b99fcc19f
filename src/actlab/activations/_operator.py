"""The operator that compiled graphs call in place of an entry's code: ``actlab::chain``.

A compiler that looked into the code would differentiate it, and lose what the exact derivatives keep.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import torch
from torch import Tensor

from actlab.activations._exact import CHAINS, Chain

__all__ = ["decayed", "find_chain"]

Learned = list[Tensor]


@lru_cache(maxsize=1024)
def find_chain(name: str) -> Chain:
    """Return f, f', f'' of a building block or of an entry of the catalogue.

    >>> len(find_chain("tanh"))
    3
    """
    if name in CHAINS:
        return CHAINS[name]
    from actlab.activations._catalogue import CATALOGUE

    return CATALOGUE[name].chain


@torch.library.custom_op("actlab::chain", mutates_args=())
def chain(x: Tensor, name: str, order: int, numbers: str, values: list[float], names: str, learned: Learned) -> Tensor:
    """Return the derivative of that order of a chain.

    Args:
        x: The input.
        name: What `find_chain` knows the chain by.
        order: 0 for the function itself.
        numbers: The names of the parameters that are numbers, with commas between.
        values: Their values.
        names: The names of those that are learned.
        learned: Their values, which broadcast with x.
    """
    given = _given(numbers, values, names, learned)
    found = find_chain(name)[order](x, **given)
    return found.clone() if found is x else found


@chain.register_fake
def _fake(x: Tensor, name: str, order: int, numbers: str, values: Any, names: str, learned: Learned) -> Tensor:
    del name, order, numbers, values, names
    shape = torch.broadcast_shapes(  # type: ignore[no-untyped-call]
        x.shape, *(one.shape for one in learned)
    )
    return x.new_empty(shape)


def _given(numbers: str, values: Any, names: str, learned: Any) -> dict[str, Any]:
    given = dict(zip(filter(None, numbers.split(",")), values, strict=True))
    return given | dict(zip(filter(None, names.split(",")), learned, strict=True))


def _remember(ctx: Any, inputs: tuple[Any, ...], output: Tensor) -> None:
    del output
    x, ctx.name, ctx.order, ctx.numbers, ctx.values, ctx.names, learned = inputs
    ctx.save_for_backward(x, *learned)


def _backward(ctx: Any, gradient: Tensor) -> tuple[Any, ...]:
    x, *learned = ctx.saved_tensors
    found = find_chain(ctx.name)[ctx.order :]
    given = _given(ctx.numbers, ctx.values, ctx.names, learned)
    if len(found) > 1:
        slope = gradient * chain(x, ctx.name, ctx.order + 1, ctx.numbers, ctx.values, ctx.names, learned)
    else:
        (slope,) = torch.func.vjp(lambda x: found[0](x, **given), x)[1](gradient)
    slopes = [None] * len(learned)
    if learned:
        fixed = _given(ctx.numbers, ctx.values, "", [])
        names = ctx.names.split(",")
        slopes = list(
            torch.func.vjp(lambda *p: found[0](x, **fixed, **dict(zip(names, p, strict=True))), *learned)[1](gradient)
        )
    no_slopes: list[None] | None = None if ctx.values else []  # what torch takes a list of numbers for
    return slope, None, None, None, no_slopes, None, slopes


chain.register_autograd(_backward, setup_context=_remember)


@chain.register_vmap
def _vmap(
    info: Any, in_dims: Any, x: Tensor, name: str, order: int, numbers: str, values: Any, names: str, learned: Learned
) -> Any:
    from actlab.activations._exact import _in_front

    rank = x.dim() - (in_dims[0] is not None)
    x = x.expand(info.batch_size, *x.shape) if in_dims[0] is None else _in_front(x, in_dims[0], rank)
    moved = [_in_front(one, dim, rank) for one, dim in zip(learned, in_dims[6] or [], strict=True)]
    return chain(x, name, order, numbers, values, names, moved), 0


@torch.library.custom_op("actlab::decay", mutates_args=())
def _decay(factor: Tensor, exponent: Tensor) -> Tensor:
    root = torch.exp(exponent / 2)
    return factor * root * root


@_decay.register_fake
def _fake_decay(factor: Tensor, exponent: Tensor) -> Tensor:
    return torch.empty_like(factor + exponent)


class _Decay(torch.autograd.Function):
    generate_vmap_rule = True

    @staticmethod
    def forward(factor: Tensor, exponent: Tensor) -> Tensor:
        computed: Tensor = _decay(factor, exponent)
        return computed

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Tensor) -> None:
        del output
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, Tensor]:
        factor, exponent = ctx.saved_tensors
        return decayed(gradient, exponent), decayed(gradient * factor, exponent)


def decayed(factor: Tensor, exponent: Tensor) -> Tensor:
    """Return the factor times e^exponent as one operation, ``actlab::decay``, where operations are recorded.

    >>> decayed(torch.ones(1), torch.zeros(1))
    tensor([1.])
    """
    applied: Tensor = _Decay.apply(factor, exponent)  # type: ignore[no-untyped-call]
    return applied
