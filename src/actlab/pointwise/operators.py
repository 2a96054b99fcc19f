"""Print functions with their derivatives as operators of torch, and load what the compiler makes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import torch

from actlab.pointwise.compile import compile_library
from actlab.pointwise.cpp import mathlib, print_struct
from actlab.pointwise.graph import Graph

__all__ = ["load_operators", "print_operators"]

_GLUE = Path(__file__).with_name("operators.h")


def print_operators(functions: Mapping[str, Sequence[Graph]]) -> str:
    """Return the source of the operators ``actlab_exact::value`` and ``actlab_exact::slope``.

    Args:
        functions: By name, the graphs of f, f' and f''. A function's number is its place among the names.

    >>> from actlab.pointwise import trace
    >>> "Relu0" in print_operators({"relu": [trace(torch.relu)] * 3})
    True
    """
    structs, rows = [], []
    for name, graphs in functions.items():
        names = [f"{name.title().replace('_', '')}{order}" for order in range(len(graphs))]
        structs += [print_struct(graph, struct) for graph, struct in zip(graphs, names, strict=True)]
        values, slopes = (", ".join(f"{loop}<{struct}>" for struct in names) for loop in ("map", "map_times"))
        rows.append(f"  {{{{{values}}}, {{{slopes}}}}},\n")
    table = f"const Printed TABLE[] = {{\n{''.join(rows)}}};\n"
    found = "const Printed& printed(int64_t function) { return TABLE[function]; }\n"
    glue = _GLUE.read_text(encoding="utf-8").replace("#pragma once\n", "")
    return "\n".join((mathlib(), glue, "namespace {", *structs, table, found, "}  // namespace"))


def load_operators(source: str, flags: tuple[str, ...] = ()) -> None:
    """Compile the source against torch, once for this machine, and register its operators in this process.

    Args:
        source: From `print_operators`.
        flags: Added to those of every kernel, such as ``-mno-avx512f``.

    Raises:
        NoCompilerError: There is no C++ compiler.
        CompilerError: It refused the source.
    """
    root = Path(torch.__file__).parent
    against_torch = (
        *(f"-isystem{folder}" for folder in (root / "include", root / "include/torch/csrc/api/include")),
        f"-D_GLIBCXX_USE_CXX11_ABI={int(torch.compiled_with_cxx11_abi())}",
        "-std=c++20",
        "-fexceptions",
        "-frtti",
        "-fasynchronous-unwind-tables",
        "-w",
        f"-L{root / 'lib'}",
        f"-Wl,-rpath,{root / 'lib'}",
        "-Wl,--no-as-needed",
        "-ltorch_cpu",
        "-lc10",
    )
    compile_library(f"// torch {torch.__version__}\n{source}", (*flags, *against_torch))
