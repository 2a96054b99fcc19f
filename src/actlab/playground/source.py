"""Write the C++ of the WebAssembly module: the generic kernel with every elementwise function of the core shelf."""

from __future__ import annotations

import functools
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from actlab.activations import CATALOGUE
from actlab.activations.module import module_class
from actlab.playground.sliders import movable
from actlab.pointwise import Graph, NotPointwiseError, print_struct
from actlab.population.engines.fused.functions import graph_of
from actlab.population.engines.fused.source import header, headers

__all__ = ["Printed", "list_functions", "printed", "write_module"]

_GENERIC = Path(__file__).parent.parent / "population" / "engines" / "generic"


@dataclass(frozen=True)
class Printed:
    """A function of the page: its name, its graph, and the start values of the parameters that it learns."""

    name: str
    graph: Graph
    learned: tuple[float, ...]


@functools.cache
def printed() -> tuple[Printed, ...]:
    """Return the elementwise functions that have a graph, in the order of the catalogue.

    A function that draws random numbers has none, nor one with a parameter for each channel.

    >>> [each.learned for each in printed() if each.name == "prelu"]
    [(0.25,)]
    """
    found = []
    for entry in CATALOGUE:
        if entry.kind != "elementwise" or entry.shelf != "core":
            continue
        module = module_class(entry)(plain=True)
        try:
            graph = graph_of(module)
        except NotPointwiseError:
            continue
        found.append(Printed(entry.name, graph, tuple(float(each.detach()) for each in module.parameters())))
    return tuple(found)


def list_functions() -> str:
    """Return what the page has to know of the module's functions, and those with parameters to move, as JSON.

    >>> json.loads(list_functions())["functions"][0]
    {'name': 'binary_step', 'learned': []}
    """
    held = {
        "functions": [{"name": each.name, "learned": each.learned} for each in printed()],
        "movable": {name: asdict(each) for name, each in movable().items()},
    }
    return json.dumps(held, indent=1) + "\n"


def write_module() -> str:
    """Return the source, which needs no header but the C library's.

    >>> "export_name" in write_module()
    True
    """
    structs = [f"namespace of_{each.name} {{\n{print_struct(each.graph, 'Activation')}}}\n" for each in printed()]
    rows = "".join(f"  &Pointed<of_{each.name}::Activation>::FUNCTION,\n" for each in printed())
    table = f"constexpr int PRINTED = {len(structs)};\nconstexpr const Function* FUNCTIONS[] = {{\n{rows}}};\n"
    pieces = (
        headers(),
        header("functions.h", _GENERIC),
        header("kernel.cpp", _GENERIC),
        *structs,
        table,
        header("kernel.cpp", Path(__file__).parent),
    )
    return "\n".join(pieces)
