"""Frozen values to plain JSON values and back: the one writer and the one reader of all records.

A dataclass becomes a dict of its fields, a tuple a list, an enumeration its value, and a number that is not
finite becomes None. The way back is read from the types of the fields, and is strict: a field that is missing,
unknown or of another type is refused by its path.
"""

from __future__ import annotations

import dataclasses
import math
import types
from collections.abc import Mapping
from dataclasses import MISSING
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

__all__ = ["IfNull", "UnknownSchemaError", "plain", "rebuild"]

T = TypeVar("T")


@dataclasses.dataclass(frozen=True)
class IfNull:
    """What None stands for in a field of type ``Annotated[float, IfNull(...)]``, such as an infinite end."""

    value: float


class UnknownSchemaError(ValueError):
    """A value whose field ``schema`` names a form that its class does not have."""

    def __init__(self, given: object, known: tuple[object, ...]) -> None:
        super().__init__(f"schema {given!r}, not {' or '.join(map(repr, known))}")
        self.given, self.known = given, known


def plain(value: Any) -> Any:
    """Return a value as dicts, lists, strings, booleans, finite numbers and None.

    >>> plain({"ends": (-float("inf"), 1.5)})
    {'ends': [None, 1.5]}
    """
    if dataclasses.is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def rebuild(kind: type[T], held: Any) -> T:
    """Return the value of a type whose plain form is held.

    Args:
        kind: A dataclass, a named tuple, or any type that their fields may have: enumerations, literals, unions,
            tuples, mappings with text as keys, and plain values.
        held: What `plain` returned, before or after a way through JSON.

    Raises:
        UnknownSchemaError: A field ``schema``, whose type is a literal, holds something else.
        ValueError: A part is missing, unknown, or of another type; the text begins with its path.

    >>> @dataclasses.dataclass(frozen=True)
    ... class Point:
    ...     x: float
    ...     name: str = "p"
    >>> rebuild(Point, {"x": 1})
    Point(x=1.0, name='p')
    >>> rebuild(Point, {"x": "1"})
    Traceback (most recent call last):
    ValueError: x: '1' is no float
    """
    found: T = _any(kind, held, "")
    return found


def _any(kind: Any, held: Any, path: str) -> Any:
    origin, args = get_origin(kind), get_args(kind)
    if origin is Annotated:
        found = [each.value for each in args[1:] if isinstance(each, IfNull)]
        return found[0] if found and held is None else _any(args[0], held, path)
    if origin in (Union, types.UnionType):
        return _union(args, held, path)
    if origin is Literal:
        return held if held in args and type(held) in map(type, args) else _refuse(path, held, kind)
    if origin is tuple:
        return _tuple(args, held, path)
    if origin is not None and issubclass(origin, Mapping):
        return {key: _any(args[1], each, f"{path}.{key}") for key, each in _mapping(held, path, kind).items()}
    if dataclasses.is_dataclass(kind):
        return _dataclass(kind, held, path)
    if isinstance(kind, type) and issubclass(kind, tuple):
        return kind(*_tuple(tuple(_hints(kind).values()), held, path))
    return _single(kind, held, path)


def _single(kind: Any, held: Any, path: str) -> Any:
    if kind is Any or (kind in (None, types.NoneType) and held is None):
        return held
    if kind is float and isinstance(held, int | float) and not isinstance(held, bool):
        return float(held)
    if isinstance(kind, type) and issubclass(kind, Enum) and held in {each.value for each in kind}:
        return kind(held)
    return held if type(held) is kind else _refuse(path, held, kind)


def _union(kinds: tuple[Any, ...], held: Any, path: str) -> Any:
    if type(held) in kinds:
        return _any(type(held), held, path)
    errors = []
    for kind in kinds:
        try:
            return _any(kind, held, path)
        except ValueError as error:
            errors.append(error)
    # The error from deepest inside tells most: a value that was nearly one of the kinds.
    raise max(errors, key=lambda error: len(str(error).partition(": ")[0]))


def _tuple(kinds: tuple[Any, ...], held: Any, path: str) -> tuple[Any, ...]:
    if not isinstance(held, list | tuple):
        _refuse(path, held, list)
    if kinds[1:] == (...,):
        kinds = (kinds[0],) * len(held)
    if len(held) != len(kinds):
        raise ValueError(f"{path}: {len(held)} items, not {len(kinds)}")
    return tuple(_any(kind, each, f"{path}[{i}]") for i, (kind, each) in enumerate(zip(kinds, held, strict=True)))


def _dataclass(kind: Any, held: Any, path: str) -> Any:
    hints, given = _hints(kind), _mapping(held, path, kind)
    known = {field.name: field for field in dataclasses.fields(kind) if field.init}
    if "schema" in known and given.get("schema", MISSING) not in (MISSING, *get_args(hints["schema"])):
        raise UnknownSchemaError(given["schema"], get_args(hints["schema"]))
    unknown = [name for name in given if name not in known]
    missing = [name for name, field in known.items() if name not in given and _needed(field)]
    if unknown or missing:
        raise ValueError(f"{path or kind.__name__}: unknown {unknown}, missing {missing}")
    start = f"{path}." if path else ""
    return kind(**{name: _any(hints[name], each, f"{start}{name}") for name, each in given.items()})


def _needed(field: dataclasses.Field[Any]) -> bool:
    """Return whether a plain form must have the field; a form always names itself."""
    return field.name == "schema" or (field.default is MISSING and field.default_factory is MISSING)


def _mapping(held: Any, path: str, kind: Any) -> Mapping[str, Any]:
    return held if isinstance(held, Mapping) else _refuse(path, held, kind)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


def _refuse(path: str, held: Any, kind: Any) -> Any:
    shown = repr(held)
    raise ValueError(f"{path or 'value'}: {shown[:40]} is no {getattr(kind, '__name__', kind)}")
