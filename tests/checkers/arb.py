"""The truth once more, by other means: Taylor series in ball arithmetic (Arb), with a bound for the error of each.

Nothing is shared with ``actlab.properties.accuracy`` but the formula's text. Python-flint brings Arb.
"""

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import sympy
from flint import arb, arb_series, ctx, fmpq

from actlab._shared.quadrature import Array

X = sympy.Symbol("x", real=True)
FAR = 2000  # beyond, e^-x is 0 in float64 with all that it may be multiplied with
BITS = (200, 1200, 3500)
ENOUGH = 60
NOTHING = arb("1e-400")


class UndecidedError(ArithmeticError):
    """Two numbers cannot be told apart at this precision."""


def truths(formula: str, values: Mapping[str, float], points: Sequence[float] | Array, orders: int = 4) -> Array:
    """Return f, f', ... at the points, one row per point, rounded to float64."""
    expression = _parsed(formula, tuple(sorted(values.items())))
    factorials = [math.factorial(order) for order in range(orders)]
    rows = [_coefficients(expression, float(point), orders) for point in points]
    return np.array([[float((c * k).mid()) for c, k in zip(row, factorials, strict=True)] for row in rows])


@lru_cache(maxsize=256)
def _parsed(formula: str, values: tuple[tuple[str, float], ...]) -> Any:
    names = {name: sympy.Symbol(name, real=True) for name, _value in values}
    parsed = sympy.sympify(formula, locals={"x": X, **names}, rational=True)
    return parsed.subs({names[name]: sympy.Rational(value) for name, value in values})


def _coefficients(expression: Any, point: float, orders: int) -> list[Any]:
    ctx.cap = orders
    for bits in BITS:
        ctx.prec = bits
        try:
            found = _series(expression, arb_series([arb(point), 1])).coeffs()
        except UndecidedError:
            continue
        found += [arb(0)] * (orders - len(found))
        if all(_known(c) for c in found):
            return list(found)
    raise UndecidedError(f"{expression} at {point!r}")


def _known(c: Any) -> bool:
    return bool(c.is_finite() and (c.is_zero() or c.rel_accuracy_bits() > ENOUGH or abs(c) < NOTHING))


def _constant(value: Any) -> Any:
    return arb_series([value])


def _head(series: Any) -> Any:
    found = series.coeffs()
    return found[0] if found else arb(0)


def _sign(number: Any) -> int:
    if number.is_zero():
        return 0
    if number.contains(0):
        raise UndecidedError
    return 1 if number > 0 else -1


def _series(e: Any, x: Any) -> Any:
    """Return the series of an expression, given that of x."""
    if e == X:
        return x
    if e.is_Rational:
        return _constant(arb(fmpq(int(e.p), int(e.q))))
    if e is sympy.pi:
        return _constant(arb.pi())
    if e.func in (sympy.Add, sympy.Mul):
        terms = [_series(argument, x) for argument in e.args]
        total = terms[0]
        for term in terms[1:]:
            total = total + term if e.func is sympy.Add else total * term
        return total
    if e.func is sympy.Pow:
        return _power(e, x)
    if e.func is sympy.Piecewise:
        return next(_series(branch, x) for branch, condition in e.args if _holds(condition, x))
    if e.func in (sympy.Max, sympy.Min):
        best, *others = (_series(argument, x) for argument in e.args)
        for other in others:
            if _sign(_head(other - best)) == (1 if e.func is sympy.Max else -1):
                best = other
        return best
    return _function(e.func, _series(e.args[0], x))


def _power(e: Any, x: Any) -> Any:
    base, exponent = e.args
    series = _series(base, x)
    if exponent == sympy.Rational(1, 2):
        return _constant(arb(0)) if _head(series).is_zero() else series.sqrt()
    if exponent == sympy.Rational(-1, 2):
        return series.rsqrt()
    if not exponent.is_Integer:
        raise NotImplementedError(e)
    total = _constant(arb(1))
    for _factor in range(abs(int(exponent))):
        total = total * series
    return total if exponent > 0 else total.inv()


def _holds(condition: Any, x: Any) -> bool:
    if condition in (sympy.true, True):
        return True
    if isinstance(condition, sympy.Or | sympy.And):
        together = any if isinstance(condition, sympy.Or) else all
        return together(_holds(part, x) for part in condition.args)
    sign = _sign(_head(_series(condition.lhs - condition.rhs, x)))
    allowed = {">": (1,), ">=": (0, 1), "<": (-1,), "<=": (-1, 0), "==": (0,)}
    return sign in allowed[condition.rel_op]


def _function(kind: Any, s: Any) -> Any:
    z = _head(s)
    if kind is sympy.exp:
        return _constant(arb(0)) if z < -FAR else s.exp()
    if kind is sympy.tanh:
        if abs(z) > FAR:
            return _constant(arb(_sign(z)))
        return 1 - 2 * ((2 * s).exp() + 1).inv() if z > 0 else 2 * ((-2 * s).exp() + 1).inv() - 1
    if kind is sympy.erf and abs(z) > FAR:
        return _constant(arb(_sign(z)))
    if kind is sympy.erfc and abs(z) > FAR:
        return _constant(arb(1 - _sign(z)))
    if kind is sympy.Abs:
        return -s if _sign(z) < 0 else s
    if kind is sympy.sign:
        return _constant(arb(_sign(z)))
    return getattr(s, {"log": "log", "sin": "sin", "cos": "cos", "erf": "erf", "erfc": "erfc"}[kind.__name__])()
