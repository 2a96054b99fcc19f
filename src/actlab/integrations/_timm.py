"""Entries as layers of timm (PyTorch image models)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from actlab.activations import Activation
from actlab.activations.module import ActivationModule, module_class
from actlab.activations.reading import find_activation
from actlab.errors import ParameterError
from actlab.i18n import _
from actlab.integrations._names import imported, layers

__all__ = ["register_timm", "timm"]


def timm(name: str | Activation | Callable[..., Any], **parameters: Any) -> Callable[..., ActivationModule]:
    """Return what timm's models take as ``act_layer``: a class, with its parameters bound where some are given.

    ``timm.create_model("resnet18", act_layer=actlab.integrations.timm("golu"))`` needs nothing else. timm calls the
    layer with ``inplace=True``, which is honoured where the function allows it.

    Args:
        name: A name or alias of the catalogue, or an entry.
        parameters: As `actlab.activation` takes them; a vector function needs its ``dim``.

    Raises:
        UnknownNameError: No entry has the name.
        ParameterError: A parameter is wrong, or the entry changes the number of channels.

    >>> timm("golu")(inplace=True)
    GoLU(inplace=True)
    >>> timm("leaky_relu", negative_slope=0.2)(inplace=True)
    LeakyReLU(negative_slope=0.2, inplace=True)
    """
    entry = find_activation(name)
    if entry.width != (1, 1):
        raise ParameterError(
            _("{name} changes the number of channels; timm's models need a function that keeps it.").format(
                name=entry.name
            )
        )
    layer = module_class(entry)
    layer(**parameters)  # says now, not inside timm, what is wrong with the parameters
    return partial(layer, **parameters) if parameters else layer


def register_timm(*names: str) -> tuple[str, ...]:
    """Make entries known to timm by name, so that ``act_layer="golu"`` works in its models.

    Args:
        names: Names of elementwise entries; all of the catalogue where there is none.

    Returns:
        The names that timm now knows; ``actlab_relu`` and the like where timm has its own function of that name.

    Raises:
        UnknownNameError: No entry has the name.
        UsageError: timm is not installed, or an entry is not elementwise.

    Example, not run here because timm is an extra: ``register_timm("golu")`` gives ``('golu',)``.
    """
    registry = imported("timm", "timm.layers.create_act")._ACT_LAYER_DEFAULT
    found = layers(names, taken=registry)
    registry.update(found)
    return tuple(found)
