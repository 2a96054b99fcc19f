"""A product of stacked matrices whose results depend on nothing but the member itself, to the bit; see `linear`."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812  its usual name

__all__ = ["LINE", "StackedProduct", "pad"]

LINE = 16
"""Floats in a cache line of 64 bytes."""
_SIDE = 4
"""Two sides that are multiples of it make a matrix that fills whole lines."""


class StackedProduct(torch.autograd.Function):
    """y = x W' + b for x (members, n, in), W (members, out, in) and b (members, out)."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        """Return y."""
        ctx.sizes = (*x.shape[1:], weight.shape[1])
        n, _, outputs = ctx.sizes
        ctx.padded = n * outputs % LINE or not (_fills_lines(x) and _fills_lines(weight))
        if ctx.padded:
            x, weight, bias = pad(x), pad(weight), F.pad(bias, (0, -outputs % _SIDE))
        ctx.save_for_backward(x, weight)
        return _cut(torch.baddbmm(bias.unsqueeze(1), x, weight.mT), n, outputs)

    @staticmethod
    def backward(ctx: Any, *slopes: Tensor) -> tuple[Tensor | None, Tensor, Tensor]:
        """Return the slopes of x, W and b."""
        x, weight = ctx.saved_tensors
        n, inputs, outputs = ctx.sizes
        slope = slopes[0].contiguous()
        padded = pad(slope) if ctx.padded else slope
        for_x = _cut(torch.bmm(padded, weight), n, inputs) if ctx.needs_input_grad[0] else None
        if inputs * outputs % LINE and not ctx.padded:
            padded, x = pad(slope), pad(x)
        return for_x, _cut(torch.bmm(padded.mT, x), outputs, inputs), slope.sum(1)


def _fills_lines(matrices: Tensor) -> bool:
    """Return whether each member's matrix starts at a cache line."""
    return matrices.stride(0) % LINE == 0 and matrices.data_ptr() % (4 * LINE) == 0


def pad(matrices: Tensor) -> Tensor:
    """Pad both sides of a matrix, or of stacked ones, with zeros to multiples of four."""
    rows, columns = matrices.shape[-2:]
    return F.pad(matrices, (0, -columns % _SIDE, 0, -rows % _SIDE))


def _cut(matrices: Tensor, rows: int, columns: int) -> Tensor:
    return matrices[:, :rows, :columns].contiguous()
