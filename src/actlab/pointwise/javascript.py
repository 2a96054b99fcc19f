"""Print a graph as JavaScript: a function of a number and of parameters, with its derivative, in double precision."""

from __future__ import annotations

import math

from actlab.pointwise.graph import Graph, Node

__all__ = ["HELPERS", "print_javascript"]

_INFIX = {"add": "+", "sub": "-", "mul": "*", "div": "/"}
_COMPARISONS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "===", "ne": "!=="}
_MATH = frozenset(
    [
        "abs",
        "sign",
        "sqrt",
        "floor",
        "ceil",
        "trunc",
        "exp",
        "expm1",
        "log",
        "log1p",
        "log2",
        "log10",
        "sin",
        "cos",
        "tan",
        "asin",
        "acos",
        "atan",
        "sinh",
        "cosh",
        "tanh",
        "asinh",
        "acosh",
        "atanh",
        "pow",
        "hypot",
        "max",
        "min",
    ]
)
HELPERS = {
    "sigmoid": "logistic",
    "erf": "erf",
    "erfc": "erfc",
    "exp2": "powerOfTwo",
    "round": "roundEven",
    "copysign": "copySign",
    "decay": "decay",
    "mish": "mish",
    "mish_slope": "mishSlope",
    "gelu": "gelu",
    "gelu_slope": "geluSlope",
    "isnan": "Number.isNaN",
    "isinf": "isInfinite",
}
"""What JavaScript's ``Math`` lacks, and the names under which whoever runs the code has to define it."""


def print_javascript(graph: Graph) -> str:
    """Return the text of a function ``(x, p) => [value, slope]``, where p holds the parameters' values.

    >>> import torch
    >>> from actlab.pointwise import trace
    >>> print_javascript(trace(torch.tanh))
    '(x, p) => { const v0 = x, v1 = Math.tanh(v0), v2 = 1, v3 = v1 * v1, v4 = v2 - v3; return [v1, v4]; }'
    """
    places = graph.needed(graph.value, graph.slope)
    statements = ", ".join(f"v{place} = {_expression(graph.nodes[place])}" for place in places)
    return f"(x, p) => {{ const {statements}; return [v{graph.value}, v{graph.slope}]; }}"


def _expression(node: Node) -> str:
    operands = [f"v{place}" for place in node.arguments]
    operation = node.operation
    match operation:
        case "input":
            return "x"
        case "parameter":
            return f"p[{int(node.number)}]"
        case "constant":
            return _literal(node.number)
        case "neg":
            return f"-{operands[0]}"
        case "float":
            return f"({operands[0]} ? 1 : 0)"
        case "where":
            return "({} ? {} : {})".format(*operands)
        case "and" | "or":
            return f" {'&&' if operation == 'and' else '||'} ".join(operands)
        case "not":
            return f"!{operands[0]}"
    sign = _INFIX.get(operation) or _COMPARISONS.get(operation)
    if sign:
        return f"{operands[0]} {sign} {operands[1]}"
    called = f"Math.{operation}" if operation in _MATH else HELPERS[operation]
    return f"{called}({', '.join(operands)})"


def _literal(number: float) -> str:
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    return (
        str(int(number))
        if number == int(number) and abs(number) < 1e15 and math.copysign(1, number) > 0
        else repr(number)
    )
