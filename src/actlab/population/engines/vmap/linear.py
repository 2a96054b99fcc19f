"""A linear layer for stacked members, whose results depend on nothing but the member itself, to the bit.

A batched matrix product takes each member's matrices from one large tensor. Its kernels choose how they sum by
the alignment of each matrix in memory, so that a member's place in the stack would show in the last bit. Where
a member's matrices do not fill whole cache lines, they are padded with zeros here until they do.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812  its usual name

__all__ = ["StackedLinear", "StackedProduct", "stack_linear_layers"]

_LINE = 16
"""Floats in a cache line of 64 bytes."""
_SIDE = 4
"""Two sides that are multiples of it make a matrix that fills whole lines."""


def stack_linear_layers(net: nn.Module) -> None:
    """Let each ``nn.Linear`` of the network compute as `StackedLinear` does."""
    for module in net.modules():
        if type(module) is nn.Linear:
            module.__class__ = StackedLinear


class StackedLinear(nn.Linear):
    """``nn.Linear``, with a formulation of its own under `torch.vmap`."""

    def forward(self, x: Tensor) -> Tensor:
        """Return x W' + b."""
        bias = self.weight.new_zeros(self.out_features) if self.bias is None else self.bias
        result: Tensor = _Linear.apply(x, self.weight, bias)  # type: ignore[no-untyped-call]
        return result


class _Linear(torch.autograd.Function):
    """Send one member to the ordinary function and stacked members to `StackedProduct`."""

    @staticmethod
    def forward(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        return F.linear(x, weight, bias)

    @staticmethod
    def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
        """Nothing is kept: single members are never differentiated through here."""

    @staticmethod
    def vmap(info: Any, in_dims: tuple[int | None, ...], *tensors: Tensor) -> tuple[Tensor, int]:
        x, weight, bias = (
            t.expand(info.batch_size, *t.shape) if dim is None else t.movedim(dim, 0)
            for t, dim in zip(tensors, in_dims, strict=True)
        )
        flat = x.reshape(len(x), -1, x.shape[-1])
        result: Tensor = StackedProduct.apply(flat, weight, bias)  # type: ignore[no-untyped-call]
        return result.reshape(*x.shape[:-1], -1), 0


class StackedProduct(torch.autograd.Function):
    """y = x W' + b for x (members, n, in), W (members, out, in) and b (members, out)."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        """Return y."""
        ctx.sizes = (*x.shape[1:], weight.shape[1])
        n, _, outputs = ctx.sizes
        ctx.padded = n * outputs % _LINE or not (_fills_lines(x) and _fills_lines(weight))
        if ctx.padded:
            x, weight, bias = _pad(x), _pad(weight), F.pad(bias, (0, -outputs % _SIDE))
        ctx.save_for_backward(x, weight)
        return _cut(torch.baddbmm(bias.unsqueeze(1), x, weight.mT), n, outputs)

    @staticmethod
    def backward(ctx: Any, *slopes: Tensor) -> tuple[Tensor | None, Tensor, Tensor]:
        """Return the slopes of x, W and b."""
        x, weight = ctx.saved_tensors
        n, inputs, outputs = ctx.sizes
        slope = slopes[0].contiguous()
        padded = _pad(slope) if ctx.padded else slope
        for_x = _cut(torch.bmm(padded, weight), n, inputs) if ctx.needs_input_grad[0] else None
        if inputs * outputs % _LINE and not ctx.padded:
            padded, x = _pad(slope), _pad(x)
        return for_x, _cut(torch.bmm(padded.mT, x), outputs, inputs), slope.sum(1)


def _fills_lines(matrices: Tensor) -> bool:
    """Return whether each member's matrix starts at a cache line."""
    return matrices.stride(0) % _LINE == 0 and matrices.data_ptr() % (4 * _LINE) == 0


def _pad(matrices: Tensor) -> Tensor:
    """Pad both sides with zeros to multiples of four."""
    rows, columns = matrices.shape[1:]
    return F.pad(matrices, (0, -columns % _SIDE, 0, -rows % _SIDE))


def _cut(matrices: Tensor, rows: int, columns: int) -> Tensor:
    return matrices[:, :rows, :columns].contiguous()
