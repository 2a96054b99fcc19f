"""Run code without leaving a trace in the process: in the global generators, the current folder, torch's defaults."""

from __future__ import annotations

import builtins
import io
import os
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from pathlib import Path
from typing import Any, NamedTuple

__all__ = ["isolated", "one_thread"]


@contextmanager
def isolated(seed: int) -> Iterator[None]:
    """Seed the global generators of torch, NumPy and Python inside the block, and restore them after it.

    Code that draws from the global state, as a user's own function may, is reproducible inside and leaves no
    trace outside. It cannot end the process with `sys.exit` either; what it reads from standard input is empty, and
    what it prints goes to standard error.

    Raises:
        RuntimeError: The code raised what is no Exception, or it changed the current folder, a built-in, one of
            torch's defaults, or closed a standard stream. What it changed is restored.
    """
    import numpy as np
    import torch

    python_state, numpy_state = random.getstate(), np.random.get_state()  # noqa: NPY002
    before, changed = _Surroundings.now(), list[str]()
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)  # torch.manual_seed would also queue a seed for each GPU
        np.random.seed(seed)  # noqa: NPY002  the state of the user's code is the global one
        random.seed(seed)
        try:
            with _own_streams():
                yield
        except (Exception, KeyboardInterrupt, GeneratorExit):
            raise
        except BaseException as error:
            raise RuntimeError(f"it raised {error!r}, which would end the program") from error
        finally:
            random.setstate(python_state)
            np.random.set_state(numpy_state)  # noqa: NPY002
            changed += before.restored()
    if changed:
        raise RuntimeError(f"it changed {' and '.join(changed)}")


@contextmanager
def _own_streams() -> Iterator[None]:
    """Keep standard output for one object of JSON, and the terminal's input for whoever sits there."""
    given, sys.stdin = sys.stdin, io.StringIO()
    try:
        with redirect_stdout(sys.stderr):
            yield
    finally:
        sys.stdin = given


class _Setting(NamedTuple):
    """Something global that code of the user's must leave as it is."""

    name: str
    get: Callable[[], Any]
    put: Callable[[Any], object]


class _Surroundings:
    """The global settings of the process as they were."""

    def __init__(self, values: list[tuple[_Setting, Any]], built_in: dict[str, Any]) -> None:
        self._values = values
        self._built_in = built_in

    @classmethod
    def now(cls) -> _Surroundings:
        """Return them as they are."""
        return cls([(setting, setting.get()) for setting in _settings()], dict(vars(builtins)))

    def restored(self) -> list[str]:
        """Restore what has changed and return its names."""
        changed = []
        for setting, value in self._values:
            if setting.get() != value:
                setting.put(value)
                changed.append(setting.name)
        for name, value in self._built_in.items():
            if vars(builtins).get(name) is not value:
                setattr(builtins, name, value)
                changed.append(f"the built-in {name}")
        return changed + _reopened()


def _settings() -> tuple[_Setting, ...]:
    import torch

    return (
        _Setting("the current folder", _folder, os.chdir),
        _Setting("torch's default dtype", torch.get_default_dtype, torch.set_default_dtype),
        _Setting("torch's default device", torch.get_default_device, _put_device),
        _Setting("whether torch keeps gradients", torch.is_grad_enabled, torch.set_grad_enabled),
    )


def _folder() -> str:
    with suppress(OSError):  # it may have been deleted
        return str(Path.cwd())
    return "."


def _put_device(device: Any) -> None:
    """Restore a default device; for the CPU that is none, which costs nothing with each call."""
    import torch

    torch.set_default_device(None if device == torch.device("cpu") else device)


def _reopened() -> list[str]:
    """Open the standard streams that were closed, and return their names."""
    together = sys.stdout is sys.stderr  # redirected by a block around this one
    names = ("stderr",) if together else ("stdout", "stderr")
    closed = [name for name in names if getattr(getattr(sys, name), "closed", False)]
    for name in closed:
        setattr(sys, name, open(1 if name == "stdout" else 2, "w", closefd=False))  # noqa: SIM115  a stream of the process
    if together:
        sys.stdout = sys.stderr
    return [f"sys.{name} by closing it" for name in closed]


@contextmanager
def one_thread() -> Iterator[None]:
    """Let torch use one thread, as the workers do: with several, the bits of a sum may differ."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
