"""A small graph of elementwise operations, built with sharing and folding.

A node is an operation on earlier nodes; equal nodes are the same node, so that what a function
and its derivative have in common is computed once.
"""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["BOOLEAN", "OPERATIONS", "Builder", "Graph", "Node"]

BOOLEAN = frozenset({"lt", "le", "gt", "ge", "eq", "ne", "isnan", "isinf", "and", "or", "not"})
"""Operations whose result is a truth value."""

OPERATIONS: dict[str, int] = {
    **dict.fromkeys(("neg", "abs", "sign", "sqrt", "floor", "ceil", "round", "trunc", "not", "isnan", "isinf"), 1),
    **dict.fromkeys(("exp", "expm1", "exp2", "log", "log1p", "log2", "log10", "sigmoid", "erf", "erfc"), 1),
    **dict.fromkeys(("sin", "cos", "tan", "asin", "acos", "atan"), 1),
    **dict.fromkeys(("sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "float"), 1),
    **dict.fromkeys(("mish", "mish_slope", "gelu", "gelu_slope"), 1),
    **dict.fromkeys(("add", "sub", "mul", "div", "decay", "max", "min", "pow", "hypot", "copysign"), 2),
    **dict.fromkeys(("lt", "le", "gt", "ge", "eq", "ne", "and", "or"), 2),
    "where": 3,
}
"""Every operation and the number of its arguments, next to `input`, `parameter` and `constant`."""


@dataclass(frozen=True)
class Node:
    """One operation; `number` is the value of a constant or the index of a parameter."""

    operation: str
    arguments: tuple[int, ...] = ()
    number: float = 0.0


@dataclass(frozen=True)
class Graph:
    """A function, its derivative, and its derivatives by each learnable parameter, as places in `nodes`."""

    nodes: tuple[Node, ...]
    value: int
    slope: int
    parameter_slopes: tuple[int, ...] = ()

    def needed(self, *outputs: int, known: frozenset[int] = frozenset()) -> list[int]:
        """Return the nodes from which the outputs are computed, in order, stopping at known ones."""
        wanted: set[int] = set()
        waiting = [place for place in outputs if place not in known]
        while waiting:
            place = waiting.pop()
            if place not in wanted:
                wanted.add(place)
                waiting += [argument for argument in self.nodes[place].arguments if argument not in known]
        return sorted(wanted)

    @property
    def slope_from_value(self) -> bool:
        """Whether the derivative is a function of the value alone, as for tanh: 1 - y * y."""
        operations = {self.nodes[i].operation for i in self.needed(self.slope, known=frozenset({self.value}))}
        return "input" not in operations


@dataclass
class Builder:
    """Adds nodes one by one; `add` returns the place of an equal node when there is one."""

    nodes: list[Node] = field(default_factory=list)
    places: dict[tuple[str, tuple[int, ...], str], int] = field(default_factory=dict)

    def add(self, operation: str, *arguments: int, number: float = 0.0) -> int:
        """Return the place of this operation on these arguments."""
        key = (operation, arguments, float(number).hex())
        if key not in self.places:
            self.places[key] = len(self.nodes)
            self.nodes.append(Node(operation, arguments, float(number)))
        return self.places[key]

    def constant(self, number: float) -> int:
        """Return the place of a number."""
        return self.add("constant", number=number)

    def number(self, place: int) -> float | None:
        """Return the number at a place, or None where it is not a constant."""
        node = self.nodes[place]
        return node.number if node.operation == "constant" else None

    def multiply(self, a: int, b: int) -> int:
        """Return a * b; a factor of exactly 1 (autograd starts with one) disappears."""
        if self.number(a) == 1.0:
            return b
        if self.number(b) == 1.0:
            return a
        return self.add("mul", a, b)

    def power(self, base: int, exponent: float) -> int:
        """Return base ** exponent, by products and roots where the exponent is a small (half) integer."""
        if exponent < 0 and (2 * exponent).is_integer() and exponent >= -16:
            return self.add("div", self.constant(1.0), self.power(base, -exponent))
        if exponent == 0.5:
            return self.add("sqrt", base)
        if float(exponent).is_integer() and 0 <= exponent <= 16:
            return self._product(base, int(exponent))
        return self.add("pow", base, self.constant(exponent))

    def _product(self, base: int, exponent: int) -> int:
        if exponent < 2:
            return base if exponent else self.constant(1.0)
        half = self._product(base, exponent // 2)
        square = self.add("mul", half, half)
        return self.multiply(square, base) if exponent % 2 else square
