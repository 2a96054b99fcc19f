"""Modules that the networks of workloads are built from."""

from __future__ import annotations

from torch import Tensor, nn

__all__ = ["Residual"]


class Residual(nn.Module):
    """Add what a branch makes of its input to the input: h + branch(h).

    >>> import torch
    >>> Residual(nn.ReLU())(torch.tensor([-1.0, 2.0]))
    tensor([-1.,  4.])
    """

    def __init__(self, branch: nn.Module) -> None:
        super().__init__()
        self.branch = branch

    def forward(self, h: Tensor) -> Tensor:
        """Return h + branch(h), of the shape of h."""
        result: Tensor = h + self.branch(h)
        return result
