"""Rates: Clopper-Pearson intervals, wins and half the ties, McNemar, and their anytime versions."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr, betaincinv, betaln, ndtri

from actlab.statistics._types import Interval

__all__ = [
    "beats_interval",
    "clopper_pearson",
    "mcnemar_anytime_p",
    "mcnemar_p",
    "rate_sequence",
]


BISECTIONS = 60


def clopper_pearson(count: int, n: int, a: float) -> Interval:
    """Return the exact interval at level 1 - a for a rate (Clopper and Pearson 1934).

    >>> clopper_pearson(0, 60, 0.05).high
    0.0596...
    """
    low = float(betaincinv(count, n - count + 1, a / 2)) if count > 0 else 0.0
    high = float(betaincinv(count + 1, n - count, 1 - a / 2)) if count < n else 1.0
    return Interval(low, high)


def beats_interval(wins: int, ties: int, losses: int, a: float) -> Interval:
    """Return the score interval for P(A > B) + P(tie)/2 = (1 + d)/2, d = P(win) - P(loss).

    It holds all d that the score test for a difference of paired proportions does not reject (Tango 1998,
    "Equivalence test and confidence interval for the difference in proportions for the paired-sample
    design"). Ties narrow it, but never to a point: that no block was decided does not make all blocks ties.

    >>> beats_interval(0, 5, 0, 0.05)
    Interval(low=0.282..., high=0.717...)
    """
    n, z = wins + ties + losses, float(ndtri(1 - a / 2))
    observed = (wins - losses) / n
    low = _score_end(wins, losses, n, z, outside=-1.0, inside=observed)
    high = _score_end(wins, losses, n, z, outside=1.0, inside=observed)
    return Interval((1 + low) / 2, (1 + high) / 2)


def _score_end(wins: int, losses: int, n: int, z: float, *, outside: float, inside: float) -> float:
    """Bisect between a difference that may be rejected and one that is not for the last that is not."""
    if _score(wins, losses, n, outside) <= z:
        return outside
    for _ in range(BISECTIONS):
        middle = (outside + inside) / 2
        rejected = _score(wins, losses, n, middle) > z
        outside, inside = (middle, inside) if rejected else (outside, middle)
    return inside


def _score(wins: int, losses: int, n: int, d: float) -> float:
    """Return Tango's |T|: the observed difference less d, over its deviation at the likeliest rates given d.

    The likeliest rate q of losses given d solves 2n q^2 + (-wins - losses + (2n - wins + losses) d) q
    = losses d (1 - d).
    """
    linear = -wins - losses + (2 * n - wins + losses) * d
    q = (math.sqrt(max(linear**2 + 8 * n * losses * d * (1 - d), 0.0)) - linear) / (4 * n)
    variance = n * (2 * q + d * (1 - d))
    away = abs(wins - losses - n * d)
    return away / math.sqrt(variance) if variance > 0 else math.inf if away > 0 else 0.0


def rate_sequence(count: int, others: int, a: float) -> Interval:
    """Return the interval for a rate that holds at all times with chance 1 - a.

    All p whose Beta(1, 1)-mixture likelihood ratio B(1 + count, 1 + others) / (p^count (1 - p)^others)
    stays below 1/a (Robbins 1970). For wins and losses it speaks of P(A > B | no tie).

    >>> rate_sequence(30, 10, 0.05)
    Interval(low=0.511..., high=0.914...)
    """
    n = count + others
    if n == 0:
        return Interval(0.0, 1.0)
    needed = float(betaln(1 + count, 1 + others)) + math.log(a)
    low = _crossing(count, others, needed, 0.0, count / n) if count else 0.0
    high = _crossing(count, others, needed, 1.0, count / n) if others else 1.0
    return Interval(low, high)


def _crossing(count: int, others: int, needed: float, outside: float, inside: float) -> float:
    """Bisect between ``outside``, too unlikely, and ``inside`` for the p with the likelihood needed."""
    for _ in range(BISECTIONS):
        middle = (outside + inside) / 2
        likely = _log_power(middle, count) + _log_power(1 - middle, others) >= needed
        outside, inside = (outside, middle) if likely else (middle, inside)
    return outside


def _log_power(p: float, count: int) -> float:
    if count == 0:
        return 0.0
    return count * math.log(p) if p > 0 else -math.inf


def mcnemar_p(only_first: int, only_second: int) -> float:
    """Return the exact two-sided p value of McNemar's test from the discordant counts.

    >>> mcnemar_p(1, 9)
    0.021484375
    """
    n = only_first + only_second
    return min(1.0, 2 * float(bdtr(min(only_first, only_second), n, 0.5))) if n else 1.0


def mcnemar_anytime_p(only_first: NDArray[np.bool_], only_second: NDArray[np.bool_]) -> float:
    """Return a p value for equal failure rates that stays valid after optional stopping.

    The e-process on discordant blocks is 2^n B(1 + x, 1 + y), x and y the counts so far; p is the inverse
    of its running maximum.

    Args:
        only_first: whether only the first candidate failed, block by block.
        only_second: whether only the second did.
    """
    x, y = np.cumsum(only_first), np.cumsum(only_second)
    log_e = (x + y) * math.log(2) + betaln(1 + x, 1 + y)
    return float(math.exp(-max(0.0, float(np.max(log_e, initial=0.0)))))
