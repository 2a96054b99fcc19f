"""A linear layer for stacked members, whose results depend on nothing but the member itself, to the bit.

A batched matrix product takes each member's matrices from one large tensor. Its kernels choose how they sum by
the alignment of each matrix in memory, so that a member's place in the stack would show in the last bit. Where
a member's matrices do not fill whole cache lines, they are padded with zeros here until they do.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from actlab.population.engines.vmap.product import LINE, pad

__all__ = ["StackedLinear", "stack_linear_layers"]


def stack_linear_layers(net: nn.Module) -> None:
    """Let each ``nn.Linear`` of the network compute as `StackedLinear` does."""
    for module in net.modules():
        if type(module) is nn.Linear:
            module.__class__ = StackedLinear


class StackedLinear(nn.Linear):
    """``nn.Linear``, for use under `torch.vmap`.

    All is computed from the transposes, y' = W x' + b: the samples are the long side, and lie side by side. What
    comes out is a view of y', which elementwise functions leave as it is.
    """

    def forward(self, x: Tensor) -> Tensor:
        """Return x W' + b for x of shape (..., in)."""
        columns = x.reshape(-1, self.in_features).mT.contiguous()
        product = _align_slopes(_product(self.weight, columns))
        y = product if self.bias is None else product + self.bias.unsqueeze(1)
        return y.mT.reshape(*x.shape[:-1], self.out_features)


def _product(weight: Tensor, columns: Tensor) -> Tensor:
    """Return W x', from matrices that fill whole lines, as those of their derivatives do."""
    (outputs, inputs), n = weight.shape, columns.shape[1]
    if n * inputs % LINE == n * outputs % LINE == inputs * outputs % LINE == 0:
        return weight @ columns
    return (pad(weight) @ pad(columns))[:outputs, :n]


def _align_slopes(y: Tensor) -> Tensor:
    """Let the gradient that comes back to y be laid out like y: each member's at the start of a line."""
    stacked = torch._C._functorch.get_unwrapped(y) if torch._C._functorch.is_batchedtensor(y) else y
    if stacked.requires_grad:
        stacked.register_hook(Tensor.contiguous)  # type: ignore[no-untyped-call]
    return y
