"""How far values and derivatives are from the formula's, beside what the rounding of the input costs anyway.

The rule: |error| <= 4 ulp(f) + 2 ulp(x) |f'(x)|, for the value and for each derivative. A pure bound in units of the
last place fails for good code, wherever the function itself magnifies the rounding of its argument. Results below the
smallest normal number are held to it too. The truth is mpmath's; in bfloat16, where every number is tried, it is the
entry in float64, which is held to the same rule.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import mpmath
import numpy as np
import sympy
import torch
from torch import Tensor

from actlab._shared.quadrature import Array
from actlab.activations import Activation
from actlab.properties.formula import Formula, number

__all__ = ["ULPS_OF_INPUT", "ULPS_OF_RESULT", "Accuracy", "accuracy", "derivatives", "excess", "stratified", "truth"]

ULPS_OF_RESULT, ULPS_OF_INPUT = 4, 2
ORDERS = (0, 1, 2)
_DIGITS = {"float32": 100, "float64": 700}  # sqrt(log(1 + e^x)) and 1 - tanh² need twice the format's smallest exponent
_BEND = np.arange(-4, 8)  # the binades where functions bend
_SEED = 20_260_101
_X = sympy.Symbol("x", real=True)

Function = Callable[[Tensor], Tensor]
Excesses = tuple[float | None, ...]


@dataclass(frozen=True)
class Accuracy:
    """The largest error of value, first and second derivative, divided by what the rule allows: 1 or less is right.

    None stands for a derivative that does not exist; infinity for a result that is no number.

    Args:
        float32: Over the stratified points, each alone and all in one vector.
        bfloat16: Over all finite numbers of the format; derivatives, without the formula's own boundaries.
        special: Which of ``-0``, ``0``, ``-inf``, ``inf`` and ``nan`` do not give what the limit says.
    """

    float32: Excesses
    bfloat16: Excesses
    special: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether the rule is kept everywhere."""
        return not self.special and all(found is not None and found <= 1 for found in (*self.float32, *self.bfloat16))


def accuracy(entry: Activation, function: Function | None = None, *, per_binade: int = 8) -> Accuracy:
    """Measure an elementwise entry at its default parameters, or another function that should be the same.

    Args:
        entry: The entry whose formula is the truth.
        function: What is measured; the entry itself by default.
        per_binade: Points for each power of two and sign.

    >>> from actlab.activations import CATALOGUE
    >>> accuracy(CATALOGUE["relu"], per_binade=1).holds
    True
    >>> accuracy(CATALOGUE["gelu"], torch.nn.functional.gelu, per_binade=1).holds
    False
    """
    measured = function or entry
    orders = ORDERS if entry.surrogate is None else ORDERS[:1]
    return Accuracy(
        tuple(_in_float32(entry, measured, order, per_binade) for order in orders),
        tuple(_in_bfloat16(entry, measured, order) for order in orders),
        tuple(_wrong_at(entry, measured)),
    )


