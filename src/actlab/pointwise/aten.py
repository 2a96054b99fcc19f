"""What each allowed ATen operation means in a graph; an operation that is not here is refused.

Left out on purpose: reductions, sorting, indexing, anything random, anything that looks at a shape.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from actlab.pointwise.graph import BOOLEAN, OPERATIONS, Builder

__all__ = ["IDENTITIES", "RULES", "Rule", "in_order"]

Rule = Callable[..., int]
"""Called with the builder and the operation's arguments: places for tensors, numbers as they are."""

RULES: dict[str, Rule] = {}
IDENTITIES = frozenset({"alias", "clone", "contiguous", "detach", "lift_fresh", "lift_fresh_copy", "expand"})
"""Operations that hand on their first argument."""


class Place(int):
    """The place of a node, told apart from an integer that is a number of the function."""


def place(builder: Builder, operand: Any) -> int:
    """Return the place of an operand as a number: constants are added, truth values become 0 and 1."""
    if not isinstance(operand, Place):
        return builder.constant(float(operand))
    if builder.nodes[operand].operation in BOOLEAN:
        return builder.add("float", operand)
    return int(operand)


def masks(builder: Builder, *operands: Any) -> bool:
    """Return whether all operands are truth values, whose sums and products torch takes as `or` and `and`."""
    return all(isinstance(x, Place) and builder.nodes[x].operation in BOOLEAN for x in operands)


def in_order(name: str) -> Callable[[Rule], Rule]:
    """Register a rule under the operation's name."""

    def register(rule: Rule) -> Rule:
        RULES[name] = rule
        return rule

    return register


def _plain(name: str, operation: str) -> None:
    RULES[name] = lambda b, *operands: b.add(operation, *(place(b, operand) for operand in operands))


_OTHERWISE = {"not", "and", "or", "where", "float", "max", "min", "mish_slope", "gelu_slope"}
for _name in OPERATIONS.keys() - _OTHERWISE:  # what ATen calls by the same name; some get rules of their own below
    _plain(_name, _name)
_plain("sgn", "sign")
_plain("clamp_min", "max")
_plain("clamp_max", "min")


@in_order("maximum")
def _maximum(b: Builder, x: Any, y: Any) -> int:
    return b.add("or", x, y) if masks(b, x, y) else b.add("max", place(b, x), place(b, y))


@in_order("minimum")
def _minimum(b: Builder, x: Any, y: Any) -> int:
    return b.add("and", x, y) if masks(b, x, y) else b.add("min", place(b, x), place(b, y))


@in_order("where")
def _where(b: Builder, condition: int, yes: Any, no: Any) -> int:
    return b.add("where", int(condition), place(b, yes), place(b, no))


for _logical in ("and", "or", "not"):
    for _prefix in ("logical_", "bitwise_"):
        RULES[_prefix + _logical] = lambda b, *masks, _name=_logical: b.add(_name, *map(int, masks))


@in_order("round")
def _round(b: Builder, x: Any, decimals: int = 0) -> int:
    if decimals:
        raise ValueError("rounding to decimals")
    return b.add("round", place(b, x))


@in_order("add")
def _add(b: Builder, x: Any, y: Any, alpha: float = 1) -> int:
    if masks(b, x, y) and alpha == 1:
        return b.add("or", x, y)
    return b.add("add", place(b, x), b.multiply(place(b, y), b.constant(alpha)))


@in_order("sub")
def _sub(b: Builder, x: Any, y: Any, alpha: float = 1) -> int:
    return b.add("sub", place(b, x), b.multiply(place(b, y), b.constant(alpha)))


@in_order("rsub")
def _rsub(b: Builder, x: Any, y: Any, alpha: float = 1) -> int:
    return _sub(b, y, x, alpha)


@in_order("mul")
def _mul(b: Builder, x: Any, y: Any) -> int:
    if masks(b, x, y):
        return b.add("and", x, y)
    return b.multiply(place(b, x), place(b, y))


@in_order("div")
def _div(b: Builder, x: Any, y: Any, rounding_mode: str | None = None) -> int:
    quotient = b.add("div", place(b, x), place(b, y))
    return quotient if rounding_mode is None else b.add(rounding_mode, quotient)


@in_order("pow")
def _pow(b: Builder, x: Any, y: Any) -> int:
    if isinstance(y, Place):
        return b.add("pow", place(b, x), place(b, y))
    return b.power(place(b, x), float(y))


@in_order("reciprocal")
def _reciprocal(b: Builder, x: Any) -> int:
    return b.add("div", b.constant(1.0), place(b, x))


@in_order("rsqrt")
def _rsqrt(b: Builder, x: Any) -> int:
    return b.add("div", b.constant(1.0), b.add("sqrt", place(b, x)))


