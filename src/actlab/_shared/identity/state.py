"""The state of an object, as plain values that the walk can look into."""

from __future__ import annotations

import copyreg
import re
import sys
from collections.abc import Callable
from typing import Any

__all__ = ["reduced", "state_of"]

_COMMENT = re.compile(r" # .*$", re.MULTILINE)


def state_of(value: Any, *, own: bool) -> Any:
    """Return an object's state, or None where only copying it would tell.

    Args:
        value: The object.
        own: Whether its class is the user's, whose attributes then are all that there is.
    """
    torch = sys.modules.get("torch")
    if torch is not None:
        for kind, state in _torch_kinds(torch):
            if isinstance(value, kind):
                return state(value)
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, numpy.ndarray) and value.dtype.kind != "O":
        return [value.dtype.str, value.shape, numpy.ascontiguousarray(value).tobytes()]
    if own or _copied_by_default(value):
        return _attributes(value)
    return None


def reduced(value: Any) -> Any:
    """Return what the copy protocol makes an object from.

    Raises:
        Exception: It cannot be copied; of any kind.
    """
    reduce = copyreg.dispatch_table.get(type(value))
    found = reduce(value) if reduce is not None else value.__reduce_ex__(2)
    if isinstance(found, str):
        return found
    return [list(part) if index > 2 and part is not None else part for index, part in enumerate(found)]


def _copied_by_default(value: Any) -> bool:
    kind = type(value)
    plain = all(getattr(kind, name) is getattr(object, name) for name in ("__reduce_ex__", "__reduce__"))
    return plain and hasattr(value, "__dict__")


def _attributes(value: Any) -> Any:
    """Return what the object's ``__dict__`` and slots hold; None where it has neither."""
    slots = [name for kind in type(value).__mro__ for name in _names(vars(kind).get("__slots__", ()))]
    if not hasattr(value, "__dict__") and not slots:
        return None
    held = {name: getattr(value, name) for name in slots if hasattr(value, name)}
    held |= getattr(value, "__dict__", {})
    return [(name, held[name]) for name in sorted(held, key=str) if name not in ("__dict__", "__weakref__")]


def _names(slots: Any) -> tuple[str, ...]:
    return (slots,) if isinstance(slots, str) else tuple(slots)


def _torch_kinds(torch: Any) -> list[tuple[Any, Callable[[Any], Any]]]:
    return [
        (torch.Tensor, _tensor),
        ((torch.jit.ScriptFunction, torch.jit.ScriptModule), _script),
        (torch.nn.Module, _module),
        (torch.Generator, lambda generator: _tensor(generator.get_state())),
        ((torch.dtype, torch.device, torch.layout), str),
    ]


def _tensor(value: Any) -> Any:
    kind = [str(value.dtype), tuple(value.shape), bool(value.requires_grad)]
    if value.is_meta:
        return kind
    flat = value.detach().cpu().contiguous().reshape(-1)
    return [*kind, flat.view(dtype=sys.modules["torch"].uint8).numpy().tobytes()]


def _script(value: Any) -> Any:
    """Return a scripted function's graph without the places of its source."""
    graph = value.inlined_graph if hasattr(value, "inlined_graph") else value.graph
    weights = dict(value.state_dict()) if hasattr(value, "state_dict") else {}
    return [_COMMENT.sub("", str(graph)), weights]


def _module(value: Any) -> Any:
    """Return a module's state; its mode is set by whoever runs it, and hooks stand under numbers that count up."""
    held = {name: each for name, each in vars(value).items() if name != "training"}
    return [
        (name, list(held[name].values()) if "hook" in name and isinstance(held[name], dict) else held[name])
        for name in sorted(held)
    ]