def stratified(dtype: str, per_binade: int = 8) -> Array:
    """Return finite numbers of a format: as many of each binade and sign, and more where functions bend.

    >>> len(stratified("float32"))
    4448
    """
    generator = np.random.default_rng(_SEED)
    limits = np.finfo(dtype)
    exponents = np.arange(limits.minexp, limits.maxexp)
    exponents = exponents[:: 1 + len(exponents) // 256]
    exponents = np.r_[np.repeat(exponents, per_binade), np.repeat(_BEND, 2 * per_binade)]
    mantissas = generator.uniform(1, 2, size=(2, len(exponents)))
    points: Array = (np.array([[-1.0], [1.0]]) * mantissas * 2.0**exponents).ravel().astype(dtype)
    return points


def derivatives(function: Function, x: Tensor, upto: int = 2) -> list[Tensor | None]:
    """Return f, f', ... at x as autograd has them; None from the first one on that is not implemented."""
    leaf = x.clone().requires_grad_()
    results: list[Tensor | None] = [function(leaf)]
    for _order in range(upto):
        results.append(_differentiated(results[-1], leaf))
    return [result if result is None else result.detach() for result in results]


def _differentiated(result: Tensor | None, leaf: Tensor) -> Tensor | None:
    if result is None:
        return None
    if not result.requires_grad:
        return torch.zeros_like(leaf)
    try:
        (slope,) = torch.autograd.grad(result.sum(), leaf, create_graph=True, materialize_grads=True)
    except RuntimeError:  # torch has no derivative of it
        return None
    return slope


def excess(got: Array, true: Array, slope: Array, x: Array) -> Array:
    """Return errors divided by what the rule allows; the arrays ``got`` and ``x`` have the format that is judged.

    >>> one = np.ones(1, dtype=np.float32)
    >>> excess(one + np.float32(2) ** -23, one.astype(float), 0 * one, one)
    array([0.25])
    """
    return _judged(got.astype(float), true, slope, x.astype(float), np.finfo(got.dtype))


def _judged(got: Array, true: Array, slope: Array, x: Array, limits: Any) -> Array:
    largest = float(limits.max)
    with np.errstate(all="ignore"):
        allowed = ULPS_OF_RESULT * _ulp(true, limits) + ULPS_OF_INPUT * _ulp(x, limits) * np.abs(slope)
        ratio = np.abs(got - true) / allowed
    ratio[~np.isfinite(ratio)] = math.inf
    ratio[got == true] = 0.0
    ratio[(np.abs(true) > largest) & (np.abs(got) >= largest)] = 0.0
    return ratio


def _ulp(x: Array, limits: Any) -> Array:
    size = np.clip(np.abs(x), float(limits.smallest_normal), float(limits.max))
    _mantissa, exponent = np.frexp(size)
    spacing: Array = np.ldexp(float(limits.eps), exponent - 1)
    return spacing


def _in_float32(entry: Activation, function: Function, order: int, per_binade: int) -> float | None:
    x = torch.from_numpy(stratified("float32", per_binade))
    together = derivatives(function, x, order)[order]
    if together is None:
        return None
    alone = torch.cat([_known(derivatives(function, point, order)[order]) for point in torch.split(x, 1)])
    true, slope = (_true_on_strata(entry, n, per_binade) for n in (order, order + 1))
    return max(float(excess(got.numpy(), true, slope, x.numpy()).max()) for got in (together, alone))


@lru_cache(maxsize=len(ORDERS) + 1)  # of one entry: another function is measured on the same truth
def _true_on_strata(entry: Activation, order: int, per_binade: int) -> Array:
    return truth(entry, order, stratified("float32", per_binade))


def _known(result: Tensor | None) -> Tensor:
    assert result is not None
    return result


def _in_bfloat16(entry: Activation, function: Function, order: int) -> float | None:
    x = torch.arange(-(2**15), 2**15).to(torch.int16).view(torch.bfloat16)
    x = x[x.isfinite()]
    if order:  # at a boundary the derivative may be that of either side
        x = x[~torch.isin(x.double(), torch.tensor(_boundaries(entry), dtype=torch.float64))]
    got = derivatives(function, x, order)[order]
    if got is None:
        return None
    true = derivatives(entry, x.double(), order + 1)
    values, slopes = (_known(true[n]).numpy() for n in (order, order + 1))
    slopes = np.nan_to_num(slopes, posinf=0.0, neginf=0.0)
    return float(_judged(got.double().numpy(), values, slopes, x.double().numpy(), _BFLOAT16).max())


def _boundaries(entry: Activation) -> list[float]:
    return [float(number(point)) for point in Formula(str(entry.formula), entry.defaults).boundaries]


_BFLOAT16 = torch.finfo(torch.bfloat16)


def _wrong_at(entry: Activation, function: Function) -> list[str]:
    """Return where f is not what its limit says, or its slope no number although the limit is."""
    at_zero = float(truth(entry, 0, np.zeros(1, dtype=np.float32))[0])
    ends = [None, None] if entry.at_infinity is None else [float(limit) for limit in entry.at_infinity]
    expected = {"-0": at_zero, "0": at_zero, "-inf": ends[0], "inf": ends[1]}
    wrong = [name for name, limit in expected.items() if limit is not None and not _is_limit(function, name, limit)]
    return wrong if function(torch.tensor([math.nan])).isnan().all() else [*wrong, "nan"]


def _is_limit(function: Function, name: str, limit: float) -> bool:
    value, slope = derivatives(function, torch.tensor([float(name)]), 1)
    reached = math.isclose(_known(value).item(), limit, rel_tol=1e-6, abs_tol=1e-7)
    return reached and slope is not None and not slope.isnan().any()


def truth(entry: Activation, order: int, x: Array) -> Array:
    """Return a derivative of the entry's formula at its defaults, evaluated by mpmath and rounded to float64."""
    compiled = _compiled(str(entry.formula), tuple(entry.defaults.items()), order)
    with mpmath.workdps(_DIGITS[x.dtype.name]):
        return np.array([_evaluated(compiled, mpmath.mpf(float(point))) for point in x])


def _evaluated(compiled: Callable[[Any], Any], x: Any) -> float:
    try:
        return float(mpmath.re(compiled(x)))
    except ZeroDivisionError:  # e^x is 0 to all digits: so are its root and the derivatives of that
        return 0.0
    except OverflowError:
        return math.inf * float(mpmath.sign(mpmath.re(compiled(x))))


@lru_cache(maxsize=4)
def _compiled(formula: str, values: tuple[tuple[str, float], ...], order: int) -> Callable[[Any], Any]:
    names = {name: sympy.Symbol(name, real=True) for name, _value in values}
    expression = sympy.sympify(formula, locals={"x": _X, **names})
    expression = expression.subs({names[name]: sympy.Rational(value) for name, value in values})
    expression = expression.rewrite(sympy.Piecewise) if expression.has(sympy.Max, sympy.Min) else expression
    differentiated = sympy.diff(expression, _X, order) if order else expression
    compiled: Callable[[Any], Any] = sympy.lambdify(_X, differentiated, [_FAR_OUT, "mpmath"], cse=True)
    return compiled


def _exp(z: Any) -> Any:
    """e^z, which is 0 for any float below: mpmath would spend digits on the exponent of e^(-10^38)."""
    return mpmath.mpf(0) if z < -(10**6) else mpmath.exp(z)


def _tanh(z: Any) -> Any:
    return mpmath.sign(z) if abs(z) > 10**4 else mpmath.tanh(z)


def _erf(z: Any) -> Any:
    return mpmath.sign(z) if abs(z) > 10**3 else mpmath.erf(z)


def _erfc(z: Any) -> Any:
    return mpmath.mpf(0 if z > 0 else 2) if abs(z) > 10**3 else mpmath.erfc(z)


_FAR_OUT = {
    "exp": _exp,
    "tanh": _tanh,
    "erf": _erf,
    "erfc": _erfc,
    "Heaviside": lambda z, *_at_zero: mpmath.mpf(z > 0),
    "DiracDelta": lambda *_z: mpmath.mpf(0),
}
