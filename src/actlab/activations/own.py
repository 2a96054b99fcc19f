"""A user's own function, class or module as an activation: read it, try it, wrap it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from actlab._shared.catalogue import fold
from actlab._shared.identity import identify
from actlab._shared.user_code import Own, read_callable
from actlab.activations._expression import Expression, is_expression
from actlab.activations._makers import OwnFunction, maker_of
from actlab.activations._spec import Activation
from actlab.errors import OwnFunctionError
from actlab.i18n import _
from actlab.sources import Source

__all__ = ["own_activation", "read_own", "told_apart"]


def read_own(text: str) -> Activation:
    """Read ``mine.py:my_act``, ``package.module:my_act``, or an expression such as ``x*sigmoid(x)``.

    Raises:
        OwnFunctionError: The file or the name is missing, the file fails, or what it names is no activation.
    """
    if is_expression(text):
        return _activation(Own(Expression(text), text), re.sub(r"\W+", "_", text))
    return _activation(read_callable(text, OwnFunctionError, "mine.py:my_act"), "")


def own_activation(thing: Callable[..., Any], *, name: str = "") -> Activation:
    """Return something of the user's as an activation.

    Args:
        thing: A function of one floating tensor, of any shape, that returns a tensor of that dtype; a class whose
            instances are such functions, as an ``nn.Module`` is: each layer of each network gets an instance of its
            own, made with the layer's width where the class asks for it; or an object, of which each layer gets a
            copy. Functions along the units, and such as halve or double them, are known as what they are.
        name: Its name in records; its own by default.

    Raises:
        OwnFunctionError: It raises, changes the dtype, mixes samples, yields NaN, overwrites its input, has no
            gradient or one that is no number, or changes from call to call.

    >>> import torch
    >>> own_activation(lambda x: x * torch.sigmoid(x), name="my_silu").name
    'my_silu'
    """
    if not callable(thing):
        raise OwnFunctionError(
            _("{thing} is no activation: give a name, a function of a tensor, or a module.").format(thing=repr(thing))
        )
    return _activation(Own(thing), name)


def told_apart(entries: Sequence[Activation]) -> tuple[Activation, ...]:
    """Return the entries, those of the user's that share a name with another one renamed after their files.

    Two of one file keep their name.

    >>> [entry.name for entry in told_apart([own_activation(lambda x: 2 * x, name="mine")])]
    ['mine']
    """
    held: dict[str, set[str]] = {}
    for entry in entries:
        if entry.maker is not None:
            held.setdefault(entry.name, set()).add(entry.maker.own.origin)
    named = [_renamed(entry) if len(held.get(entry.name, ())) > 1 else entry for entry in entries]
    contents: dict[str, list[str]] = {}
    for entry in named:
        known = contents.setdefault(entry.name, [])
        known += [entry.content] if entry.content not in known else []
    return tuple(
        replace(entry, name=f"{entry.name}#{number + 1}") if number else entry
        for entry in named
        for number in [contents[entry.name].index(entry.content)]
    )


def _activation(own: Own, name: str) -> Activation:
    from actlab.activations._catalogue import CATALOGUE
    from actlab.activations._own_module import OwnModule
    from actlab.activations._probes import probe

    thing = own.thing
    given = name or own.where.rpartition(":")[2] or getattr(thing, "__name__", type(thing).__name__)
    label = "".join(c if c.isalnum() or c == "_" else "_" for c in given).strip("_") or "own"
    maker, parameters = maker_of(own, label)
    maker = replace(maker, module=OwnModule)
    found = probe(maker)
    identity = identify(thing).with_behaviour(*found.behaviour)
    entry = Activation(
        name=label,
        title=label if label.isidentifier() else f"own_{label}",
        function=OwnFunction(maker),
        maker=maker,
        kind=found.kind,
        width=found.width,
        parameters=parameters,
        source=Source("the user", "own function", 0),
        shelf="own",
        where=own.where,
        content=identity.content(),
        doubts=identity.doubts,
        fails_at=found.far,
    )
    taken = any(fold(label) == fold(other.name) for other in CATALOGUE)
    return _renamed(entry) if taken else entry


def _renamed(entry: Activation) -> Activation:
    """Return the entry with the name of its file behind its own name."""
    assert entry.maker is not None
    own: Own = entry.maker.own
    return (
        replace(entry, name=f"{entry.name} ({own.origin or 'own'})") if own.origin or "(" not in entry.name else entry
    )
