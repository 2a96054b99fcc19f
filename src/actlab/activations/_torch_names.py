"""The constructors' arguments as ``torch.nn`` spells them: by position, and under its own names."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from functools import cache
from typing import Any

from torch import nn

from actlab.activations._spec import Activation
from actlab.errors import ParameterError
from actlab.i18n import _

__all__ = ["by_name", "meant_by", "overwrites"]

_OLD = {"min_value": "min_val", "max_value": "max_val"}  # nn.Hardtanh has renamed them
_STRUCTURAL = frozenset({"inplace", "dim", "num_parameters", "device", "dtype"})


def by_name(entry: Activation, arguments: tuple[Any, ...], settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return all arguments by our names.

    Raises:
        ParameterError: There are too many, or one is given twice.

    >>> from actlab.activations import CATALOGUE
    >>> by_name(CATALOGUE["threshold"], (0.5, 2.0, True), {})
    {'threshold': 0.5, 'value': 2.0, 'inplace': True}
    """
    order = _order(entry)
    if len(arguments) > len(order):
        raise ParameterError(
            _("{entry} takes at most {most} arguments by position ({names}); got {given}.").format(
                entry=entry.name, most=len(order), names=", ".join(order) or "-", given=len(arguments)
            )
        )
    named = dict(zip(order, arguments, strict=False))
    twice = [name for name in settings if name in named]
    if twice:
        raise ParameterError(
            _("{entry} got '{name}' both by position and by name; give it once.").format(
                entry=entry.name, name=twice[0]
            )
        )
    given = {**named, **settings}
    return {_ours(entry, name): value for name, value in given.items() if not (name in _OLD and value is None)}


def meant_by(entry: Activation, named: dict[str, Any]) -> Activation:
    """Return the entry that torch's further arguments mean, and take them out.

    Raises:
        ParameterError: They mean nothing here.

    >>> from actlab.activations import CATALOGUE
    >>> meant_by(CATALOGUE["gelu"], {"approximate": "tanh"}).name
    'gelu_tanh'
    """
    if entry.spelled is None:
        return entry
    further = {name: named.pop(name) for name in inspect.signature(entry.spelled).parameters if name in named}
    meant = entry.spelled(**further)
    if meant is None:
        given = ", ".join(f"{name}={value!r}" for name, value in further.items())
        raise ParameterError(
            _("{entry} does not know {given}; see the same module in torch.nn.").format(entry=entry.name, given=given)
        )
    return meant


def overwrites(entry: Activation) -> bool:
    """Return whether ``inplace=True`` overwrites the input: where torch's module does, or the entry itself can."""
    return entry.inplace is not None or "inplace" in _torch_signature(entry)


def _order(entry: Activation) -> tuple[str, ...]:
    return _torch_signature(entry) or tuple(parameter.name for parameter in entry.parameters)


@cache
def _torch_signature(entry: Activation) -> tuple[str, ...]:
    """Return what the constructor of the same module in ``torch.nn`` takes, in its order."""
    for twin in entry.twins:
        library, _dot, name = twin.where.rpartition(".")
        made = getattr(nn, name, None) if library == "torch.nn" and twin.differs is None else None
        if isinstance(made, type):
            parameters = inspect.signature(made).parameters.values()
            named = [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
            return tuple(name for name in named if name in _STRUCTURAL or f"{name}=" not in twin.arguments)
    return ()


def _ours(entry: Activation, name: str) -> str:
    known = {parameter.name for parameter in entry.parameters}
    if name in known or name in _STRUCTURAL or name not in _torch_signature(entry):
        return name
    learnable = [parameter.name for parameter in entry.parameters if parameter.learnable]
    return learnable[0] if name == "init" and learnable else _OLD.get(name, name)
