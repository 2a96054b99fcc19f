"""Functions that the generic kernel calls through pointers: each is compiled once per machine, several at a time."""

from __future__ import annotations

import ctypes
import hashlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from actlab.pointwise import Graph, mathlib, print_struct
from actlab.pointwise.compile import cache_folder, compile_library, is_ours, load_library, toolchain
from actlab.population.engines.fused.source import header

__all__ = ["addresses", "write_table"]

_LOADED: dict[tuple[str, tuple[str, ...]], int] = {}


def addresses(graphs: Iterable[Graph], flags: tuple[str, ...] = ()) -> list[int]:
    """Return where the functions lie in memory; those that no library holds yet are compiled together.

    Args:
        graphs: One for each function.
        flags: Added to the compiler's.

    Raises:
        NoCompilerError: There is no C++ compiler.
        CompilerError: The compiler refused them.
    """
    named = [(_name(graph), graph) for graph in graphs]
    missing = {name: graph for name, graph in named if (name, flags) not in _LOADED and not _found(name, flags)}
    if missing:
        library = compile_library(write_table(missing), flags)
        for name in missing:
            _note(library, name, flags)
            _index(name, flags).write_text(Path(library._name).name, encoding="utf-8")
    return [_LOADED[name, flags] for name, _graph in named]


def write_table(graphs: Mapping[str, Graph]) -> str:
    """Return a source that exports each function under its name.

    >>> import torch
    >>> from actlab.pointwise import trace
    >>> "const Function relu" in write_table({"relu": trace(torch.relu)})
    True
    """
    functions = "".join(
        f"{print_struct(graph, f'Activation{i}')}"
        f'extern "C" {{ extern const Function {name}; const Function {name} = Pointed<Activation{i}>::FUNCTION; }}\n'
        for i, (name, graph) in enumerate(graphs.items())
    )
    pieces = (mathlib(), header("layers.h"), header("functions.h", Path(__file__).parent), functions)
    return "\n".join(pieces)


def _name(graph: Graph) -> str:
    return f"function_{hashlib.sha256(print_struct(graph, 'A').encode()).hexdigest()[:24]}"


def _index(name: str, flags: tuple[str, ...]) -> Path:
    """Return the file that names the library which holds the function."""
    about = hashlib.sha256("\0".join((toolchain()[1], *flags, write_table({}))).encode()).hexdigest()[:16]
    return cache_folder() / f"{name}-{about}.in"


def _found(name: str, flags: tuple[str, ...]) -> bool:
    index = _index(name, flags)
    with suppress(OSError, ValueError):
        library = load_library(index.read_text(encoding="utf-8")) if is_ours(index) else None
        if library is not None:
            _note(library, name, flags)
            return True
    return False


def _note(library: ctypes.CDLL, name: str, flags: tuple[str, ...]) -> None:
    _LOADED[name, flags] = ctypes.addressof(ctypes.c_char.in_dll(library, name))
