"""See every activation call of a model while it runs, wherever the call is written.

A ``TorchFunctionMode`` is entered inside the forward pass of each module, not once around the model: modes belong to
one thread, and activation checkpointing runs modules again during the backward pass. Of the modes that are then
nested only the innermost looks, so that each call is seen once and is attributed to the module that made it.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any, Protocol

import torch
import torch.utils.checkpoint
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from actlab.surgery.known import Meaning, known_function, meaning_of_call, meaning_of_module, overwrites

__all__ = ["ActivationCall", "RunningModules", "Watcher", "module_paths", "watching"]

_TORCH = torch.__path__[0]
_HERE = __file__
_CHECKPOINT = torch.utils.checkpoint.__file__


@dataclass(frozen=True)
class ActivationCall:
    """One activation call, while it happens.

    Args:
        path: Path of the module in whose forward pass the call stands; for an activation module, its own path.
        name: What is called, such as ``F.relu``, or the class of an activation module.
        meaning: What it computes.
        module: The activation module; None for a function or a method.
        overwrites: Whether it writes into its input.
        line: Where the call is written, as file and line; empty for a module.
        frames: What tells this place in the code from all others.
        checkpointed: The method of the module that activation checkpointing runs again during the backward pass, if
            the call stands in one; ``?`` if it stands in another function.
    """

    path: str
    name: str
    meaning: Meaning
    module: nn.Module | None
    overwrites: bool
    line: str = ""
    frames: tuple[tuple[int, int], ...] = ()
    checkpointed: str = ""

    @property
    def place(self) -> Hashable:
        """What tells this call from all others of the model, from one run to the next."""
        return (self.path, "module") if self.module is not None else (self.path, self.name, self.frames)


class Watcher(Protocol):
    """What is told of the calls."""

    def activation(self, call: ActivationCall, compute: Callable[[], Any], x: Tensor) -> Any:
        """Compute an activation call and return its output."""

    def other(self, path: str, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], output: Any) -> None:
        """Take note of another torch function."""


def module_paths(model: nn.Module) -> dict[nn.Module, str]:
    """Return each module with the first path that leads to it; an instance that is registered twice has one."""
    found: dict[nn.Module, str] = {}
    waiting = [(model, "")]
    while waiting:
        module, path = waiting.pop(0)
        if module in found:
            continue
        found[module] = path
        waiting.extend(
            (child, f"{path}.{name}" if path else name) for name, child in module._modules.items() if child is not None
        )
    return found


@contextmanager
def watching(model: nn.Module, watcher: Watcher) -> Iterator[RunningModules]:
    """Tell the watcher of each activation call of the model while the block runs.

    Hooks are removed at the end, whatever happens in between. Compiled parts run uncompiled meanwhile.
    """
    state = RunningModules(watcher, module_paths(model))
    handles = []
    try:
        for module in state.paths:
            if isinstance(module, torch.jit.ScriptModule):
                continue
            handles.append(module.register_forward_pre_hook(state.enter))
            handles.append(module.register_forward_hook(state.leave, always_call=True))
        with torch.compiler.set_stance("force_eager"):
            yield state
    finally:
        for handle in handles:
            handle.remove()


class RunningModules:
    """The modules that are running, in each thread."""

    def __init__(self, watcher: Watcher, paths: dict[nn.Module, str]) -> None:
        self.watcher = watcher
        self.paths = paths
        self.local = threading.local()

    @property
    def running(self) -> list[_Mode]:
        """The modes of the modules that run in this thread, the innermost last."""
        if not hasattr(self.local, "running"):
            self.local.running = []
        running: list[_Mode] = self.local.running
        return running

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Let what the watcher itself computes pass unseen."""
        held = getattr(self.local, "looking", False)
        self.local.looking = True
        try:
            yield
        finally:
            self.local.looking = held

    @property
    def inside_activation(self) -> bool:
        """Whether an activation module is running in this thread."""
        return bool(self.running) and self.running[-1].meaning is not None

    @property
    def path(self) -> str:
        """The path of the module that is running in this thread."""
        return self.paths[self.running[-1].module] if self.running else ""

    def sees(self, mode: _Mode) -> bool:
        """Return whether a mode is that of the innermost module, and the watcher is not at work."""
        return not getattr(self.local, "looking", False) and bool(self.running) and self.running[-1] is mode

    def enter(self, module: nn.Module, args: tuple[Any, ...]) -> None:
        """Begin a module's forward pass; the hook before it."""
        mode = _Mode(self, module)
        if mode.meaning is not None and args and isinstance(args[0], Tensor):
            mode.input = args[0].detach().clone() if getattr(module, "inplace", False) else args[0]
        self.running.append(mode)
        mode.__enter__()  # type: ignore[no-untyped-call]

    def leave(self, module: nn.Module, _args: tuple[Any, ...], output: Any) -> Any:
        """End it, and tell of the module if it is an activation; the hook after it."""
        if not self.running or self.running[-1].module is not module:
            return None
        mode = self.running.pop()
        mode.__exit__(None, None, None)  # type: ignore[no-untyped-call]
        if mode.meaning is None or mode.input is None or output is None:
            return None
        call = ActivationCall(
            self.paths[module], type(module).__name__, mode.meaning, module, bool(getattr(module, "inplace", False))
        )
        with self.looking():
            return self.watcher.activation(call, lambda: output, mode.input)


class _Mode(TorchFunctionMode):
    """Looks at the torch functions that one module calls itself."""

    def __init__(self, state: RunningModules, module: nn.Module) -> None:
        super().__init__()
        self.state = state
        self.module = module
        self.meaning = meaning_of_module(module)
        self.input: Tensor | None = None

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        if self.meaning is not None or not self.state.sees(self):
            return func(*args, **kwargs)
        path, known = self.state.paths[self.module], known_function(func)
        if known is None:
            output = func(*args, **kwargs)
            with self.state.looking():
                self.state.watcher.other(path, func, args, kwargs, output)
            return output
        name, reading = known
        x = args[0] if args else kwargs["input"]
        line, frames, checkpointed = _where(self.module)
        call = ActivationCall(
            path,
            name,
            meaning_of_call(reading, args, kwargs),
            None,
            overwrites(reading, args, kwargs),
            line,
            frames,
            checkpointed,
        )
        with self.state.looking():
            return self.state.watcher.activation(call, lambda: func(*args, **kwargs), x)


def _where(module: nn.Module) -> tuple[str, tuple[tuple[int, int], ...], str]:
    """Return the user's line that runs, the places from there up to the module's forward, and what is checkpointed."""
    frame: FrameType | None = sys._getframe(2)
    line, places, checkpointed, last = "", [], "", frame
    while frame is not None:
        file = frame.f_code.co_filename
        if file == _CHECKPOINT and last is not None and not last.f_code.co_filename.startswith(_TORCH):
            checkpointed = _method(module, last)
        if file != _HERE and not file.startswith(_TORCH):
            line = line or f"{file}:{frame.f_lineno}"
            places.append((id(frame.f_code), frame.f_lasti))
        if frame.f_locals.get("self") is module and frame.f_code.co_name == "forward":
            break
        last, frame = frame, frame.f_back
    return line, tuple(places), checkpointed


def _method(module: nn.Module, frame: FrameType) -> str:
    """Return the name of the module's method that a frame runs; a question mark if it runs none."""
    name = frame.f_code.co_name
    code = getattr(getattr(type(module), name, None), "__code__", None)
    return name if frame.f_locals.get("self") is module and code is frame.f_code else "?"
