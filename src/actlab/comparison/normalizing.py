"""Whether an activation is self-normalizing: mean 0 and variance 1 go in and come out."""

from __future__ import annotations

from collections.abc import Mapping

from actlab._shared.quadrature import normal_expectation
from actlab.activations import Activation
from actlab.activations.derive import evaluate

__all__ = ["keeps_mean_and_variance"]

_TOLERANCE = 1e-3
_MOVED = 0.1
"""How far an input of another mean and variance comes back towards the fixed point: the identity does not."""


def keeps_mean_and_variance(entry: Activation, values: Mapping[str, float]) -> bool:
    """Return whether (0, 1) is an attracting fixed point of an activation's mean and variance map.

    Source: Klambauer et al. (2017), arXiv:1706.02515.

    >>> from actlab.activations import CATALOGUE
    >>> keeps_mean_and_variance(CATALOGUE["tanh"], {}), keeps_mean_and_variance(CATALOGUE["identity"], {})
    (False, False)
    """
    if entry.kind != "elementwise":
        return False
    held = entry.check(dict(values))

    def moment(power: int, variance: float) -> float:
        return normal_expectation(lambda z: evaluate(entry, variance**0.5 * z, held) ** power)

    fixed = abs(moment(1, 1.0)) < _TOLERANCE and abs(moment(2, 1.0) - 1) < _TOLERANCE
    return fixed and moment(2, 2.0) < 2 - _MOVED
