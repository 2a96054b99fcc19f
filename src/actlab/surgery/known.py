"""Which torch functions and module classes are activations, and which entry of the catalogue each one is.

A function is recognised by what torch calls (``torch.relu``, ``F.relu_``, ``Tensor.relu`` ...), a module by its
class: those of ``torch.nn`` by the twins that the entries declare, those of timm and transformers by the tables of
names of these libraries, where they are loaded. Subclasses count as their base only if they keep its ``forward``.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812  its usual name

from actlab.activations import CATALOGUE, Activation
from actlab.activations.module import ActivationModule

__all__ = [
    "FUNCTIONS",
    "KnownFunction",
    "Meaning",
    "known_function",
    "meaning_of_call",
    "meaning_of_module",
    "overwrites",
]


@dataclass(frozen=True)
class Meaning:
    """What an activation call computes.

    Args:
        entry: The entry's name.
        values: Parameters that differ from the entry's defaults.
        dim: The axis of a vector or gated function; None for an elementwise one.
    """

    entry: str
    values: tuple[tuple[str, float], ...] = ()
    dim: int | None = None

    @property
    def kind(self) -> str:
        """``elementwise``, ``vector`` or ``gated``."""
        return CATALOGUE[self.entry].kind

    @property
    def label(self) -> str:
        """The name with its parameters, as a candidate of a comparison is spelled.

        >>> Meaning("leaky_relu", (("negative_slope", 0.2),)).label
        'leaky_relu:negative_slope=0.2'
        """
        said = ",".join(f"{name}={value:g}" for name, value in self.values)
        return f"{self.entry}:{said}" if said else self.entry


@dataclass(frozen=True)
class KnownFunction:
    """How to read a call of a torch function.

    Args:
        entry: The entry that it is.
        parameters: The entry's parameters, each with its place and its keyword in the call.
        dim: Place of the axis among the arguments, for functions that have one.
        overwrites: Whether the call always writes into its input.
        inplace: Place of the argument that asks for that, for functions that have one.
        reads: Turns the arguments into another entry, for functions that are several.
    """

    entry: str
    parameters: tuple[tuple[str, int, str], ...] = ()
    dim: int | None = None
    overwrites: bool = False
    inplace: int | None = None
    reads: Callable[[tuple[Any, ...], Mapping[str, Any]], str] | None = None


def _gelu(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> str:
    return "gelu_tanh" if _argument(args, kwargs, 1, "approximate") == "tanh" else "gelu"


_NAMES: dict[str, KnownFunction] = {
    "celu": KnownFunction("celu", (("alpha", 1, "alpha"),)),
    "elu": KnownFunction("elu", (("alpha", 1, "alpha"),)),
    "expit": KnownFunction("sigmoid"),
    "gelu": KnownFunction("gelu", reads=_gelu),
    "glu": KnownFunction("glu", dim=1),
    "gumbel_softmax": KnownFunction("gumbel_softmax", dim=4),
    "hardshrink": KnownFunction("hardshrink", (("lambd", 1, "lambd"),)),
    "hardsigmoid": KnownFunction("hard_sigmoid_torch"),
    "hardswish": KnownFunction("hardswish"),
    "hardtanh": KnownFunction("hardtanh", (("min_val", 1, "min_val"), ("max_val", 2, "max_val"))),
    "leaky_relu": KnownFunction("leaky_relu", (("negative_slope", 1, "negative_slope"),)),
    "log_softmax": KnownFunction("log_softmax", dim=1),
    "logsigmoid": KnownFunction("logsigmoid"),
    "mish": KnownFunction("mish"),
    "prelu": KnownFunction("prelu"),
    "relu": KnownFunction("relu"),
    "relu6": KnownFunction("relu6"),
    "rrelu": KnownFunction("rrelu", (("lower", 1, "lower"), ("upper", 2, "upper"))),
    "selu": KnownFunction("selu"),
    "sigmoid": KnownFunction("sigmoid"),
    "silu": KnownFunction("silu"),
    "softmax": KnownFunction("softmax", dim=1),
    "softmin": KnownFunction("softmin", dim=1),
    "softplus": KnownFunction("softplus", (("beta", 1, "beta"),)),
    "softshrink": KnownFunction("softshrink", (("lambd", 1, "lambd"),)),
    "softsign": KnownFunction("softsign"),
    "tanh": KnownFunction("tanh"),
    "tanhshrink": KnownFunction("tanhshrink"),
    "threshold": KnownFunction("threshold", (("threshold", 1, "threshold"), ("value", 2, "value"))),
}


def _place(function: Callable[..., Any], name: str) -> int | None:
    """Return the place of an argument; None for functions without it. Those of C++ have no in-place flag."""
    try:
        names = list(inspect.signature(function).parameters)
    except ValueError:
        return None
    return names.index(name) if name in names else None


def _functions() -> dict[Any, tuple[str, KnownFunction]]:
    """Callable to its dotted name and how to read it; in-place forms end with an underscore."""
    found: dict[Any, tuple[str, KnownFunction]] = {}
    for name, known in _NAMES.items():
        for place, where in (("F", F), ("torch", torch), ("Tensor", Tensor), ("special", torch.special)):
            for spelled in (name, f"{name}_"):
                function = getattr(where, spelled, None)
                if callable(function):
                    here = replace(known, overwrites=spelled.endswith("_"), inplace=_place(function, "inplace"))
                    found.setdefault(function, (f"{place}.{spelled}", here))
    return found


FUNCTIONS = _functions()
"""Each torch function that is an activation, with its name and how to read its calls; a plain dictionary, since
compiled code looks functions up in it too."""


def known_function(function: Any) -> tuple[str, KnownFunction] | None:
    """Return the name of a torch function that is an activation and how to read its calls; None for all others.

    >>> known_function(torch.relu)[0], known_function(torch.matmul)
    ('torch.relu', None)
    """
    try:
        return FUNCTIONS.get(function)
    except TypeError:  # not hashable
        return None


def meaning_of_call(known: KnownFunction, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Meaning:
    """Return what a call with these arguments computes.

    Args:
        known: How to read it.
        args: The arguments by place, the input first.
        kwargs: Those by keyword.
    """
    name = known.reads(args, kwargs) if known.reads else known.entry
    values = {
        parameter: value
        for parameter, place, keyword in known.parameters
        if isinstance(value := _argument(args, kwargs, place, keyword), int | float)
    }
    dim = _argument(args, kwargs, known.dim, "dim") if known.dim is not None else None
    return _meaning(CATALOGUE[name], values, dim if isinstance(dim, int) else None)


def overwrites(known: KnownFunction, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool:
    """Return whether a call writes into its input."""
    return known.overwrites or _argument(args, kwargs, known.inplace, "inplace") is True


def _argument(args: tuple[Any, ...], kwargs: Mapping[str, Any], place: int | None, keyword: str) -> Any:
    if keyword in kwargs:
        return kwargs[keyword]
    return args[place] if place is not None and place < len(args) else None


def _meaning(entry: Activation, values: Mapping[str, Any], dim: int | None = None) -> Meaning:
    differ = {name: float(value) for name, value in values.items() if value != entry.defaults.get(name)}
    return Meaning(entry.name, tuple(sorted(differ.items())), dim)


def meaning_of_module(module: nn.Module) -> Meaning | None:
    """Return what an activation module computes, or None for a module that is no known activation.

    >>> meaning_of_module(nn.LeakyReLU(0.2)).label
    'leaky_relu:negative_slope=0.2'
    >>> meaning_of_module(nn.Linear(2, 2)) is None
    True
    """
    if isinstance(module, ActivationModule):
        fixed = {name: value for name, value in module.values().items() if isinstance(value, float)}
        return _meaning(module.entry, fixed, module.dim)
    if isinstance(module, nn.GELU):
        return Meaning("gelu_tanh" if module.approximate == "tanh" else "gelu")
    name = _of_class(type(module))
    if name is None:
        return None
    entry = CATALOGUE[name]
    values = {name: value for name in entry.defaults if isinstance(value := getattr(module, name, None), int | float)}
    dim = getattr(module, "dim", None)
    return _meaning(entry, values, dim if isinstance(dim, int) else None)


def _of_class(kind: type[nn.Module]) -> str | None:
    """Return the entry of a class: its own, or that of a base whose ``forward`` it keeps."""
    table = {**_torch_classes(), **dict(_library_classes())}
    for base in kind.__mro__:
        if base in table and kind.forward is getattr(base, "forward", None):
            return table[base]
    return None


@cache
def _torch_classes() -> dict[type, str]:
    found: dict[type, str] = {}
    for entry in CATALOGUE:
        for twin in entry.twins:
            kind = getattr(nn, twin.where.removeprefix("torch.nn."), None)
            if isinstance(kind, type) and entry.name != "identity":
                found.setdefault(kind, entry.name)
    return {**found, nn.Softmax2d: "softmax"}


def _library_classes() -> Iterator[tuple[type, str]]:
    """Yield the classes of timm and transformers that have an entry, if these libraries are loaded."""
    timm = sys.modules.get("timm.layers.create_act")
    for name, kind in getattr(timm, "_ACT_LAYER_DEFAULT", {}).items():
        if isinstance(kind, type) and name != "identity" and f"timm:{name}" in CATALOGUE:
            yield kind, CATALOGUE[f"timm:{name}"].name
    transformers = sys.modules.get("transformers.activations")
    for name, made in getattr(transformers, "ACT2CLS", {}).items():
        kind = made[0] if isinstance(made, tuple) else made
        if isinstance(kind, type) and f"transformers:{name}" in CATALOGUE:
            yield kind, CATALOGUE[f"transformers:{name}"].name
