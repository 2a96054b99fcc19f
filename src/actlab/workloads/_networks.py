"""Families of networks: each is a value that builds one, with a fresh activation for every hidden layer.

Layers with weights are made on the meta device: whoever trains the network fills them from its own streams.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from actlab.errors import DataError, UsageError
from actlab.i18n import _

if TYPE_CHECKING:
    from torch import nn

__all__ = ["MLP", "ConvNet", "Make", "Network", "ResidualMLP", "TokenMLP"]

Make = Callable[[int, int], "nn.Module"]
"""``make(layer, features)`` returns a fresh activation module for that hidden layer; where it has the attribute
``out_features``, that many features come out of it."""


class Network(Protocol):
    """What a workload needs to know of its network.

    >>> MLP().fixed
    False
    """

    @property
    def fixed(self) -> bool:
        """Whether the widths are the network's own, so that nobody else may choose them."""

    def build(self, make: Make, shape: tuple[int, ...], outputs: int, hidden: tuple[int, ...], /) -> nn.Module:
        """Return a network from inputs (n, *shape) to outputs (n, outputs), with one activation a hidden layer."""


@dataclass(frozen=True)
class MLP:
    """Linear, (BatchNorm,) activation, Linear, ..., Linear.

    Args:
        batch_norm: Whether BatchNorm stands before each activation.

    >>> from torch import nn
    >>> MLP().build(lambda layer, features: nn.Tanh(), (2,), 3, (10,))
    Sequential(
      (0): Linear(in_features=2, out_features=10, bias=True)
      (1): Tanh()
      (2): Linear(in_features=10, out_features=3, bias=True)
    )
    """

    batch_norm: bool = False
    fixed = False

    def build(self, make: Make, shape: tuple[int, ...], outputs: int, hidden: tuple[int, ...], /) -> nn.Module:
        """Return the network; see `Network.build`."""
        from torch import nn

        layers: list[nn.Module] = []
        width = _flat(shape)
        for layer, size in enumerate(hidden):
            layers += [nn.Linear(width, size, device="meta")]
            layers += [nn.BatchNorm1d(size, device="meta")] if self.batch_norm else []
            layers += [make(layer, size)]
            width = _left(layers[-1], size)
        return nn.Sequential(*layers, nn.Linear(width, outputs, device="meta"))


@dataclass(frozen=True)
class ResidualMLP:
    """An MLP whose hidden layers after the first add to what they are given: h + activation(Linear(h)).

    >>> from torch import nn
    >>> net = ResidualMLP().build(lambda layer, features: nn.Tanh(), (40,), 10, (100, 100))
    >>> sum(parameter.numel() for parameter in net.parameters())
    15210
    """

    fixed = False

    def build(self, make: Make, shape: tuple[int, ...], outputs: int, hidden: tuple[int, ...], /) -> nn.Module:
        """Return the network; see `Network.build`.

        Raises:
            UsageError: The hidden layers differ in width, or in how many units their activations leave.
        """
        from torch import nn

        from actlab.workloads.residual import Residual

        if len(set(hidden)) > 1:
            raise UsageError(_("A residual network needs hidden layers of one width, such as 100,100."))
        activations = [make(layer, size) for layer, size in enumerate(hidden)]
        widths = {_left(activation, hidden[0]) for activation in activations}
        if len(widths) > 1:
            raise UsageError(
                _("A residual network adds up what its activations give, and these give {widths} units.").format(
                    widths=_(" or ").join(map(str, sorted(widths)))
                )
            )
        (width,) = widths
        first = [nn.Linear(_flat(shape), hidden[0], device="meta"), activations[0]]
        rest = [
            Residual(nn.Sequential(nn.Linear(width, hidden[0], device="meta"), activation))
            for activation in activations[1:]
        ]
        return nn.Sequential(*first, *rest, nn.Linear(width, outputs, device="meta"))


@dataclass(frozen=True)
class ConvNet:
    """Convolutions of stride 2, each with its activation, then one Linear layer: for signals and images.

    Args:
        kernels: Width of each convolution's kernel; the last serves all further layers.
        channels_last: Whether the samples are (length, channels) or (height, width, channels).

    >>> from torch import nn
    >>> net = ConvNet((5, 3)).build(lambda layer, features: nn.Tanh(), (1, 40), 10, (25, 25, 25))
    >>> sum(parameter.numel() for parameter in net.parameters())
    5210
    """

    kernels: tuple[int, ...] = (3,)
    channels_last: bool = False
    fixed = False

    def build(self, make: Make, shape: tuple[int, ...], outputs: int, hidden: tuple[int, ...], /) -> nn.Module:
        """Return the network for inputs (n, channels, length) or (n, channels, height, width).

        Raises:
            DataError: The inputs are neither.
        """
        from torch import nn

        if len(shape) not in (2, 3):
            raise DataError(
                _("A convolutional network needs (channels, length) or (channels, height, width); got {shape}.").format(
                    shape=shape
                )
            )
        from actlab.workloads.axes import ChannelsFirst

        convolution = nn.Conv1d if len(shape) == 2 else nn.Conv2d
        layers: list[nn.Module] = [ChannelsFirst()] if self.channels_last else []
        channels, *sizes = (shape[-1], *shape[:-1]) if self.channels_last else shape
        for layer, size in enumerate(hidden):
            kernel = self.kernels[min(layer, len(self.kernels) - 1)]
            layers += [convolution(channels, size, kernel, stride=2, padding=1, device="meta"), make(layer, size)]
            channels, sizes = _left(layers[-1], size), [(length + 2 - kernel) // 2 + 1 for length in sizes]
        return nn.Sequential(*layers, nn.Flatten(), nn.Linear(channels * math.prod(sizes), outputs, device="meta"))


@dataclass(frozen=True)
class TokenMLP:
    """An MLP on the mean of the embedded tokens of a sequence.

    Args:
        vocabulary: Number of different tokens.
        width: Length of an embedding.

    >>> from torch import nn
    >>> TokenMLP(50).build(lambda layer, features: nn.Tanh(), (12,), 2, (8,))
    Sequential(
      (0): Embedding(50, 32)
      (1): MeanOverTime()
      (2): Linear(in_features=32, out_features=8, bias=True)
      (3): Tanh()
      (4): Linear(in_features=8, out_features=2, bias=True)
    )
    """

    vocabulary: int
    width: int = 32
    fixed = False

    def build(self, make: Make, _shape: tuple[int, ...], outputs: int, hidden: tuple[int, ...], /) -> nn.Module:
        """Return the network for tokens (n, length); see `Network.build`."""
        from torch import nn

        from actlab.workloads.axes import MeanOverTime

        rest = MLP().build(make, (self.width,), outputs, hidden)
        embedding = nn.Embedding(self.vocabulary, self.width, device="meta")
        return nn.Sequential(embedding, MeanOverTime(), *rest.children())


def _left(activation: nn.Module, size: int) -> int:
    """Return how many units, or channels, an activation leaves of so many."""
    return int(getattr(activation, "out_features", size))


def _flat(shape: tuple[int, ...]) -> int:
    if len(shape) != 1:
        raise DataError(
            _(
                "X must have the shape (samples, features); each sample has {shape}. Try `X.reshape(len(X), -1)`."
            ).format(shape=shape)
        )
    return shape[0]
