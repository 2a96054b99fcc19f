"""Several comparisons at once: Holm's adjustment, what a sign-flip test can reach, the group of the best."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from actlab.statistics._types import FloatArray

__all__ = ["holm", "smallest_sign_flip_size", "within_delta_of_best"]


def holm(p: Sequence[float]) -> list[float]:
    """Return Holm's step-down adjusted p values (Holm 1979), in the order given.

    p_(i) -> max over j <= i of min(1, (m - j + 1) p_(j))

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    values = np.asarray(p, dtype=np.float64)
    order = np.argsort(values, kind="stable")
    steps = np.minimum(1.0, np.arange(len(values), 0, -1) * values[order])
    adjusted = np.empty_like(values)
    adjusted[order] = np.maximum.accumulate(steps)
    return [float(each) for each in adjusted]


def smallest_sign_flip_size(a: float) -> int:
    """Return the fewest differing blocks with which a sign-flip p value can be at most a: 2^(1-n) <= a.

    >>> [smallest_sign_flip_size(0.05 / m) for m in (1, 2, 7, 28)]
    [6, 7, 9, 11]
    """
    return math.ceil(1 - math.log2(a))


def within_delta_of_best(
    scores: FloatArray, names: Sequence[str], alpha: float, exceeds: Callable[[FloatArray, float], bool]
) -> tuple[str, ...]:
    """Return all candidates for which no other is shown to be better by more than delta, each at alpha / (K - 1).

    The best one observed is never taken for the best: that would be to compare with the luckiest.

    Args:
        scores: shape (blocks, candidates), oriented so that more is better.
        names: the candidates' labels.
        alpha: chance of ruling out any one candidate that is within delta of the best.
        exceeds: (differences, one-sided level) -> whether their mean was shown to be above delta.
    """
    each = alpha / (len(names) - 1)
    return tuple(
        name
        for i, name in enumerate(names)
        if not any(exceeds(scores[:, j] - scores[:, i], each) for j in range(len(names)) if j != i)
    )
