"""Dropout whose masks come from the block's own stream, so that no engine and no candidate shifts them."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from actlab.population.streams import Streams

__all__ = ["StreamDropout", "take_streams"]


class StreamDropout(nn.Module):
    """Dropout: x m/(1 - p) with m = 0 for a share p of the elements, in training only.

    Args:
        p: Probability of an element to be dropped.
        generator: Where its masks are drawn from, one a forward pass.
        whole_channels: Whether m is one number for each sample and channel, as in ``nn.Dropout2d``.

    Srivastava et al. 2014, JMLR 15:1929-1958.
    """

    def __init__(self, p: float, generator: torch.Generator, *, whole_channels: bool = False) -> None:
        super().__init__()
        self.p, self.generator, self.whole_channels = p, generator, whole_channels
        self.mask: Tensor | None = None

    def draw(self, shape: torch.Size) -> Tensor:
        """Return the scaled mask for inputs of that shape, and advance the stream."""
        if self.whole_channels:
            shape = torch.Size([*shape[:2], *(1 for _axis in shape[2:])])
        kept = torch.empty(shape).bernoulli_(1 - self.p, generator=self.generator)
        return kept.div_(1 - self.p) if self.p < 1 else kept

    def forward(self, x: Tensor) -> Tensor:
        """Multiply with a fresh mask, or with `mask` where an engine has set one."""
        if not self.training or self.p == 0:
            return x
        return x * (self.draw(x.shape) if self.mask is None else self.mask)


_WHOLE_CHANNELS = (nn.Dropout1d, nn.Dropout2d, nn.Dropout3d)
_KINDS = (nn.Dropout, *_WHOLE_CHANNELS)


def take_streams(net: nn.Module, streams: Streams) -> None:
    """Replace the network's dropout layers, each by one with the stream of its own path."""
    for path, parent in list(net.named_modules()):
        for name, child in parent.named_children():
            if isinstance(child, _KINDS):
                generator = streams.generator("dropout", f"{path}.{name}")
                own = StreamDropout(child.p, generator, whole_channels=isinstance(child, _WHOLE_CHANNELS))
                setattr(parent, name, own.train(child.training))
