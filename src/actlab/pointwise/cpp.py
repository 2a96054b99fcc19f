"""Print a graph as C++ for the vector functions of mathlib.h."""

from __future__ import annotations

import functools
import math
from collections import Counter
from pathlib import Path

import numpy as np

from actlab.pointwise.graph import BOOLEAN, Graph, Node

__all__ = ["mathlib", "print_struct"]

_HEADERS = ("lanes.h", "mathlib.h")

_INFIX = {"add": "+", "sub": "-", "mul": "*", "div": "/"}
_COMPARISONS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!="}
_CALLS = {
    "abs": "absolute",
    "sign": "sign",
    "sqrt": "square_root",
    "floor": "floor_of",
    "ceil": "ceil_of",
    "round": "nearest",
    "trunc": "trunc_of",
    "exp": "exponential",
    "expm1": "exponential_minus_one",
    "decay": "scaled_exponential",
    "exp2": "exponential_base_two",
    "log": "logarithm",
    "log1p": "log1p",
    "log2": "logarithm_base_two",
    "log10": "logarithm_base_ten",
    "sigmoid": "sigmoid",
    "erf": "error_function",
    "erfc": "complementary_error_function",
    "sin": "sine",
    "cos": "cosine",
    "tan": "tangent",
    "asin": "arc_sine",
    "acos": "arc_cosine",
    "atan": "arc_tangent",
    "sinh": "hyperbolic_sine",
    "cosh": "hyperbolic_cosine",
    "tanh": "hyperbolic_tangent",
    "asinh": "area_sine",
    "acosh": "area_cosine",
    "atanh": "area_tangent",
    "pow": "power",
    "isnan": "is_nan",
    "isinf": "is_infinite",
    "hypot": "hypotenuse",
    "copysign": "copy_sign",
    "where": "select",
}
_FIELDS = {
    "mish": "mish({}).value",
    "mish_slope": "mish({}).slope",
    "gelu": "gelu({}).value",
    "gelu_slope": "gelu({}).slope",
}
_CHEAP = (
    frozenset(_INFIX) | frozenset(_COMPARISONS) | {"abs", "neg", "max", "min", "where", "and", "or", "not", "float"}
)


@functools.cache
def mathlib() -> str:
    """Return the text that defines what printed code calls; it needs no header but the C library's."""
    texts = (Path(__file__).with_name(name).read_text(encoding="utf-8") for name in _HEADERS)
    return "\n".join(text.replace("#pragma once\n", "") for text in texts)


def literal(number: float) -> str:
    """Return a number as a C++ float, exact to the bit.

    >>> literal(0.1)
    '0x1.99999a0000000p-4f'
    """
    with np.errstate(over="ignore"):
        rounded = float(np.float32(number))
    if math.isnan(rounded):
        return "NAN"
    if math.isinf(rounded):
        return "INFINITY" if rounded > 0 else "-INFINITY"
    return f"{rounded.hex()}f"


def _expression(node: Node) -> str:
    operands = [f"v{place}" for place in node.arguments]
    match node.operation:
        case "input":
            return "x"
        case "parameter":
            return f"splat(parameters[{int(node.number)}])"
        case "constant":
            return f"splat({literal(node.number)})"
        case "neg":
            return f"-{operands[0]}"
        case "float":
            return f"select({operands[0]}, splat(1.0f), splat(0.0f))"
        case "max" | "min":
            return f"{node.operation}imum({operands[0]}, {operands[1]})"
        case "and" | "or":
            return f"{operands[0]} {'&' if node.operation == 'and' else '|'} {operands[1]}"
        case "not":
            return f"~{operands[0]}"
    if node.operation in _FIELDS:
        return _FIELDS[node.operation].format(operands[0])
    sign = _INFIX.get(node.operation) or _COMPARISONS.get(node.operation)
    if sign:
        return f"{operands[0]} {sign} {operands[1]}"
    return f"{_CALLS[node.operation]}({', '.join(operands)})"


def _bounded(graph: Graph, node: Node) -> str | None:
    """Return the shorter form of a maximum or minimum with a number."""
    if node.operation not in ("max", "min"):
        return None
    for one, other in (node.arguments, node.arguments[::-1]):
        limit = graph.nodes[other]
        if limit.operation == "constant" and not math.isnan(limit.number):
            return f"{'at_least' if node.operation == 'max' else 'at_most'}(v{one}, {literal(limit.number)})"
    return None


