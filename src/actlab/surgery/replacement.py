"""What takes an activation's place: read from a name, an entry, a module, a class or a function."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, TypeAlias

import torch
from torch import Tensor, nn

from actlab.activations import CATALOGUE, Activation, activation
from actlab.activations.module import ActivationModule
from actlab.errors import UsageError
from actlab.i18n import _
from actlab.surgery.known import Meaning

__all__ = ["Applied", "NewActivation", "fits", "new_activation"]

NewActivation: TypeAlias = "str | Activation | nn.Module | type[nn.Module] | Callable[[Tensor], Tensor]"
"""``"gelu"``, ``"leaky_relu:negative_slope=0.2"``, an entry, a module, a module class or a function of a tensor."""


class Applied(nn.Module):
    """A function as a module.

    Args:
        function: A tensor in, a tensor of the same shape out.
    """

    def __init__(self, function: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.function = function

    def forward(self, x: Tensor) -> Tensor:
        """Apply the function."""
        return self.function(x)

    def extra_repr(self) -> str:
        """Show the function's name."""
        return str(getattr(self.function, "__name__", type(self.function).__name__))


def new_activation(to: NewActivation, old: Meaning) -> nn.Module:
    """Return a fresh module that takes an activation's place.

    Args:
        to: What is wanted.
        old: What it replaces; a vector function keeps its axis.

    Raises:
        UnknownNameError: The catalogue has no entry of the name.
        ParameterError: A parameter is unknown or out of its domain.
        UsageError: It is none of these.

    >>> new_activation("leaky_relu:negative_slope=0.2", Meaning("relu"))
    LeakyReLU(negative_slope=0.2)
    """
    if isinstance(to, str):
        return _of_name(to, old)
    if isinstance(to, Activation):
        return _of_entry(to, {}, old)
    if isinstance(to, nn.Module):
        return copy.deepcopy(to)
    if isinstance(to, type) and issubclass(to, nn.Module):
        made: nn.Module = to()
        return made
    if callable(to) and not isinstance(to, type):
        return Applied(to)
    raise UsageError(
        _("An activation is a name, a module, a module class or a function of a tensor; got {kind}.").format(
            kind=type(to).__name__
        )
    )


def _of_name(text: str, old: Meaning) -> nn.Module:
    name, *settings = text.split(":")
    pairs = [setting.partition("=") for chunk in settings for setting in chunk.split(",")]
    for key, equals, _value in pairs:
        if not equals:
            raise UsageError(
                _("'{setting}' in '{text}' is no parameter. Write it like leaky_relu:negative_slope=0.2.").format(
                    setting=key, text=text
                )
            )
    return _of_entry(CATALOGUE[name], {key.strip(): value.strip() for key, _equals, value in pairs}, old)


def _of_entry(entry: Activation, values: dict[str, Any], old: Meaning) -> nn.Module:
    axis = {"dim": old.dim if old.dim is not None else -1} if entry.kind == "vector" else {}
    return activation(entry, **axis, **entry.check(values)) if values else activation(entry, **axis)


def fits(new: nn.Module, old: Meaning) -> bool:
    """Return whether a module may take an activation's place: it keeps the shape, and acts on each element if that did.

    >>> fits(activation("gelu"), Meaning("relu")), fits(activation("softmax", dim=-1), Meaning("relu"))
    (True, False)
    """
    if isinstance(new, ActivationModule):
        return new.entry.kind == CATALOGUE[old.entry].kind
    if CATALOGUE[old.entry].kind != "elementwise":
        return isinstance(new, Applied)
    x = torch.linspace(-2, 2, 12).reshape(3, 4)
    try:
        with torch.no_grad():
            return bool(new(x).shape == x.shape)
    except Exception:  # whatever a module does with an input of another width: it cannot be judged here
        return True