@in_order("square")
def _square(b: Builder, x: Any) -> int:
    return b.add("mul", place(b, x), place(b, x))


@in_order("clamp")
def _clamp(b: Builder, x: Any, low: Any = None, high: Any = None) -> int:
    result = place(b, x)
    if low is not None:
        result = b.add("max", result, place(b, low))
    return result if high is None else b.add("min", result, place(b, high))


@in_order("hardtanh")
def _hardtanh(b: Builder, x: Any, low: float = -1.0, high: float = 1.0) -> int:
    return _clamp(b, x, low, high)


@in_order("relu")
def _relu(b: Builder, x: Any) -> int:
    return b.add("max", place(b, x), b.constant(0.0))


@in_order("leaky_relu")
def _leaky_relu(b: Builder, x: Any, slope: float = 0.01) -> int:
    x = place(b, x)
    return b.add("where", b.add("gt", x, b.constant(0.0)), x, b.add("mul", x, b.constant(slope)))


@in_order("elu")
def _elu(b: Builder, x: Any, alpha: float = 1.0, scale: float = 1.0, input_scale: float = 1.0) -> int:
    x = place(b, x)
    inside = b.add("expm1", b.multiply(x, b.constant(input_scale)))
    left = b.multiply(inside, b.constant(alpha * scale))
    right = b.multiply(x, b.constant(scale))
    return b.add("where", b.add("gt", x, b.constant(0.0)), right, left)


@in_order("mish")
def _mish(b: Builder, x: Any) -> int:
    return b.add("mish", place(b, x))


def _tanh_gelu(b: Builder, x: int) -> tuple[int, int]:
    """Return value and slope of x (1 + tanh(k (x + c x^3))) / 2."""
    k, c = math.sqrt(2 / math.pi), 0.044715
    square = b.add("mul", x, x)
    inside = b.add("mul", b.constant(k), b.add("add", x, b.add("mul", b.constant(c), b.add("mul", square, x))))
    t = b.add("tanh", inside)
    half = b.add("mul", b.constant(0.5), b.add("add", b.constant(1.0), t))
    steepness = b.add("mul", b.constant(k), b.add("add", b.constant(1.0), b.add("mul", b.constant(3 * c), square)))
    fall = b.add("sub", b.constant(0.5), b.add("mul", b.constant(0.5), b.add("mul", t, t)))
    return b.add("mul", x, half), b.add("add", half, b.add("mul", x, b.add("mul", fall, steepness)))


@in_order("gelu")
def _gelu(b: Builder, x: Any, approximate: str = "none") -> int:
    return b.add("gelu", place(b, x)) if approximate == "none" else _tanh_gelu(b, place(b, x))[0]


@in_order("gelu_backward")
def _gelu_backward(b: Builder, upstream: Any, x: Any, approximate: str = "none") -> int:
    exact = approximate == "none"
    slope = b.add("gelu_slope", place(b, x)) if exact else _tanh_gelu(b, place(b, x))[1]
    return b.multiply(place(b, upstream), slope)


@in_order("hardshrink_backward")
def _hardshrink_backward(b: Builder, upstream: Any, x: Any, threshold: float) -> int:
    inside = b.add("le", b.add("abs", place(b, x)), b.constant(threshold))
    return b.add("where", inside, b.constant(0.0), place(b, upstream))


RULES["softshrink_backward"] = _hardshrink_backward


@in_order("_to_copy")
def _to_copy(b: Builder, x: Any, dtype: Any = None, **_: Any) -> int:
    if str(dtype) == "torch.bool":
        return b.add("ne", place(b, x), b.constant(0.0))
    if str(dtype) not in ("torch.float32", "torch.float64", "None"):  # double precision is not kept
        raise ValueError(f"a conversion to {dtype}")
    return place(b, x)


def _constant_rule(name: str, position: int | None, number: float = 0.0) -> None:
    def rule(b: Builder, *operands: Any, **_: Any) -> int:
        return b.constant(number if position is None else float(operands[position]))

    RULES[name] = rule


for _name, _position, _number in (
    ("full_like", 1, 0.0),
    ("full", 1, 0.0),
    ("scalar_tensor", 0, 0.0),
    ("new_full", 2, 0.0),
    ("zeros_like", None, 0.0),
    ("new_zeros", None, 0.0),
    ("zeros", None, 0.0),
    ("ones_like", None, 1.0),
    ("new_ones", None, 1.0),
    ("ones", None, 1.0),
    ("empty_like", None, math.nan),
    ("empty_permuted", None, math.nan),
):
    _constant_rule(_name, _position, _number)
