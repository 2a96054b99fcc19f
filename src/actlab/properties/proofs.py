"""Proofs about one smooth expression: that it vanishes, that it keeps its sign.

Signs are proved in two ways. Symbolically: on a half-line the variable is shifted so that it and its exponential
become 1 plus a positive number, and all coefficients then have one sign. By interval arithmetic: the interval is
halved until each part has one sign, with every function enclosed at 50 digits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import mpmath
import sympy

from actlab.properties.formula import X

__all__ = ["limit_of", "sign_on", "vanishes"]

_BOXES = 1500  # halvings before interval arithmetic gives up
_TAILS = (4, 16)  # where a tail may begin
_TOO_LARGE = 400  # operations; more takes longer than it is worth
_HIGHEST_POWER = 12  # of the exponential
_PRECISION = 60
_CANCELLED = sympy.Float("1e-50", _PRECISION)  # a coefficient this far below its terms is 0
_W = sympy.Symbol("w", positive=True)


@lru_cache(maxsize=4096)
def vanishes(expression: Any) -> bool:
    """Tell whether an expression is proved to be 0 for every real x.

    >>> vanishes(sympy.tanh(X) + sympy.tanh(-X)), vanishes(X)
    (True, False)
    """
    if sympy.expand(expression) == 0:
        return True
    if expression.count_ops() > _TOO_LARGE:
        return False
    parts = _fraction(expression)
    return parts is not None and bool(parts[0].is_zero)


@lru_cache(maxsize=4096)
def sign_on(expression: Any, low: Any, high: Any) -> tuple[int, str]:
    """Return the proved sign of an expression on an open interval, and how it was proved.

    The sign is 1 for ``>= 0``, -1 for ``<= 0`` and 0 where nothing was proved.

    >>> sign_on(1 - sympy.tanh(X) ** 2, -sympy.oo, sympy.oo)
    (1, 'symbolically')
    >>> sign_on(X, -sympy.oo, sympy.oo)
    (0, '')
    """
    symbolic = _symbolic_sign(expression, low, high)
    if symbolic:
        return symbolic, "symbolically"
    for reach in _TAILS:
        signs = {
            _symbolic_sign(expression, a, b) or _interval_sign(expression, a, b)
            for a, b in _split(low, high, sympy.Integer(reach))
        }
        if len(signs) == 1 and 0 not in signs:
            return signs.pop(), "by interval arithmetic"
    return 0, ""


def _split(low: Any, high: Any, reach: Any) -> Iterator[tuple[Any, Any]]:
    """Cut the tails off an interval."""
    left, right = max(low, -reach), min(high, reach)
    if left >= right:
        yield low, high
        return
    if low < left:
        yield low, left
    yield left, right
    if right < high:
        yield right, high


def _symbolic_sign(expression: Any, low: Any, high: Any) -> int:
    if not expression.has(X):
        return 1 if expression.is_nonnegative else -1 if expression.is_nonpositive else 0
    if expression.is_nonnegative or expression.is_nonpositive:
        return 1 if expression.is_nonnegative else -1
    if low.is_infinite and high.is_infinite:
        left, right = _symbolic_sign(expression, low, sympy.S.Zero), _symbolic_sign(expression, sympy.S.Zero, high)
        return left if left == right else 0
    ends = [(end, side) for end, side in ((low, 1), (high, -1)) if end.is_Rational]
    return next((sign for end, side in ends if (sign := _half_line_sign(expression, end, side))), 0)


@lru_cache(maxsize=4096)
def _fraction(expression: Any) -> tuple[Any, Any, Any] | None:
    """Return numerator and denominator as polynomials in x and w = exp(unit x), and the unit; None where not so."""
    rewritten = sympy.expand_power_exp(expression.rewrite(sympy.exp))
    rates = {node: node.args[0] / X for node in rewritten.atoms(sympy.exp) if node.has(X)}
    if rewritten.count_ops() > _TOO_LARGE or not all(rate.is_Rational for rate in rates.values()):
        return None
    unit = _common(list(rates.values()))
    if any(abs(rate / unit) > _HIGHEST_POWER for rate in rates.values()):
        return None
    rational = rewritten.xreplace({node: _W ** (rate / unit) for node, rate in rates.items()})
    if not rational.is_rational_function(X, _W):
        return None
    try:
        top, bottom = sympy.fraction(sympy.cancel(rational))
        return sympy.Poly(top, X, _W, domain="QQ"), sympy.Poly(bottom, X, _W, domain="QQ"), unit
    except sympy.CoercionFailed:
        return None


def _common(rates: list[Any]) -> Any:
    """Return the largest number of which all rates are whole multiples; 1 where there are none."""
    if not rates:
        return sympy.S.One
    below = sympy.ilcm(1, 1, *(rate.q for rate in rates))
    return sympy.Rational(sympy.igcd(0, 0, *(abs(rate * below) for rate in rates)), below)


def _half_line_sign(expression: Any, end: Any, side: int) -> int:
    """Return the sign on x = end + side t, t > 0, where all coefficients of the fraction share one."""
    parts = _fraction(expression)
    if parts is None:
        return 0
    top, bottom, unit = parts
    return _polynomial_sign(top, end, side, unit) * _polynomial_sign(bottom, end, side, unit)


def _polynomial_sign(polynomial: Any, end: Any, side: int, unit: Any) -> int:
    """Return the sign of a polynomial in x and w after x = end + side t and w = k (1 + s)^side; k = exp(unit end)."""
    degree = polynomial.degree(_W)
    terms: dict[tuple[int, int], list[Any]] = {}
    for (of_x, of_w), number in polynomial.terms():
        power = of_w if side > 0 else degree - of_w
        shifted = sympy.Poly((end + side * X) ** of_x * (1 + _W) ** power, X, _W)
        scale = sympy.N(sympy.exp(unit * end * of_w), _PRECISION) if end else sympy.S.One
        for key, value in shifted.terms():
            terms.setdefault(key, []).append(number * value * scale)
    sums = [(sum(parts), max(map(abs, parts))) for parts in terms.values()]
    signs = {1 if value > 0 else -1 for value, largest in sums if abs(value) > _CANCELLED * largest}
    return signs.pop() if len(signs) == 1 else 0


def _interval_sign(expression: Any, low: Any, high: Any) -> int:
    """Return the sign by halving; 0 where the boxes do not suffice."""
    before, mpmath.iv.dps = mpmath.iv.dps, _PRECISION
    try:
        enclosure = _enclosure(expression)
        waiting = [(_endpoint(low), _endpoint(high))]
        signs: set[int] = set()
        for _box in range(_BOXES):
            if not waiting:
                return signs.pop() if len(signs) == 1 else 0
            a, b = waiting.pop()
            value = enclosure(mpmath.iv.mpf([a, b]))
            if value.a >= 0 or value.b <= 0:
                signs.add(1 if value.a >= 0 else -1)
                if len(signs) > 1:
                    return 0
            elif mpmath.isinf(a) or mpmath.isinf(b):
                return 0
            else:
                waiting += [(a, (a + b) / 2), ((a + b) / 2, b)]
    except (NotImplementedError, TypeError, ValueError, ZeroDivisionError, AttributeError, NameError):
        return 0  # a function without an enclosure, or a pole: interval arithmetic cannot tell
    finally:
        mpmath.iv.dps = before
    return 0


def _endpoint(number: Any) -> Any:
    return (
        mpmath.mpf("-inf")
        if number == -sympy.oo
        else mpmath.mpf("inf")
        if number == sympy.oo
        else mpmath.mpf(sympy.N(number, 50))
    )


@lru_cache(maxsize=4096)
def _enclosure(expression: Any) -> Callable[[Any], Any]:
    """Compile an expression to interval arithmetic."""
    exact = expression.replace(lambda node: node.is_Rational and not node.is_Integer, _quotient)
    compiled: Callable[[Any], Any] = sympy.lambdify(X, exact, [_INCREASING, mpmath.iv], cse=True)
    return compiled


def _quotient(number: Any) -> Any:
    return sympy.Mul(sympy.Integer(number.p), sympy.Pow(sympy.Integer(number.q), -1, evaluate=False), evaluate=False)


def _increasing(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Enclose an increasing function by its values at the ends, rounded outwards."""

    def enclosed(box: Any) -> Any:
        slack = mpmath.mpf(10) ** (2 - mpmath.mp.dps)
        low, high = function(mpmath.mpf(box.a)), function(mpmath.mpf(box.b))
        return mpmath.iv.mpf([low - slack * abs(low), high + slack * abs(high)])

    return enclosed


_INCREASING = {name: _increasing(getattr(mpmath, name)) for name in ("tanh", "erf", "atan", "asinh", "sinh")}


@lru_cache(maxsize=4096)
def limit_of(expression: Any, direction: int) -> Any:
    """Return the limit towards +oo or -oo, or None where SymPy finds none."""
    try:
        found = sympy.limit(expression, X, direction * sympy.oo)
    except (NotImplementedError, ValueError, RecursionError):
        return None
    return None if found.has(sympy.Limit, sympy.AccumBounds) else found
