"""Item 4: where signals neither die nor explode with depth: the edge of chaos.

Schoenholz et al. (2017), arXiv:1611.01232, and Hayou et al. (2019), arXiv:1902.06853: there the variance has a fixed
point q = s_w^2 E f(sqrt(q) Z)^2 + s_b^2 with s_w^2 E f'(sqrt(q) Z)^2 = 1. Tanh at s_b^2 = 0.05: s_w^2 = 1.76; ReLU:
(2, 0).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from result import Result
from scipy.optimize import brentq

from actlab._shared.quadrature import normal_expectation
from actlab.activations import CATALOGUE
from actlab.activations.derive import derivative, evaluate

FULL = REDUCED = 0


def expectation(function: Callable[..., np.ndarray], name: str, q: float) -> float:
    """Return E g(sqrt(q) Z)^2."""
    return normal_expectation(lambda z: function(CATALOGUE[name], q**0.5 * z, {}) ** 2)


def weight_variance(name: str, bias_variance: float) -> float:
    """Return s_w^2 at the edge of chaos: the q at which both equations hold is sought."""

    def mismatch(q: float) -> float:
        slope = expectation(derivative, name, q)
        return expectation(evaluate, name, q) / slope + bias_variance - q

    return 1 / expectation(derivative, name, brentq(mismatch, 1e-6, 10.0))


def results(_n: int) -> Iterator[Result]:
    yield Result("edge of chaos, tanh at s_b^2 = 0.05, s_w^2", 1.76, weight_variance("tanh", 0.05), allowed=0.005)
    for q in (0.1, 1.0, 10.0):
        kept = 2 * expectation(evaluate, "relu", q) / q
        yield Result(f"edge of chaos, ReLU at (2, 0) keeps q = {q}", 1.0, kept, allowed=1e-6)
    yield Result("edge of chaos, ReLU at (2, 0), slope", 1.0, 2 * expectation(derivative, "relu", 1.0), allowed=1e-6)
