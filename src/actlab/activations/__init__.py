"""What an activation is: the entry, its parameters and properties, its module, and the catalogue of all entries.

The module classes (``actlab.activations.ReLU``, ``LeakyReLU``, ...) are made from the entries on first use;
everything else here imports no torch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from actlab.activations import properties
from actlab.activations._catalogue import CATALOGUE
from actlab.activations._parameters import Parameter, RealInterval
from actlab.activations._spec import Activation
from actlab.activations._twin import Twin, twin
from actlab.i18n import Text
from actlab.sources import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from actlab.activations.module import ActivationModule

__all__ = [
    "CATALOGUE",
    "Activation",
    "Parameter",
    "RealInterval",
    "Source",
    "Text",
    "Twin",
    "activation",
    "properties",
    "twin",
]


def activation(name: str | Activation | Callable[..., Any], **parameters: Any) -> ActivationModule:
    """Return the module of an activation.

    Args:
        name: A name or alias of the catalogue (``actlab list`` shows them), an entry, or something of your own: a
            function, a class, a module, ``mine.py:act``, or an expression such as ``x*sigmoid(x)``.
        parameters: The entry's parameters; ``dim`` for a function that acts along one dimension; ``gate`` for
            a gated one; ``num_parameters`` and ``channel_dim`` for learnable parameters; ``inplace=True`` where
            the function allows it.

    Raises:
        UnknownNameError: No entry has the name.
        AmbiguousNameError: The name means several things.
        ParameterError: A parameter is unknown, out of its domain or missing.

    >>> import torch
    >>> activation("leaky_relu", negative_slope=0.02)(torch.tensor([-1.0, 0.0, 1.0]))
    tensor([-0.0200,  0.0000,  1.0000])
    """
    from actlab.activations.module import module_class
    from actlab.activations.reading import find_activation

    entry = find_activation(name)
    return module_class(entry)(**parameters)


def __getattr__(name: str) -> Any:
    """Find the module class of an entry by its name, as pickle does."""
    if name[:1].isupper():
        for entry in CATALOGUE:
            if entry.class_name == name:
                from actlab.activations.module import module_class

                return module_class(entry)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
