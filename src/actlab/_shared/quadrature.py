"""Expectations under a normal distribution, by quadrature that halves its panels where a function is rough.

Halving finds kinks and jumps by itself: after thirty halvings a panel around a kink is too small to matter.
So a function without a formula is integrated as well as one with a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

__all__ = ["Array", "normal_expectation"]

Array = NDArray[np.float64]

_REACH = 38.0  # the normal density underflows beyond
_PANELS = 152  # to start with: half a unit wide, so that nothing of that width is overlooked
_HALVINGS = 40


def _lobatto(count: int) -> tuple[Array, Array]:
    """Return the points and weights of Lobatto's rule, whose first and last points are the ends of the panel."""
    legendre = np.polynomial.Legendre.basis(count - 1)
    points = np.concatenate([[-1.0], np.sort(legendre.deriv().roots().real), [1.0]])
    return points, 2 / (count * (count - 1) * legendre(points) ** 2)


_POINTS_LOW, _WEIGHTS_LOW = np.polynomial.legendre.leggauss(10)
_POINTS_HIGH, _WEIGHTS_HIGH = _lobatto(17)  # with ends and middle: a jump near one would escape two rules without


def normal_expectation(
    function: Callable[[Array], Array], *, tolerance: float = 1e-13, breaks: Iterable[float] = ()
) -> float:
    """Return E g(Z) for a standard normal Z; infinite where g has no finite expectation.

    Args:
        function: g, from an array of points to an array of values of the same shape.
        tolerance: Error that a panel may add, relative to the integral of |g|.
        breaks: Where g is known to jump or bend; a jump near the end of a panel is not seen otherwise.

    >>> round(normal_expectation(lambda z: np.maximum(z, 0)), 12) == round(float(1 / np.sqrt(2 * np.pi)), 12)
    True
    """
    inside = [float(point) for point in breaks if abs(point) < _REACH]
    beside = np.nextafter(inside, np.inf)  # each side of a jump has an end of its own
    edges = np.unique([*np.linspace(-_REACH, _REACH, _PANELS + 1), *inside, *beside])
    left, right = edges[:-1], edges[1:]
    total, scale = 0.0, 0.0
    for _round in range(_HALVINGS + 1):
        fine, size = _panels(function, left, right, _POINTS_HIGH, _WEIGHTS_HIGH)
        if not np.all(np.isfinite(fine)):
            return float("inf")
        coarse, _size = _panels(function, left, right, _POINTS_LOW, _WEIGHTS_LOW)
        scale = max(scale, float(np.sum(size)))
        rough = np.abs(fine - coarse) > tolerance * scale
        total += float(np.sum(fine[~rough]))
        if not rough.any():
            return total
        middle = (left[rough] + right[rough]) / 2
        left, right = np.concatenate([left[rough], middle]), np.concatenate([middle, right[rough]])
    return total + float(np.sum(_panels(function, left, right, _POINTS_HIGH, _WEIGHTS_HIGH)[0]))


def _panels(
    function: Callable[[Array], Array], left: Array, right: Array, points: Array, weights: Array
) -> tuple[Array, Array]:
    """Integrate g and |g| against the normal density over each panel."""
    half = (right - left)[:, None] / 2
    z = left[:, None] + half * (1 + points)
    with np.errstate(over="ignore", invalid="ignore"):
        values = function(z) * np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
        weighted = half * weights * values
    return weighted.sum(axis=1), np.abs(weighted).sum(axis=1)
