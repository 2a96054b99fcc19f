"""Runs that share no blocks: Welch's interval for the difference of two means, and what pairing would have saved."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from actlab.statistics._types import FloatArray, Interval, Verdict
from actlab.statistics.verdict import decide

__all__ = ["UnpairedJudgement", "judge_unpaired"]


@dataclass(frozen=True)
class UnpairedJudgement:
    """The judgement on two candidates whose runs share no blocks.

    Args:
        a: The first candidate.
        b: The second.
        n_a: Number of runs of ``a``.
        n_b: Number of runs of ``b``.
        difference: Mean of a minus mean of b, positive where a is the better one.
        interval: Welch's interval at ``level``.
        level: 1 - alpha / m.
        degrees: Welch-Satterthwaite degrees of freedom.
        verdict: By the same order as for pairs.
    """

    a: str
    b: str
    n_a: int
    n_b: int
    difference: float
    interval: Interval
    level: float
    degrees: float
    verdict: Verdict


def judge_unpaired(
    a: str, b: str, first: FloatArray, second: FloatArray, *, delta: float, level: float
) -> UnpairedJudgement:
    """Judge two candidates by Welch's interval.

    Args:
        a: The first candidate's name.
        b: The second's.
        first: Scores of the first, of shape (n_a,), larger being better.
        second: Scores of the second, of shape (n_b,).
        delta: Differences inside +-delta do not matter.
        level: Coverage of the interval.

    Source: Welch (1947), doi:10.1093/biomet/34.1-2.28.

    >>> new, old = np.array([3.0, 4, 5, 4, 4]), np.array([1.0, 2, 1, 2, 1])
    >>> found = judge_unpaired("new", "old", new, old, delta=0.5, level=0.95)
    >>> round(found.difference, 2), found.verdict
    (2.6, <Verdict.BETTER_BY_DELTA: 'better_by_delta'>)
    """
    n_a, n_b = len(first), len(second)
    difference = float(np.mean(first) - np.mean(second))
    degrees, half = math.nan, math.inf
    if min(n_a, n_b) >= 2:
        v_a, v_b = float(np.var(first, ddof=1)) / n_a, float(np.var(second, ddof=1)) / n_b
        if v_a + v_b > 0:
            degrees = (v_a + v_b) ** 2 / (v_a**2 / (n_a - 1) + v_b**2 / (n_b - 1))
            half = float(stdtrit(degrees, (1 + level) / 2)) * math.sqrt(v_a + v_b)
    interval = Interval(difference - half, difference + half)
    return UnpairedJudgement(
        a, b, n_a, n_b, difference, interval, level, degrees, decide(interval, delta, n=min(n_a, n_b))
    )
