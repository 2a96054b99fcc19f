"""Where a formula turns, what it tends to, and between which values it lies."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import mpmath
import numpy as np
import sympy

from actlab.properties.formula import Formula, Piece, X, number, precise, vectorized
from actlab.properties.proofs import sign_on

__all__ = ["Extremes", "agreement", "analytic", "extremes", "limit", "sign_changes", "stretches", "turning_points"]

_GRID = np.concatenate([-np.geomspace(700, 12, 400), np.linspace(-12, 12, 6001), np.geomspace(12, 700, 400)])
_FAR = np.linspace(100, 1000, 10_007)
_GROWTH = 2  # of the swings between 100 to 1,000 and a hundred times as far
_MOST_TURNS = 24  # a function with more is taken as periodic; the first ones from 0 are looked at
_AROUND = sympy.Rational(1, 64)
_NEGLIGIBLE = mpmath.mpf(10) ** -40
_ENTIRE = (
    sympy.exp,
    sympy.sin,
    sympy.cos,
    sympy.sinh,
    sympy.cosh,
    sympy.tanh,
    sympy.erf,
    sympy.erfc,
    sympy.atan,
    sympy.asinh,
)


@dataclass(frozen=True)
class Extremes:
    """The least and greatest value of a function, where, and whether they are reached.

    Args:
        low: The infimum.
        low_at: Where it is reached; None where it is only a limit.
        high: The supremum.
        high_at: Where it is reached; None where it is only a limit.
    """

    low: Any
    low_at: Any
    high: Any
    high_at: Any


def extremes(formula: Formula, order: int = 0) -> Extremes:
    """Return infimum and supremum of a derivative of the formula over the real line, at 50 digits.

    >>> found = extremes(Formula("tanh(x)", {}), order=1)
    >>> [float(value) for value in (found.low, found.high, found.high_at)]
    [0.0, 1.0, 0.0]
    """
    with precise():
        found = [pair for piece in formula.pieces for pair in _candidates(piece, order)]
        if order == 0:
            found += [(formula.at_boundary(point), number(point)) for point in formula.boundaries]
        low, high = min(value for value, _at in found), max(value for value, _at in found)
        return Extremes(low, _where(found, low), high, _where(found, high))


def _where(found: list[tuple[Any, Any]], target: Any) -> Any:
    """Return the reached point nearest to 0 with that value."""
    at = [x for value, x in found if x is not None and (value == target or abs(value - target) < _NEGLIGIBLE)]
    return min(at, key=abs) if at else None


def _candidates(piece: Piece, order: int) -> Iterator[tuple[Any, Any]]:
    if not piece.derivative(order).has(X):
        yield number(piece.derivative(order)), number(piece.inside)
        return
    for side in ("left", "right"):
        end = limit(piece, side, order)
        if end is not None:
            yield end, None
        else:
            yield from ((value, None) for value in _swings(piece, side, order))
    for x in turning_points(piece, order):
        yield piece.value(x, order), x


def _swings(piece: Piece, side: str, order: int) -> list[Any]:
    """Return the infinities that a function without a limit swings towards, if its swings grow."""
    sign = -1 if side == "left" else 1
    with np.errstate(all="ignore"):
        near, far = (vectorized(piece.derivative(order))(sign * x) * np.ones_like(x) for x in (_FAR, 100 * _FAR))
    found = []
    if far.max() > _GROWTH * max(near.max(), 1):
        found.append(mpmath.inf)
    if far.min() < _GROWTH * min(near.min(), -1):
        found.append(-mpmath.inf)
    return found


@lru_cache(maxsize=4096)
def limit(piece: Piece, side: str, order: int = 0) -> Any:
    """Return the one-sided limit at an end of a piece, at 50 digits; None where there is none."""
    found = piece.end(side, order)
    if found.is_extended_real and (found.is_number or found.is_infinite) and found is not sympy.nan:
        return number(found)
    return None


def turning_points(piece: Piece, order: int = 0) -> tuple[Any, ...]:
    """Return where a derivative of a piece turns, to 50 digits; where there are many, those nearest to 0."""
    return sign_changes(piece, order + 1)


@lru_cache(maxsize=4096)
def sign_changes(piece: Piece, order: int = 0) -> tuple[Any, ...]:
    """Return where a derivative of a piece changes its sign, to 50 digits; where there are many, those nearest to 0."""
    low, high = float(number(piece.lower)), float(number(piece.upper))
    inside = _GRID[(low < _GRID) & (high > _GRID)]
    if np.isfinite(low) and np.isfinite(high):
        inside = np.linspace(low, high, 2003)[1:-1]
    with np.errstate(all="ignore"):
        signs = np.sign(np.broadcast_to(vectorized(piece.derivative(order))(inside), inside.shape))
    inside, signs = inside[np.abs(signs) == 1], signs[np.abs(signs) == 1]
    changes = np.flatnonzero(signs[:-1] * signs[1:] < 0)
    nearest = sorted(changes, key=lambda k: abs(inside[k]))[:_MOST_TURNS]
    found = (_refined(piece, order, inside[k], inside[k + 1]) for k in nearest)
    return tuple(sorted(x for x in found if x is not None))


def _refined(piece: Piece, order: int, low: float, high: float) -> Any:
    with precise():
        a, b = mpmath.mpf(float(low)), mpmath.mpf(float(high))
        if piece.value(a, order) * piece.value(b, order) >= 0:
            return None
        return mpmath.findroot(lambda x: piece.value(x, order), (a, b), solver="anderson", tol=1e-120, verify=False)


def stretches(piece: Piece) -> list[tuple[Any, Any, int]]:
    """Cut a piece where it turns; each part with its proved sense: 1 rising, -1 falling, 0 not proved."""
    turns = [sympy.Rational(mpmath.nstr(x, 25)) for x in turning_points(piece)]
    edges = [piece.lower]
    for turn in turns:
        edges += [max(turn - _AROUND, piece.lower), min(turn + _AROUND, piece.upper)]
    edges.append(piece.upper)
    found = []
    for k, (low, high) in enumerate(itertools.pairwise(edges)):
        around_a_turn = k % 2 == 1
        sign, _how = sign_on(piece.derivative(2 if around_a_turn else 1), low, high)
        found.append((low, high, sign))
    return found


def analytic(expression: Any) -> bool:
    """Tell whether an expression is proved analytic for all real numbers: analytic parts, no zero below a fraction."""
    for node in sympy.preorder_traversal(expression):
        if not node.free_symbols or node.is_Symbol or isinstance(node, (sympy.Add, sympy.Mul, *_ENTIRE)):
            continue
        if isinstance(node, sympy.log) and node.args[0].is_positive:
            continue
        if isinstance(node, sympy.Pow) and (_natural(node.exp) or node.base.is_positive):
            continue
        return False
    return True


def _natural(exponent: Any) -> bool:
    return bool(exponent.is_Integer and exponent >= 0)


def agreement(left: Piece, right: Piece, order: int) -> tuple[bool, bool]:
    """Tell whether two neighbours' derivatives agree where they meet, and whether that is exact."""
    a, b = left.end("right", order), right.end("left", order)
    if a == b and a.is_finite:
        return True, True
    if not (a.is_finite and b.is_finite):
        return False, True
    with precise():
        agree = bool(abs(number(a) - number(b)) < _NEGLIGIBLE)
        return agree, not agree
