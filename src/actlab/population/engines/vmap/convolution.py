"""A convolution over signals for stacked members: one matrix product over all windows of all samples.

torch.vmap turns stacked convolutions into one grouped convolution, which is slower than one member after the other.
With channels last, the numbers that a window covers stand side by side in memory, so that windows cost one copy.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812  its usual name

from actlab.population.engines.vmap.product import StackedProduct

__all__ = ["StackedConv1d", "stack_convolutions", "stackable"]

Geometry = tuple[int, int, int]
"""Kernel size, stride and padding."""


def stackable(module: nn.Module) -> bool:
    """Return whether the layer is a plain convolution over signals, which gains from company."""
    if not isinstance(module, nn.Conv1d) or type(module) not in (nn.Conv1d, StackedConv1d):
        return False
    plain = (module.groups, module.dilation, module.padding_mode) == (1, (1,), "zeros")
    return plain and not isinstance(module.padding, str)


def stack_convolutions(net: nn.Module) -> None:
    """Let each plain ``nn.Conv1d`` of the network compute as `StackedConv1d` does."""
    for module in net.modules():
        if stackable(module):
            module.__class__ = StackedConv1d


class StackedConv1d(nn.Conv1d):
    """``nn.Conv1d``, with a formulation of its own under `torch.vmap`."""

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002  torch's name
        """Return the convolution of samples (n, channels, length)."""
        bias = self.weight.new_zeros(self.out_channels) if self.bias is None else self.bias
        geometry = (self.kernel_size[0], self.stride[0], int(self.padding[0]))
        result: Tensor = _Convolution.apply(input, self.weight, bias, geometry)  # type: ignore[no-untyped-call]
        return result


class _Convolution(torch.autograd.Function):
    """Send one member to the ordinary function and stacked members to windows and a product."""

    @staticmethod
    def forward(x: Tensor, weight: Tensor, bias: Tensor, geometry: Geometry) -> Tensor:
        _kernel, stride, padding = geometry
        return F.conv1d(x, weight, bias, stride, padding)

    @staticmethod
    def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
        """Nothing is kept: single members are never differentiated through here."""

    @staticmethod
    def vmap(
        info: Any, in_dims: tuple[int | None, ...], x: Tensor, weight: Tensor, bias: Tensor, geometry: Geometry
    ) -> tuple[Tensor, int]:
        x, weight, bias = (
            t.expand(info.batch_size, *t.shape) if dim is None else t.movedim(dim, 0)
            for t, dim in zip((x, weight, bias), in_dims, strict=False)
        )
        samples = x.shape[1]
        windows: Tensor = _Windows.apply(x.mT.contiguous(), geometry)  # type: ignore[no-untyped-call]
        matrix = weight.mT.reshape(*weight.shape[:2], -1)
        outputs: Tensor = StackedProduct.apply(windows, matrix, bias)  # type: ignore[no-untyped-call]
        return outputs.reshape(len(x), samples, -1, weight.shape[1]).mT, 0


class _Windows(torch.autograd.Function):
    """All windows of signals (members, n, length, channels), as rows (members, n windows, kernel channels)."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, geometry: Geometry) -> Tensor:
        ctx.geometry, ctx.shape = geometry, x.shape
        kernel, stride, padding = geometry
        members, samples, _length, channels = x.shape
        padded = F.pad(x, (0, 0, padding, padding))
        count = (padded.shape[2] - kernel) // stride + 1
        strides = (padded.stride(0), padded.stride(1), stride * channels, 1)
        windows = padded.as_strided((members, samples, count, kernel * channels), strides)
        return windows.reshape(members, samples * count, -1)

    @staticmethod
    def backward(ctx: Any, *slopes: Tensor) -> tuple[Tensor, None]:
        kernel, stride, padding = ctx.geometry
        members, samples, length, channels = ctx.shape
        slope = slopes[0].view(members, samples, -1, kernel, channels)
        count = slope.shape[2]
        total = slope.new_zeros(members, samples, length + 2 * padding, channels)
        for place in range(kernel):
            total[:, :, place : place + stride * (count - 1) + 1 : stride] += slope[:, :, :, place]
        return total[:, :, padding : padding + length], None
