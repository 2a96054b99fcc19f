"""The oracle of the contract tests: an entry's formula and its derivatives, evaluated by mpmath."""

from collections.abc import Callable
from functools import cache
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy

DIGITS = {np.float32: 100, np.float64: 350}  # 1 - tanh² cancels nearly all before its result leaves the format
X = sympy.Symbol("x", real=True)


def exp(z: Any) -> Any:
    """e^z, which is 0 for any float below: mpmath would spend digits on the exponent of e^(-10^38)."""
    return mpmath.mpf(0) if z < -(10**6) else mpmath.exp(z)


def tanh(z: Any) -> Any:
    return mpmath.sign(z) if abs(z) > 10**4 else mpmath.tanh(z)


def erfc(z: Any) -> Any:
    if abs(z) > 10**3:
        return mpmath.mpf(0 if z > 0 else 2)
    return mpmath.erfc(z)


def erf(z: Any) -> Any:
    return mpmath.sign(z) if abs(z) > 10**3 else mpmath.erf(z)


MODULES = [
    {
        "exp": exp,
        "tanh": tanh,
        "erf": erf,
        "erfc": erfc,
        "Heaviside": lambda z, *_: mpmath.mpf(z > 0),
        "DiracDelta": lambda *_: mpmath.mpf(0),
    },
    "mpmath",
]


@cache
def derivative_of(
    formula: str, values: tuple[tuple[str, float], ...], order: int, dtype: type = np.float32
) -> Callable[[float], float]:
    """Return x -> the derivative of that order, as a double (infinite where no double is large enough)."""
    names = {name: sympy.Symbol(name, real=True) for name, _ in values}
    expression = sympy.sympify(formula, locals={"x": X, **names})
    expression = expression.subs({names[name]: sympy.Rational(value) for name, value in values})
    expression = expression.rewrite(sympy.Piecewise) if expression.has(sympy.Max, sympy.Min) else expression
    compiled = sympy.lambdify(X, sympy.diff(expression, X, order) if order else expression, MODULES, cse=True)

    def evaluate(x: float) -> float:
        with mpmath.workdps(DIGITS[dtype]):
            try:
                return float(mpmath.re(compiled(mpmath.mpf(x))))
            except ZeroDivisionError:  # e^x is 0 to 100 digits: so are its root and the derivatives of that
                return 0.0
            except OverflowError:
                return float("inf") * float(mpmath.sign(mpmath.re(compiled(mpmath.mpf(x)))))

    return evaluate


@pytest.fixture(scope="session")
def stratified() -> Callable[[type], np.ndarray]:
    """Return finite numbers of a dtype: three of each binade and sign, and the region where functions bend."""

    def draw(dtype: type) -> np.ndarray:
        generator = np.random.default_rng(20_260_101)
        limits = np.finfo(dtype)
        exponents = np.arange(limits.minexp, limits.maxexp)
        exponents = np.r_[exponents[:: 1 + len(exponents) // 256], np.repeat(np.arange(-4, 8), 16)]
        mantissas = generator.uniform(1, 2, size=(2, len(exponents)))
        return (np.array([[-1.0], [1.0]]) * mantissas * 2.0**exponents).ravel().astype(dtype)

    return draw


@pytest.fixture(scope="session")
def oracle() -> Callable[..., Callable[[float], float]]:
    return derivative_of
