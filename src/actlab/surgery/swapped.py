"""A module whose activation calls are answered by other activations: a subclass of its class, made when asked.

The module keeps its attributes, its state-dict keys and its place in the model; only its class changes. The subclass
enters a ``TorchFunctionMode`` around the original forward pass, which hands each activation call to the replacement
that is registered for it. That works in training, under activation checkpointing and in other threads, and
``torch.compile`` and ``torch.export`` trace through it. Pickling and copying rebuild the subclass from its base.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any

from torch import nn
from torch.overrides import TorchFunctionMode, _get_current_function_mode_stack

from actlab.surgery.known import FUNCTIONS

__all__ = ["CallTable", "UnseenCallError", "is_swapped", "restored", "swapped"]


class UnseenCallError(RuntimeError):
    """The model made an activation call that it had not made when the swap was planned."""


_TABLE = "_actlab_swap"
_MARK = "_actlab_original"
_METHODS = "_actlab_methods"


@dataclass
class CallTable:
    """Which calls of a module's forward pass are answered by which of its children.

    Args:
        calls: Call index to the name of the function that is expected there and of the child that answers; an empty
            name where the call stays as it is.
        names: Function name to the child that answers its calls where the index says nothing.
        known_only: Functions of which every call must have its own entry in ``calls``: a call that was not seen
            when the plan was made is an error, since it would silently keep the old activation.
        methods: Methods that activation checkpointing runs again outside the forward pass, each with the index of its
            first call.
    """

    calls: dict[int, tuple[str, str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    known_only: frozenset[str] = frozenset()
    methods: dict[str, int] = field(default_factory=dict)

    def child(self, index: int, name: str) -> str | None:
        """Return the child that answers a call; None where the call stays as it is."""
        expected, child = self.calls.get(index, ("", ""))
        if expected == name:
            return child or None
        if name in self.known_only:
            raise UnseenCallError(f"a call of {name} that was not seen when the swap was planned")
        return self.names.get(name)


class _Replacing(TorchFunctionMode):
    """Answers the activation calls of one module while its own code runs."""

    def __init__(self, module: nn.Module, table: CallTable, count: int = 0) -> None:
        super().__init__()
        self.module = module
        self.table = table
        self.count = count
        self.away = 0

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        known = FUNCTIONS.get(func) if self.away == 0 else None
        if known is None:
            return func(*args, **kwargs)
        index, self.count = self.count, self.count + 1
        child = self.table.child(index, known[0])
        if child is None:
            return func(*args, **kwargs)
        x = args[0] if args else kwargs["input"]
        replacement = self.module._modules[child]
        assert replacement is not None
        place = known[1].inplace
        asked = kwargs.get("inplace") is True or (place is not None and len(args) > place and args[place] is True)
        if known[1].overwrites or asked:
            # g(x.clone()) keeps what autograd needs: with g(x) the copy would destroy it
            return x.copy_(replacement(x.clone()))
        return replacement(x)


def _forward(self: nn.Module, *args: Any, **kwargs: Any) -> Any:
    """Run the original forward pass with this module's own replacements, and with those of outer modules at rest."""
    stack = _get_current_function_mode_stack()  # type: ignore[no-untyped-call]
    outer = [mode for mode in stack if isinstance(mode, _Replacing)]
    for mode in outer:
        mode.away += 1
    try:
        original = getattr(type(self), _MARK)
        table: CallTable | None = getattr(self, _TABLE, None)
        if table is None:
            return original.forward(self, *args, **kwargs)
        with _Replacing(self, table):
            return original.forward(self, *args, **kwargs)
    finally:
        for mode in outer:
            mode.away -= 1


def _again(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
    """Return a method that enters the mode also where the forward pass has ended: in a checkpoint's second run."""

    @functools.wraps(original)
    def method(self: nn.Module, *args: Any, **kwargs: Any) -> Any:
        stack = _get_current_function_mode_stack()  # type: ignore[no-untyped-call]
        if any(isinstance(mode, _Replacing) and mode.module is self for mode in stack):
            return original(self, *args, **kwargs)
        table: CallTable = getattr(self, _TABLE)
        with _Replacing(self, table, table.methods[name]):
            return original(self, *args, **kwargs)

    return method


def _reduce(self: nn.Module, _protocol: int) -> Any:
    """Pickle and copy as the original class with a note to swap it again."""
    return _rebuilt, (getattr(type(self), _MARK), getattr(type(self), _METHODS)), self.__dict__


def _rebuilt(original: Any, methods: tuple[str, ...]) -> nn.Module:
    kind = _subclass(original, methods)
    return kind.__new__(kind)


@functools.cache
def _subclass(original: Any, methods: tuple[str, ...]) -> type[nn.Module]:
    # a code object of its own: dynamo caches compiled graphs by code object
    code = _forward.__code__.replace(co_name=f"forward_{original.__name__}")
    body = {
        "forward": functools.wraps(original.forward)(FunctionType(code, globals())),
        **{name: _again(name, getattr(original, name)) for name in methods},
        "__reduce_ex__": _reduce,
        _MARK: original,
        _METHODS: methods,
        "__doc__": original.__doc__,
        "__module__": original.__module__,
        "__qualname__": original.__qualname__,
    }
    return type(original.__name__, (original,), body)


def is_swapped(module: nn.Module) -> bool:
    """Return whether the class of a module was exchanged."""
    return hasattr(type(module), _MARK)


def swapped(module: nn.Module, table: CallTable | None) -> None:
    """Exchange a module's class, so that its calls are answered by the table.

    Args:
        module: The module; the children that the table names are registered by the caller.
        table: Its calls; None keeps its calls as they are, but hides them from the modules around it.
    """
    if not is_swapped(module):
        kind: Any = type(module)
        module.__class__ = _subclass(kind, tuple(table.methods) if table else ())
    if table is not None:
        module.__dict__[_TABLE] = table


def restored(module: nn.Module) -> None:
    """Give a module its own class back."""
    if is_swapped(module):
        module.__class__ = getattr(type(module), _MARK)
        module.__dict__.pop(_TABLE, None)
