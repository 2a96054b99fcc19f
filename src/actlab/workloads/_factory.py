"""What a user's builder is given: something that is an activation, and makes activations."""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn

from actlab.workloads._networks import Make

__all__ = ["Factory", "settle"]


class Factory(nn.Module):
    """An activation that may be used as a module, called for a fresh module, or called with a tensor.

    ``SimpleNN(activation)`` may keep it (``self.activation = activation``), or make one for each layer
    (``activation()``, ``activation(inplace=True)``); both mean the candidate. Copies of it are itself, as torch's
    encoders copy the layers that they are given.

    Args:
        make: Makes the module of a hidden layer.

    >>> import torch
    >>> Factory(lambda layer, features: nn.ReLU())(torch.tensor([-1.0, 2.0]))
    tensor([0., 2.])
    """

    def __init__(self, make: Make) -> None:
        super().__init__()
        self._make = make
        self._made = 0
        self.__name__ = "activation"  # as a class or function would say

    def __call__(self, *arguments: Any, **settings: Any) -> Any:
        """Return a fresh activation; with a tensor, what the activation makes of it.

        A whole number is the width of the layer, which a class of the user's may ask for.
        """
        if arguments and isinstance(arguments[0], Tensor):
            return self._make(0, 0)(arguments[0])
        widths = [each for each in (*arguments, *settings.values()) if isinstance(each, int) and each > 1]
        return self.fresh(widths[0] if widths else 0)

    def __deepcopy__(self, _memo: Any) -> Factory:
        return self

    def fresh(self, width: int = 0) -> nn.Module:
        """Return the activation of the next hidden layer."""
        module = self._make(self._made, width)
        self._made += 1
        return module


def settle(net: nn.Module) -> nn.Module:
    """Put a fresh activation in each place where the network keeps the factory itself.

    The places are read from ``_modules``: ``named_children`` names what is kept in two places only once.
    """
    for parent in list(net.modules()):
        for name, child in list(parent._modules.items()):
            if isinstance(child, Factory):
                setattr(parent, name, child.fresh())
    return net
