"""The edge of chaos: initial weights and biases with which a small difference neither dies out nor grows with depth."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias

import numpy as np
from scipy.optimize import brentq

from actlab._shared.quadrature import Array, normal_expectation
from actlab.activations import Activation
from actlab.activations.derive import derivative, evaluate

__all__ = ["BIAS_VARIANCE", "Edge", "edge_of_chaos"]

BIAS_VARIANCE = 0.05
"""The variance of the biases at which the edge is told, as in Schoenholz et al. 2017."""

_VARIANCES = np.geomspace(1e-3, 1e3, 61)
_TOLERANCE = 1e-10
_STEP = 1e-4
_STABLE = 1 + 1e-4


_Function: TypeAlias = Callable[[Activation, Array, Mapping[str, float]], Array]


class Edge(NamedTuple):
    """A point of the edge of chaos.

    Args:
        weight_variance: Variance of a weight, times fan_in.
        bias_variance: Variance of a bias.
        variance: The variance of pre-activations that such layers keep; None where they keep any.
    """

    weight_variance: float
    bias_variance: float
    variance: float | None


def edge_of_chaos(entry: Activation, breaks: Sequence[float] = ()) -> Edge | None:
    """Return the point of the edge at a bias variance of 0.05; at 0 where a function has its edge only there.

    With pre-activations of variance q the edge has weight_variance E f'(sqrt(q) Z)^2 = 1, and keeps q where
    weight_variance E f(sqrt(q) Z)^2 + bias_variance = q. A point whose q would not be returned to is none.

    Args:
        entry: An elementwise activation, at its default parameters.
        breaks: Where its formula has boundaries.

    >>> from actlab.activations import CATALOGUE
    >>> edge = edge_of_chaos(CATALOGUE["tanh"])
    >>> round(edge.weight_variance, 4), edge.bias_variance
    (1.761, 0.05)
    """
    values = entry.defaults

    def mean_square(function: _Function, variance: float) -> float:
        scale = float(np.sqrt(variance))
        return normal_expectation(
            lambda z: function(entry, scale * z, values) ** 2,
            tolerance=_TOLERANCE,
            breaks=[place / scale for place in breaks],
        )

    @lru_cache
    def weight(variance: float) -> float:
        slope = mean_square(derivative, variance)
        return 1 / slope if slope > 0 else np.inf

    def moment(variance: float) -> float:
        return mean_square(evaluate, variance)

    def bias(variance: float) -> float:
        return variance - weight(variance) * moment(variance)

    def returns(variance: float) -> bool:
        risen = moment(variance * (1 + _STEP)) - moment(variance * (1 - _STEP))
        return bool(weight(variance) * risen / (2 * _STEP * variance) <= _STABLE)

    found = np.array([bias(float(variance)) for variance in _VARIANCES])
    if np.all(np.abs(found) <= 1e-7 * _VARIANCES):  # f(cx) = c f(x) for c > 0: every variance stays
        return Edge(weight(1.0), 0.0, None)
    for low, high, first, last in zip(_VARIANCES, _VARIANCES[1:], found, found[1:], strict=False):
        if (first - BIAS_VARIANCE) * (last - BIAS_VARIANCE) < 0 and np.isfinite(first) and np.isfinite(last):
            variance = float(brentq(lambda q: bias(q) - BIAS_VARIANCE, low, high, xtol=1e-12, rtol=1e-12))
            if returns(variance):
                return Edge(weight(variance), BIAS_VARIANCE, variance)
    return None
