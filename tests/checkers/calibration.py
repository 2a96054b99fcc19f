"""How often a rule errs: noise to draw from, and rates counted over many runs at once.

A procedure maps values of shape (runs, n) to the lower and upper ends after each value; so honest rules and
the usual wrong ones are measured by the same functions.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

from actlab.statistics._types import FloatArray

__all__ = ["NOISES", "Procedure", "ever_excluded", "stopped_verdicts"]

Procedure = Callable[[FloatArray], tuple[FloatArray, FloatArray]]
Noise = Callable[[np.random.Generator, tuple[int, ...]], FloatArray]

FAILURE_RATE = 0.05
FAILURE_COST = 40.0


def _grid(generator: np.random.Generator, shape: tuple[int, ...]) -> FloatArray:
    """Scores of 200 test items: multiples of half a point."""
    return np.round(2 * generator.standard_normal(shape)) / 2


def _skewed(generator: np.random.Generator, shape: tuple[int, ...]) -> FloatArray:
    """Gamma of shape 4: skewness 1, standard deviation 1."""
    return (generator.gamma(4.0, 1.0, shape) - 4.0) / 2.0


def _failing(generator: np.random.Generator, shape: tuple[int, ...]) -> FloatArray:
    """One candidate falls to chance in a few blocks."""
    fallen = generator.random(shape) < FAILURE_RATE
    noise: FloatArray = generator.standard_normal(shape) - FAILURE_COST * (fallen - FAILURE_RATE)
    return noise


NOISES: Mapping[str, Noise] = {
    "normal": lambda generator, shape: generator.standard_normal(shape),
    "t3": lambda generator, shape: generator.standard_t(3, shape),
    "grid": _grid,
    "skewed": _skewed,
    "exponential": lambda generator, shape: generator.exponential(1.0, shape) - 1.0,
    "lognormal": lambda generator, shape: generator.lognormal(0.0, 1.0, shape) - math.exp(0.5),
    "failing": _failing,
}
"""Noise of mean 0 by name; each takes a generator and a shape."""


def ever_excluded(procedure: Procedure, values: FloatArray, truth: float = 0.0) -> float:
    """Return the share of runs in which the truth ever lay outside the interval.

    >>> def honest(values):
    ...     return np.full_like(values, -np.inf), np.full_like(values, np.inf)
    >>> ever_excluded(honest, np.zeros((10, 5)))
    0.0
    """
    low, high = procedure(values)
    return float(np.mean(np.any((low > truth) | (high < truth), axis=-1)))


def stopped_verdicts(procedure: Procedure, values: FloatArray, delta: float) -> FloatArray:
    """Return each run's first verdict, where it stops: 1 better, -1 worse, 0 equal, NaN undecided."""
    low, high = procedure(values)
    with_sign = np.where(low > 0, 1.0, np.where(high < 0, -1.0, np.nan))
    equal = (low >= -delta) & (high <= delta)
    said = np.where(low > high, np.nan, np.where(equal, 0.0, with_sign))
    decided = np.isfinite(said)
    first = np.argmax(decided, axis=-1)
    found: FloatArray = np.take_along_axis(said, first[..., None], axis=-1)[..., 0]
    return found
