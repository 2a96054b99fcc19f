"""What decides what a user's function, network, loss or data computes, as one hash.

The walk goes from the object to all that it depends on: code, defaults, closures, the globals and helpers that the
code names, classes and their bases, the state of instances, the arguments of partials. It stops at what is
installed, which counts by its name and version. Nothing that changes with the process, the folder or the order of
hashing enters: no ids, no paths, no line numbers, no comments or docstrings.
"""

from __future__ import annotations

import enum
import functools
import hashlib
import logging
import sys
import types
import uuid
import weakref
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from actlab._shared.identity.code import imports_of, is_found, is_installed, names_of
from actlab._shared.identity.state import reduced, state_of
from actlab._shared.installed import file_is_installed, hash_of_file, is_compiled, module_is_installed, version_of

__all__ = ["Identity", "identify"]

Names = frozenset[str] | None
"""The names that the code which holds a module looks up; None where that is not known."""

_OUTSIDE_BUILTINS = frozenset({"open", "eval", "exec", "compile", "globals", "vars", "input", "__import__"})
_OUTSIDE = frozenset(
    {
        "os.environ", "os.getenv", "time.time", "time.perf_counter", "time.monotonic", "torch.load", "numpy.load",
        "numpy.loadtxt", "numpy.genfromtxt", "numpy.fromfile", "importlib.import_module", "io.open",
    }
)  # fmt: skip
_OUTSIDE_METHODS = frozenset({"read_text", "read_bytes", "__globals__"})
_PLAIN = (type(None), bool, int, complex, str, bytes, type(Ellipsis), type(NotImplemented))
_NAMED = (
    types.BuiltinFunctionType, types.MethodDescriptorType, types.WrapperDescriptorType, types.GetSetDescriptorType,
    types.MemberDescriptorType, types.ClassMethodDescriptorType, types.MethodWrapperType,
)  # fmt: skip
_WITHOUT_EFFECT = (
    logging.Logger, weakref.ReferenceType, weakref.WeakKeyDictionary, weakref.WeakValueDictionary, weakref.WeakSet,
)  # fmt: skip
_NO_BEHAVIOUR = frozenset(
    {"__module__", "__doc__", "__dict__", "__weakref__", "__annotations__", "__firstlineno__", "__qualname__",
     "__static_attributes__", "_abc_impl", "__abstractmethods__", "__parameters__", "__orig_bases__"}
)  # fmt: skip
_LOCKS = ("lock", "RLock")


@dataclass(frozen=True)
class Identity:
    """The hash of all that decides what something of the user's computes.

    Args:
        digest: The hash.
        doubts: What it depends on and no hash can cover; empty where all is covered.

    >>> identify(lambda x: 2 * x) == identify(lambda x: 2 * x), identify(lambda x: 2 * x) == identify(lambda x: 3 * x)
    (True, False)
    """

    digest: str
    doubts: tuple[str, ...] = ()

    def with_behaviour(self, *observed: bytes) -> Identity:
        """Return the identity with what was seen when it was called, such as values on a grid."""
        return Identity(_hash(self.digest.encode(), *observed).hex(), self.doubts)

    def content(self) -> str:
        """Return text for the hash of a plan: another one each time where something is not covered."""
        return f"{self.digest} {uuid.uuid4().hex}" if self.doubts else self.digest


def identify(thing: Any) -> Identity:
    """Return the identity of an object: a function, a class, an instance, a module, data.

    >>> import functools, operator
    >>> identify(functools.partial(operator.mul, 2)) == identify(functools.partial(operator.mul, 3))
    False
    """
    walk = _Walk()
    try:
        digest = walk.digest(thing)
    except RecursionError:
        walk.doubts["objects nested too deeply"] = None
        digest = b""
    return Identity(digest.hex(), tuple(walk.doubts))


def _hash(*parts: bytes) -> bytes:
    found = hashlib.sha256()
    for part in parts:
        found.update(len(part).to_bytes(8, "little"))
        found.update(part)
    return found.digest()


