"""Item 3: SELU keeps mean 0 and variance 1, and draws what lies near to them.

Klambauer et al. (2017), arXiv:1706.02515: (0, 1) is a fixed point of the map from the moments of a layer's inputs to
those of its outputs, where weights have mean 0 and squares that sum to 1; the spectral norm of its Jacobian is 0.7877.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from result import Result

from actlab._shared.quadrature import normal_expectation
from actlab.activations import CATALOGUE
from actlab.activations.derive import evaluate

FULL = REDUCED = 0
STEP = 1e-4


def moments(variance: float) -> np.ndarray:
    """Return mean and variance of SELU of a centred normal variable: normalised weights take the inputs' mean away."""

    def power(k: int) -> float:
        return normal_expectation(lambda z: evaluate(CATALOGUE["selu"], variance**0.5 * z, {}) ** k)

    first = power(1)
    return np.array([first, power(2) - first**2])


def results(_n: int) -> Iterator[Result]:
    mean, variance = moments(1.0)
    yield Result("SELU keeps the mean 0", 0.0, mean, allowed=1e-6)
    yield Result("SELU keeps the variance 1", 1.0, variance, allowed=1e-6)
    by_variance = (moments(1.0 + STEP) - moments(1.0 - STEP)) / (2 * STEP)
    by_mean = np.zeros(2)
    norm = np.linalg.norm(np.column_stack([by_mean, by_variance]), ord=2)
    yield Result("SELU's Jacobian at (0, 1), spectral norm", 0.7877, float(norm), allowed=1e-4)
