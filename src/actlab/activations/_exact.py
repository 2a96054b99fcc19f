"""Apply functions with exact derivatives where autograd's are not exact.

Autograd differentiates the code of a function, not the function: tails are lost (1 - tanh² is 0 from 9 on), products
of infinity and 0 are NaN. So a chain (f, f', f'') of exact functions is installed: in eager mode by one autograd
function, under ``torch.compile`` by one operator, ``actlab::chain``, which the compiler does not look into. What is
traced or exported gets the code of f alone, and ordinary autograd.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

__all__ = ["CHAINS", "FAST", "apply_chain", "decomposed", "recorded", "straight_through"]

Chain = tuple[Callable[..., Tensor], ...]

CHAINS: dict[str, Chain] = {}
"""The chains of building blocks, by name; those of entries are found in the catalogue."""


FAST: dict[str, tuple[int, Mapping[str, float]]] = {}
"""Entries with a C++ kernel in this process: its number, and the only parameters that it has."""


def decomposed() -> bool:
    """Whether the code is being traced or exported, so that it must consist of torch's own operations."""
    return torch.compiler.is_exporting() or torch._C._get_tracing_state() is not None


def recorded() -> bool:
    """Whether operations are being recorded one by one, as `actlab.pointwise.trace` does."""
    if torch.compiler.is_compiling():
        return False
    proxies = torch._C._get_dispatch_mode(torch._C._TorchDispatchModeKey.PROXY) is not None
    return proxies and not decomposed()


class _Exact(torch.autograd.Function):
    """The first function of a chain, whose derivative is the next one.

    Numbers are in ``values`` and tensors among them, which are learned, follow one by one under their names.
    """

    @staticmethod
    def forward(x: Tensor, chain: Chain, values: Mapping[str, Any], names: Sequence[str], *learned: Tensor) -> Tensor:
        return chain[0](x, **values, **dict(zip(names, learned, strict=True)))

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Tensor) -> None:  # noqa: ARG004
        x, ctx.chain, ctx.values, ctx.names, *learned = inputs
        ctx.save_for_backward(x, *learned)
        ctx.save_for_forward(x, *learned)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        x, *learned = ctx.saved_tensors
        rest = dict(zip(ctx.names, learned, strict=True))
        slope = None
        if ctx.needs_input_grad[0]:
            slope = gradient * apply_chain(x, ctx.chain[1:], {**ctx.values, **rest})
        slopes: tuple[Tensor | None, ...] = (None,) * len(learned)
        if any(ctx.needs_input_grad[4:]):
            slopes = torch.func.vjp(_of_learned(ctx.chain[0], x, ctx.values, ctx.names), *learned)[1](gradient)
        return slope, None, None, None, *slopes

    @staticmethod
    def jvp(ctx: Any, tangent: Tensor | None, *tangents: Any) -> Tensor:
        x, *learned = ctx.saved_tensors
        rest = dict(zip(ctx.names, learned, strict=True))
        pushed: Any = 0
        if tangent is not None:
            pushed = tangent * apply_chain(x, ctx.chain[1:], {**ctx.values, **rest})
        moved = tangents[3:]
        if any(one is not None for one in moved):
            along = tuple(torch.zeros_like(p) if t is None else t for p, t in zip(learned, moved, strict=True))
            pushed = (
                pushed + torch.func.jvp(_of_learned(ctx.chain[0], x, ctx.values, ctx.names), tuple(learned), along)[1]
            )
        result: Tensor = pushed
        return result

    @staticmethod
    def vmap(
        info: Any, in_dims: Sequence[Any], x: Tensor, chain: Chain, values: Any, names: Any, *learned: Tensor
    ) -> Any:
        """Each number has its own: a batch dimension is one more dimension in front."""
        rank = x.dim() - (in_dims[0] is not None)
        moved = [_in_front(x, in_dims[0], rank)]
        moved += [_in_front(one, dim, rank) for one, dim in zip(learned, in_dims[4:], strict=True)]
        if in_dims[0] is None:  # only parameters are batched
            moved[0] = x.expand(info.batch_size, *x.shape)
        return _applied(moved[0], chain, values, names, moved[1:]), 0


def _of_learned(function: Callable[..., Tensor], x: Tensor, values: Any, names: Any) -> Callable[..., Tensor]:
    """Return a function of the learned parameters alone."""
    return lambda *learned: function(x, **values, **dict(zip(names, learned, strict=True)))


def _in_front(x: Tensor, dim: int | None, rank: int) -> Tensor:
    """Return the tensor with its batch dimension first, and as many others as the input has."""
    if dim is None:
        return x
    x = x.movedim(dim, 0)
    return x.reshape(x.shape[0], *[1] * (rank + 1 - x.dim()), *x.shape[1:])


def apply_chain(x: Tensor, chain: Chain, values: Mapping[str, Any], name: str = "") -> Tensor:
    """Apply f with the derivatives f', f'', ...; autograd takes over after the last of them.

    Args:
        x: A tensor of any shape.
        chain: f and its derivatives, in order.
        values: What all of them are called with: numbers, or tensors that broadcast with x.
        name: What the chain is found by, in the catalogue or in ``CHAINS``; without it the code of f is compiled.
    """
    if len(chain) == 1 or decomposed():
        return chain[0](x, **values)
    if name in FAST and _kernel_serves(x, values, FAST[name][1]):
        computed: Tensor = torch.ops.actlab_exact.value(x, FAST[name][0], 0)
        return computed
    names = [key for key, value in values.items() if isinstance(value, Tensor)]
    numbers = {key: value for key, value in values.items() if key not in names}
    learned = [values[key] for key in names]
    if not torch.compiler.is_compiling():
        return _applied(x, chain, numbers, names, learned)
    if not name:
        return chain[0](x, **values)
    applied: Tensor = torch.ops.actlab.chain(
        x, name, 0, ",".join(numbers), list(numbers.values()), ",".join(names), learned
    )
    return applied


def _kernel_serves(x: Tensor, values: Mapping[str, Any], parameters: Mapping[str, float]) -> bool:
    return (
        x.dtype == torch.float32
        and type(x) in (Tensor, torch.nn.Parameter)
        and x.device.type == "cpu"
        and not torch.compiler.is_compiling()
        and torch._C._functorch.peek_interpreter_stack() is None
        and torch.autograd.forward_ad._current_level < 0
        and not recorded()
        and (not values or values == parameters)
    )


def _applied(x: Tensor, chain: Chain, values: Any, names: Sequence[str], learned: Sequence[Tensor]) -> Tensor:
    applied: Tensor = _Exact.apply(x, chain, values, names, *learned)  # type: ignore[no-untyped-call]
    return applied


def straight_through(x: Tensor, chain: Chain, values: Mapping[str, Any], name: str) -> Tensor:
    """Apply a function whose backward pass uses a surrogate derivative, exported or not."""
    if not decomposed():
        return apply_chain(x, chain, values, name)
    step = torch.nan_to_num(x - x.detach())
    return chain[0](x, **values).detach() + chain[1](x, **values).detach() * step
