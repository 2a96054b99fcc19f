"""Modules that move an axis of their input, or take the mean over one."""

from __future__ import annotations

from torch import Tensor, nn

__all__ = ["ChannelsFirst", "MeanOverTime"]


class ChannelsFirst(nn.Module):
    """Move the channels of a sample from the last axis to the first.

    >>> import torch
    >>> ChannelsFirst()(torch.zeros(8, 30, 3)).shape
    torch.Size([8, 3, 30])
    """

    def forward(self, x: Tensor) -> Tensor:
        """Return x of shape (n, ..., channels) as (n, channels, ...)."""
        return x.movedim(-1, 1)


class MeanOverTime(nn.Module):
    """Take the mean over the steps of a sequence.

    >>> import torch
    >>> MeanOverTime()(torch.ones(8, 30, 3)).shape
    torch.Size([8, 3])
    """

    def forward(self, x: Tensor) -> Tensor:
        """Return the mean of x of shape (n, steps, features) over its steps."""
        return x.mean(1)