class _Walk:
    """One walk over the objects. Each object's hash is made of those of its parts; a cycle is cut where it closes."""

    def __init__(self) -> None:
        self.doubts: dict[str, None] = {}
        self._found: dict[tuple[int, Names], bytes] = {}
        self._path: list[tuple[int, Names]] = []
        self._kept: list[Any] = []  # ids are unique only among the living

    def digest(self, value: Any, names: Names = None) -> bytes:
        """Return the hash of a value."""
        if isinstance(value, _PLAIN) and type(value) in _PLAIN:
            return _hash(type(value).__name__.encode(), repr(value).encode())
        if type(value) is float:
            return _hash(b"float", value.hex().encode())
        key = (id(value), names if isinstance(value, types.ModuleType) else None)
        if key in self._found:
            return self._found[key]
        if key in self._path:
            return _hash(b"cycle", str(len(self._path) - self._path.index(key)).encode())
        self._path.append(key)
        self._kept.append(value)
        try:
            self._found[key] = self._looked_into(value, names)
        finally:
            self._path.pop()
        return self._found[key]

    def _all(self, kind: str, *values: Any) -> bytes:
        return _hash(kind.encode(), *(self.digest(value) for value in values))

    def _looked_into(self, value: Any, names: Names) -> bytes:
        for kinds, look in _LOOKS:
            if isinstance(value, kinds):
                return look(self, value, names)
        if type(value).__name__ in _LOCKS and type(value).__module__ == "_thread":
            return _hash(b"lock")
        return self._instance(value)

    def _sequence(self, value: Iterable[Any], _names: Names) -> bytes:
        return _hash(self.digest(type(value)), *map(self.digest, value), self._attributes(value))

    def _mapping(self, value: dict[Any, Any], _names: Names) -> bytes:
        pairs = (part for pair in value.items() for part in pair)
        return _hash(self.digest(type(value)), *map(self.digest, pairs), self._attributes(value))

    def _set(self, value: Iterable[Any], _names: Names) -> bytes:
        return _hash(self.digest(type(value)), *sorted(map(self.digest, value)), self._attributes(value))

    def _attributes(self, value: Any) -> bytes:
        held = getattr(value, "__dict__", None)
        return self._sorted(held) if held else b""

    def _sorted(self, held: Any, names: Names = None) -> bytes:
        parts = (part for name in sorted(held, key=str) for part in (name, held[name]))
        return _hash(*(self.digest(part, names) for part in parts))

    def _member(self, value: enum.Enum, _names: Names) -> bytes:
        return _hash(self.digest(type(value)), value.name.encode())

    def _named(self, value: Any, _names: Names) -> bytes:
        """Look at what is written in C: it is known by its name and by what it is bound to."""
        owner = getattr(value, "__objclass__", None) or getattr(value, "__self__", None)
        self._doubt_if_outside(f"{getattr(value, '__module__', '')}.{value.__name__}")
        if isinstance(owner, types.ModuleType):
            return _hash(b"named", value.__name__.encode(), self.digest(owner, frozenset()))
        module = getattr(value, "__module__", None) or ""
        return _hash(b"named", value.__name__.encode(), module.encode(), self.digest(owner))

    def _partial(self, value: functools.partial[Any], _names: Names) -> bytes:
        return self._all("partial", value.func, value.args, value.keywords, value.__dict__)

    def _method(self, value: types.MethodType, _names: Names) -> bytes:
        return self._all("method", value.__func__, value.__self__)

    def _property(self, value: property, _names: Names) -> bytes:
        return self._all("property", value.fget, value.fset, value.fdel)

    def _wrapped(self, value: Any, _names: Names) -> bytes:
        return self._all(type(value).__name__, value.__wrapped__)

    def _cell(self, value: types.CellType, names: Names) -> bytes:
        try:
            return _hash(b"cell", self.digest(value.cell_contents, names))
        except ValueError:
            return _hash(b"empty cell")

    def _without_effect(self, value: Any, _names: Names) -> bytes:
        return _hash(b"without effect", type(value).__name__.encode())

    def _function(self, value: types.FunctionType, _names: Names) -> bytes:
        self._doubt_if_outside(f"{value.__module__}.{value.__qualname__}")
        cells = value.__closure__ or ()
        own = (value.__defaults__, value.__kwdefaults__, value.__dict__)
        if file_is_installed(value.__code__.co_filename):
            known = is_found(value)
            return self._all("installed", *self._place(value), *(() if known else (cells, *own)))
        doc = value.__doc__ if value.__code__.co_consts[:1] == (value.__doc__,) else None
        names = names_of(value.__code__)
        return _hash(
            b"function",
            self._code(value.__code__, doc),
            *(self._cell(cell, names) for cell in cells),
            *map(self.digest, own),
            self._globals(value, names),
            self._imports(value, names),
        )

    def _code(self, code: types.CodeType, doc: str | None = None) -> bytes:
        constants = [None if doc is not None and c is doc else c for c in code.co_consts]
        arguments = code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags
        named = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        rest = code.co_code, getattr(code, "co_exceptiontable", b""), code.co_names, arguments, named
        inner = (self._code(c) if isinstance(c, types.CodeType) else self.digest(c) for c in constants)
        return _hash(*map(self.digest, rest), *inner)

    def _globals(self, function: types.FunctionType, names: frozenset[str]) -> bytes:
        """Look at the global values that a function names, and doubt what it finds out as it runs."""
        held = function.__globals__
        for name in sorted(names & (_OUTSIDE_BUILTINS | _OUTSIDE_METHODS) - held.keys()):
            self.doubts[f"{function.__name__} uses {name}"] = None
        return self._sorted({name: held[name] for name in names if name in held}, names)

    def _imports(self, function: types.FunctionType, names: frozenset[str]) -> bytes:
        """Look at the modules that a function imports as it runs."""
        found = {}
        for name in imports_of(function.__code__):
            package = function.__globals__.get("__package__") or ""
            module = sys.modules.get(name) or sys.modules.get(f"{package}.{name}".rstrip("."))
            if module is None:
                self.doubts[f"{function.__name__} imports {name or package}"] = None
            else:
                found[name] = module
        return self._sorted(found, names)

    def _type(self, value: type, _names: Names) -> bytes:
        module = sys.modules.get(value.__module__)
        if value.__module__ == "builtins" or (module and module_is_installed(module) and is_found(value)):
            return self._all("class", *self._place(value))
        held = {name: each for name, each in vars(value).items() if name not in _NO_BEHAVIOUR}
        return _hash(b"own class", self.digest(type(value)), *map(self.digest, value.__bases__), self._sorted(held))

    def _place(self, value: Any) -> tuple[str, str, str]:
        module = value.__module__ or ""
        return module, value.__qualname__, version_of(module)

    def _module(self, value: types.ModuleType, names: Names) -> bytes:
        held = vars(value)
        wanted = sorted(held.keys() & names) if names is not None else sorted(n for n in held if n[:2] != "__")
        if not module_is_installed(value):
            if is_compiled(value):
                return _hash(b"compiled", hash_of_file(value).encode())
            return _hash(b"own module", self._sorted({name: held[name] for name in wanted}, names))
        for name in wanted if names is not None else ():
            self._doubt_if_outside(f"{value.__name__}.{name}")
        inside = {name: held[name] for name in wanted if names is not None and _may_be_patched(held[name])}
        return _hash(self._all("module", value.__name__, version_of(value.__name__)), self._sorted(inside, names))

    def _doubt_if_outside(self, place: str) -> None:
        if place in _OUTSIDE:
            self.doubts[place] = None

    def _instance(self, value: Any) -> bytes:
        """Look at an object's class and its state, as its own class or what copies it tells it."""
        kind = self.digest(type(value))
        state = state_of(value, own=not is_found(type(value)) or not is_installed(type(value)))
        if state is None:
            try:
                state = reduced(value)
            except Exception:  # what cannot be copied raises whatever its author chose
                self.doubts[f"an object of the type {type(value).__name__}"] = None
                return _hash(b"unknown", kind)
        return _hash(b"instance", kind, self.digest(state))


Look = Callable[[_Walk, Any, Names], bytes]

_LOOKS: tuple[tuple[Any, Look], ...] = (
    (enum.Enum, _Walk._member),
    (types.FunctionType, _Walk._function),
    (type, _Walk._type),
    (types.ModuleType, _Walk._module),
    (functools.partial, _Walk._partial),
    (types.MethodType, _Walk._method),
    (_NAMED, _Walk._named),
    (property, _Walk._property),
    ((staticmethod, classmethod, functools._lru_cache_wrapper), _Walk._wrapped),
    (types.CellType, _Walk._cell),
    (_WITHOUT_EFFECT, _Walk._without_effect),
    ((tuple, list), _Walk._sequence),
    ((set, frozenset), _Walk._set),
    ((dict, types.MappingProxyType), _Walk._mapping),
)


def _may_be_patched(value: Any) -> bool:
    """Return whether something in an installed module is the user's, or a module in which something may be."""
    return isinstance(value, types.ModuleType) or (isinstance(value, types.FunctionType) and not is_installed(value))
