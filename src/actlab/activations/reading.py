"""Find an activation by whatever names it: a name, a place in a file, an expression, a function, a module, a class."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from actlab._shared.catalogue import fold
from actlab.activations._catalogue import CATALOGUE
from actlab.activations._expression import is_expression
from actlab.activations._spec import Activation
from actlab.activations.own import own_activation, read_own
from actlab.errors import CandidateError, ParameterError, UsageError
from actlab.i18n import _

__all__ = ["find_activation", "in_full", "read_activation"]

Values = tuple[tuple[str, float], ...]

_SPELLINGS = (
    ("torch.nn.functional.", ("torch.nn",)), ("nn.functional.", ("torch.nn",)), ("F.", ("torch.nn",)),
    ("nn.", ("torch.nn",)), ("torch.", ("torch.nn",)), ("tf.keras.", ("keras",)), ("tf.nn.", ("keras.activations",)),
    ("tf.math.", ("keras.activations",)), ("tf.", ("keras.activations",)), ("layers.", ("keras.layers",)),
)  # fmt: skip
"""How code begins the name of a function, and the libraries in whose names it is looked for."""


def find_activation(like: str | Activation | Callable[..., Any]) -> Activation:
    """Return the entry of whatever names an activation.

    Args:
        like: A name or alias of the catalogue, ``mine.py:act``, ``package.module:act``, an expression such as
            ``x*sigmoid(x)``, an entry, or a function, class or module of your own.

    Raises:
        UnknownNameError: No entry has the name.
        OwnFunctionError: What is the user's own is no activation.
        UsageError: Parameters are given where the entry itself is asked for.

    >>> find_activation("nn.GELU").name, find_activation("x*sigmoid(x)").name
    ('gelu', 'x_sigmoid_x')
    """
    entry, values = read_activation(like)
    if values:
        raise UsageError(
            _("{text} sets parameters, and here an activation is looked at with its defaults; type {name}.").format(
                text=like, name=entry.name
            )
        )
    return entry


def read_activation(
    like: str | Activation | Callable[..., Any], own: Mapping[str, Activation] | None = None
) -> tuple[Activation, Values]:
    """Return the entry of whatever names an activation, and the parameters that were given.

    Args:
        like: As for `find_activation`, names with parameters as ``leaky_relu:negative_slope=0.2``.
        own: Activations of the user's by name.

    Raises:
        UsageError: As for `find_activation`, or a parameter is unknown or out of its domain.

    >>> entry, values = read_activation("leaky_relu:negative_slope=0.2")
    >>> entry.name, values
    ('leaky_relu', (('negative_slope', 0.2),))
    """
    if not isinstance(like, str):
        return _of_object(like)
    entry, settings = _named(like.strip(), own or {})
    values = dict(_setting(like, setting) for setting in settings)
    checked = _checked(entry, values)
    return entry, tuple((key, checked[key]) for key in checked if key in values)


def _of_object(like: Activation | Callable[..., Any]) -> tuple[Activation, Values]:
    """Return the entry and values of an object: our modules and torch's classes by name, all else as own."""
    if isinstance(like, Activation):
        return like, ()
    entry, values = getattr(like, "entry", None), getattr(like, "values", None)
    if isinstance(entry, Activation) and entry.maker is None and callable(values):
        held = {
            name: float(value.detach() if hasattr(value, "detach") else value)
            for name, value in values().items()
            if name in entry.defaults
        }
        return entry, tuple((name, value) for name, value in held.items() if value != entry.defaults[name])
    known = f"{getattr(like, '__module__', '')}.{getattr(like, '__qualname__', '')}"
    if isinstance(like, type) and known.startswith("torch.nn.modules.activation."):
        name = f"torch.nn.{like.__name__}"
        if name in CATALOGUE:
            return CATALOGUE[name], ()
    return own_activation(like), ()


def _named(text: str, own: Mapping[str, Activation]) -> tuple[Activation, list[str]]:
    """Return the activation that a text names, and the settings behind it."""
    if is_expression(text):
        return read_own(text), []
    name, *settings = text.split(":")
    if name in own:
        return own[name], settings
    if settings and "=" not in settings[0] and (name.endswith(".py") or Path(name).is_file()):
        return read_own(f"{name}:{settings[0]}"), settings[1:]
    if settings and "=" not in settings[0] and name not in CATALOGUE:
        name = f"{name}:{settings.pop(0)}"  # a name in another library, as timm:mish
    name = in_full(name) if name not in CATALOGUE else name
    if name not in CATALOGUE and ":" in name and "." in name.partition(":")[0]:
        return read_own(name), settings
    return CATALOGUE[name], settings


def in_full(name: str) -> str:
    """Return a name as its library has it, from the way in which code calls it.

    >>> in_full("nn.GELU"), in_full("F.silu"), in_full("tf.nn.relu"), in_full("relu")
    ('torch.nn.GELU', 'torch.nn.SiLU', 'keras.activations.relu', 'relu')
    """
    for start, full in _SPELLINGS:
        if name.startswith(start):
            rest = name.removeprefix(start)
            found = next((f"{each}.{rest}" for each in full if f"{each}.{rest}" in CATALOGUE), None)
            twins = (twin.where for entry in CATALOGUE for twin in entry.twins if twin.where.startswith("torch.nn."))
            torchs = {fold(where.removeprefix("torch.nn.")): where for where in twins} if "torch.nn" in full else {}
            return torchs.get(fold(rest)) or found or name
    return name


def _checked(entry: Activation, values: Mapping[str, str]) -> dict[str, float]:
    """Return the values of all parameters; say which entry it is where another one is meant by a torch argument."""
    for name, value in values.items():
        if name not in entry.defaults:
            called = {twin.where for twin in entry.twins}
            wanted = f"{name}={value.strip(chr(39))!r}"
            for other in CATALOGUE:
                if any(twin.where in called and twin.arguments == wanted for twin in other.twins):
                    raise ParameterError(
                        _("{entry}:{name}={value} is an entry of its own here; type {other}.").format(
                            entry=entry.name, name=name, value=value, other=other.name
                        )
                    )
    return entry.check(values)


def _setting(like: str, setting: str) -> tuple[str, str]:
    name, equals, value = setting.partition("=")
    if not equals:
        raise CandidateError(
            _("'{setting}' in '{candidate}' is no parameter. Write it like leaky_relu:negative_slope=0.2.").format(
                setting=setting, candidate=like
            )
        )
    return name.strip(), value.strip()