def _fused(graph: Graph) -> dict[int, tuple[int, str]]:
    """Return sums of which one term is a product that nothing else needs: its place, and sum and product as one.

    What is fused depends on the whole graph, so that a value is the same with and without its slope.
    """
    uses = Counter(argument for node in graph.nodes for argument in node.arguments)
    uses.update((graph.value, graph.slope, *graph.parameter_slopes))
    found: dict[int, tuple[int, str]] = {}
    for place, node in enumerate(graph.nodes):
        if node.operation not in ("add", "sub"):
            continue
        for side, (term, other) in enumerate((node.arguments, node.arguments[::-1])):
            if graph.nodes[term].operation == "mul" and uses[term] == 1 and place not in found:
                a, b = graph.nodes[term].arguments
                minus = node.operation == "sub"
                signs = ("-" if minus and side else "", "-" if minus and not side else "")
                found[place] = term, f"fma({signs[0]}v{a}, v{b}, {signs[1]}v{other})"
    return found


def _statements(graph: Graph, *outputs: int, known: int | None = None) -> str:
    """Return one line for each node that the outputs need; the known one is the argument `y`."""
    fused = _fused(graph)
    absorbed = {term for term, _text in fused.values()}
    lines = [] if known is None else [f"    const V v{known} = y;\n"]
    for place in graph.needed(*outputs, known=frozenset() if known is None else frozenset({known})):
        node = graph.nodes[place]
        if place in absorbed:
            continue
        kind = "M" if node.operation in BOOLEAN else "V"
        text = fused[place][1] if place in fused else _bounded(graph, node) or _expression(node)
        lines.append(f"    const {kind} v{place} = {text};\n")
    return "".join(lines)


def _cheap(graph: Graph, *outputs: int, known: frozenset[int] = frozenset()) -> bool:
    operations = [graph.nodes[place].operation for place in graph.needed(*outputs, known=known)]
    counted = [name for name in operations if name not in ("input", "constant", "parameter")]
    return len(counted) <= 6 and _CHEAP.issuperset(counted)


def print_struct(graph: Graph, name: str) -> str:
    """Return a C++ struct of static functions: value, both, slope_of_value, parameter_slopes.

    `FROM_VALUE` says whether the slope is cheap to get from the value alone; `CHEAP` whether the value
    is so short that it can be computed where the pre-activation still is in a register.
    """
    known = frozenset({graph.value})
    from_value = graph.slope_from_value and _cheap(graph, graph.slope, known=known)
    head = (
        f"struct {name} {{\n"
        f"  static constexpr int PARAMETERS = {len(graph.parameter_slopes)};\n"
        f"  static constexpr bool FROM_VALUE = {str(from_value).lower()};\n"
        f"  static constexpr bool CHEAP = {str(_cheap(graph, graph.value)).lower()};\n"
    )
    value = _function("V value(V x, const float* parameters)", _statements(graph, graph.value), f"v{graph.value}")
    both = _function(
        "V both(V x, const float* parameters, V& slope)",
        _statements(graph, graph.value, graph.slope) + f"    slope = v{graph.slope};\n",
        f"v{graph.value}",
    )
    if from_value:
        body = _statements(graph, graph.slope, known=graph.value)
        known_slope = _function("V slope_of_value(V y, const float* parameters)", body, f"v{graph.slope}")
    else:
        known_slope = ""
    return head + value + both + known_slope + _parameter_slopes(graph) + "};\n"


def _function(signature: str, body: str, result: str) -> str:
    return f"  INLINE {signature} {{\n    (void)parameters;\n{body}    return {result};\n  }}\n"


def _parameter_slopes(graph: Graph) -> str:
    if not graph.parameter_slopes:
        return ""
    stores = "".join(f"    slopes[{i}] = v{place};\n" for i, place in enumerate(graph.parameter_slopes))
    body = _statements(graph, *graph.parameter_slopes) + stores
    signature = "void parameter_slopes(V x, const float* parameters, V* slopes)"
    return f"  INLINE {signature} {{\n    (void)parameters;\n{body}  }}\n"
