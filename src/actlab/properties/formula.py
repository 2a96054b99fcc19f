"""A formula as an oracle: its value at 50 digits, and the smooth pieces between its own boundaries.

Where a formula changes its branch is read from the formula (the conditions of ``Piecewise``, the arguments of
``Max``, ``Min``, ``Abs``, ``sign`` and ``Heaviside``), never guessed from finite differences. Between two
boundaries the branch is one smooth expression, whose derivatives are exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations, pairwise
from typing import Any

import mpmath
import numpy as np
import sympy

from actlab._shared.quadrature import Array

__all__ = ["DIGITS", "Formula", "Piece", "X", "exact", "number", "precise", "vectorized"]

DIGITS = 50
_GUARD = 30  # digits lost to cancellation inside an expression
_SWITCHES = (sympy.Abs, sympy.sign, sympy.Heaviside)
_EXTREMES = (sympy.Max, sympy.Min)
_SEARCH = 60  # transcendental boundaries are looked for in [-_SEARCH, _SEARCH]
X = sympy.Symbol("x", real=True)


def exact(value: float) -> Any:
    """Return the number that the decimal digits of a float name: 0.01 is 1/100.

    >>> exact(0.01), exact(float("inf"))
    (1/100, oo)
    """
    return (
        sympy.oo * (1 if value > 0 else -1) if value in (float("inf"), float("-inf")) else sympy.Rational(repr(value))
    )


def precise() -> Any:
    """Return a context in which mpmath computes with guard digits beyond the fifty."""
    return mpmath.workdps(DIGITS + _GUARD)


@dataclass(frozen=True)
class Piece:
    """One smooth branch of a formula on an open interval.

    Args:
        lower: Left end, a SymPy number or -oo.
        upper: Right end.
        expression: The branch, in the symbol ``X``.
    """

    lower: Any
    upper: Any
    expression: Any

    def __contains__(self, x: Any) -> bool:
        return bool(_above(x, self.lower) and _above(self.upper, x))

    def derivative(self, order: int) -> Any:
        """Return the branch differentiated ``order`` times."""
        return _derivative(self.expression, order)

    def value(self, x: Any, order: int = 0) -> Any:
        """Return the branch, or a derivative of it, at 50 digits."""
        with precise():
            return _evaluated(self.derivative(order), number(x) if isinstance(x, sympy.Basic) else mpmath.mpf(x))

    def end(self, side: str, order: int = 0) -> Any:
        """Return the one-sided limit of a derivative at the ``"left"`` or ``"right"`` end, exactly."""
        point, direction = (self.lower, "+") if side == "left" else (self.upper, "-")
        return _limit(self.derivative(order), point, direction)

    @property
    def inside(self) -> Any:
        """A point of the interval."""
        return _between(self.lower, self.upper)


class Formula:
    """A formula at given parameter values.

    Args:
        text: SymPy text in ``x`` and the parameters' names.
        values: The parameters' values.

    >>> relu = Formula("Max(0, x)", {})
    >>> relu.boundaries
    (0,)
    >>> [piece.expression for piece in relu.pieces]
    [0, x]
    """

    def __init__(self, text: str, values: Mapping[str, float]) -> None:
        names = {name: sympy.Symbol(name, real=True) for name in values}
        parsed = sympy.sympify(text, locals={"x": X, **names}, rational=True)
        self.expression = parsed.subs({names[name]: exact(float(value)) for name, value in values.items()})
        unknown = self.expression.free_symbols - {X}
        if unknown:
            raise ValueError(f"{text!r} holds names that are no parameters: {', '.join(map(str, unknown))}.")

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The smooth branches from left to right."""
        return _merged(_pieces(self.expression), self.expression)

    @cached_property
    def boundaries(self) -> tuple[Any, ...]:
        """Where one branch ends and the next begins, exact where the equation can be solved."""
        return tuple(piece.upper for piece in self.pieces[:-1])

    def __call__(self, x: Any) -> Any:
        """Return f(x) as an mpmath number with 50 digits."""
        with precise():
            return self._at(mpmath.mpf(x), 0)

    def slope(self, x: Any) -> Any:
        """Return f'(x) at 50 digits; at a boundary, that of the branch on the right."""
        with precise():
            return self._at(mpmath.mpf(x), 1)

    def _at(self, x: Any, order: int) -> Any:
        for piece in self.pieces:
            if x in piece:
                return piece.value(x, order)
        if order:
            return next(number(piece.end("left", order)) for piece in self.pieces if not _above(x, piece.lower))
        return self.at_boundary(next(point for point in self.boundaries if not _above(x, point)))

    def array(self, x: Array) -> Array:
        """Return f(x) in float64, for what needs many points and few digits."""
        result = np.full_like(x, np.nan)
        with np.errstate(all="ignore"):
            for piece in self.pieces:
                inside = (x > float(number(piece.lower))) & (x < float(number(piece.upper)))
                result[inside] = vectorized(piece.expression)(x[inside])
        for point in self.boundaries:
            result[x == float(number(point))] = float(self.at_boundary(point))
        return result

    def at_boundary(self, point: Any) -> Any:
        """Return the formula's own value at a boundary."""
        return number(self.expression.subs(X, point))


def number(value: Any) -> Any:
    """Return a SymPy number as an mpmath number of 50 digits, real where it is real."""
    if value in (sympy.oo, -sympy.oo):
        return mpmath.mpf("inf") if value > 0 else mpmath.mpf("-inf")
    with precise():
        return mpmath.mpmathify(sympy.N(value, DIGITS + _GUARD))


def _above(x: Any, y: Any) -> bool:
    """Tell whether x > y, of SymPy numbers, mpmath numbers and floats."""
    return bool(_plain(x) > _plain(y))


@lru_cache(maxsize=4096)
def _plain(x: Any) -> Any:
    return number(x) if isinstance(x, sympy.Basic) else mpmath.mpf(x)


@lru_cache(maxsize=4096)
def _derivative(expression: Any, order: int) -> Any:
    return expression if order == 0 else sympy.diff(_derivative(expression, order - 1), X)


@lru_cache(maxsize=4096)
def _compiled(expression: Any) -> Any:
    return sympy.lambdify(X, expression, "mpmath", cse=True)


@lru_cache(maxsize=4096)
def vectorized(expression: Any) -> Any:
    """Return a smooth expression as a function of float64 arrays."""
    return sympy.lambdify(X, expression, ["scipy", "numpy"], cse=True)


def _evaluated(expression: Any, x: Any) -> Any:
    value = _compiled(expression)(x)
    return mpmath.re(value) if abs(mpmath.im(value)) < mpmath.mpf(10) ** -DIGITS else value


@lru_cache(maxsize=4096)
def _limit(expression: Any, point: Any, direction: str) -> Any:
    """Return a one-sided limit, by substitution where that is defined."""
    if not point.is_infinite:
        direct = expression.subs(X, point)
        if direct.is_finite:
            return direct
    return sympy.limit(expression, X, point, direction)


def _pieces(expression: Any) -> list[Piece]:
    """Cut the real line at all switches inside an expression and resolve them on each part."""
    points: list[Any] = []
    for switch in _arguments(expression):
        for piece in _pieces(switch):
            points.extend(_roots(piece))
        points.extend(piece.upper for piece in _pieces(switch)[:-1])
    edges = [-sympy.oo, *_unique(points), sympy.oo]
    return [Piece(low, high, _resolved(expression, _between(low, high))) for low, high in pairwise(edges)]


def _arguments(expression: Any) -> Iterator[Any]:
    """Yield the functions whose sign decides which branch an expression takes."""
    for node in sympy.preorder_traversal(expression):
        if isinstance(node, _SWITCHES):
            yield node.args[0]
        elif isinstance(node, _EXTREMES):
            yield from (first - second for first, second in combinations(node.args, 2))
        elif isinstance(node, sympy.Piecewise):
            for relation in node.atoms(sympy.core.relational.Relational):
                yield relation.lhs - relation.rhs


def _roots(piece: Piece) -> list[Any]:
    """Return the zeros of one smooth branch inside its interval."""
    expression = piece.expression
    if not expression.has(X):
        return []
    if expression.is_polynomial(X):
        found = sympy.real_roots(sympy.Poly(expression, X), multiple=True)
    else:
        solved = sympy.solveset(expression, X, sympy.Reals)
        found = list(solved) if isinstance(solved, sympy.FiniteSet) else _searched(expression)
    return [root for root in found if root in piece]


def _searched(expression: Any) -> list[Any]:
    """Return zeros found by their change of sign, to 50 digits."""
    grid = [mpmath.mpf(k) / 8 + mpmath.mpf("0.0137") for k in range(-8 * _SEARCH, 8 * _SEARCH)]
    with precise():
        values = [_evaluated(expression, x) for x in grid]
        return [
            sympy.Float(mpmath.findroot(_compiled(expression), (grid[k], grid[k + 1]), solver="anderson"), DIGITS)
            for k in range(len(grid) - 1)
            if values[k] * values[k + 1] < 0
        ]


def _unique(points: list[Any]) -> list[Any]:
    ordered = sorted(points, key=_plain)
    return [p for k, p in enumerate(ordered) if k == 0 or _above(p, ordered[k - 1])]


def _between(low: Any, high: Any) -> Any:
    if low == -sympy.oo:
        return sympy.Integer(0) if high == sympy.oo else sympy.floor(high) - 1
    if high == sympy.oo:
        return sympy.ceiling(low) + 1
    return (low + high) / 2


def _resolved(expression: Any, sample: Any) -> Any:
    """Return the branch that an expression takes at a sample point."""
    if isinstance(expression, sympy.Piecewise):
        for branch, condition in expression.args:
            if condition.subs(X, sample) == sympy.true:
                return _resolved(branch, sample)
        return sympy.nan
    if isinstance(expression, _EXTREMES):
        ordered = sorted(expression.args, key=lambda argument: number(argument.subs(X, sample)))
        return _resolved(ordered[-1 if isinstance(expression, sympy.Max) else 0], sample)
    if isinstance(expression, _SWITCHES):
        return _switched(expression, sample)
    if not expression.args or not expression.has(*_SWITCHES, *_EXTREMES, sympy.Piecewise):
        return expression
    return expression.func(*(_resolved(argument, sample) for argument in expression.args))


def _switched(node: Any, sample: Any) -> Any:
    positive = number(node.args[0].subs(X, sample)) > 0
    if isinstance(node, sympy.Abs):
        inner = _resolved(node.args[0], sample)
        return inner if positive else -inner
    return sympy.Integer(1) if positive else sympy.Integer(-1 if isinstance(node, sympy.sign) else 0)


def _merged(pieces: list[Piece], expression: Any) -> tuple[Piece, ...]:
    """Join neighbours that are one and the same branch, the point between them included."""
    joined = [pieces[0]]
    for piece in pieces[1:]:
        last = joined[-1]
        same = sympy.expand(piece.expression - last.expression) == 0
        if same and sympy.expand(expression.subs(X, piece.lower) - piece.expression.subs(X, piece.lower)) == 0:
            joined[-1] = Piece(last.lower, piece.upper, last.expression)
        else:
            joined.append(piece)
    return tuple(joined)
