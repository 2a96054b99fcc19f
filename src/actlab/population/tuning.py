"""Which learning rates a tuned candidate tries: scrambled Sobol points over a range that is declared before the run."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from actlab.errors import UsageError
from actlab.i18n import _

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LEAST_DECADES", "LEAST_TRIALS", "TRIALS", "Tuning", "end_reached", "sobol"]

TRIALS, LEAST_TRIALS = 8, 5
LEAST_DECADES = 3.0
_BITS = 32
_SLACK = 1e-9
_DIGITS = 9
_DEFAULT_RANGE = {"adam": (-3.5, 0.0), "adamw": (-3.5, 0.0), "sgd": (-3.0, 0.5)}
"""Decades by optimizer, before the pilot: past .3 for Adam, which small full-batch problems ask for."""

End = Literal["low", "high"]


@dataclass(frozen=True)
class Tuning:
    """The trials of the tuned regime, the same for all candidates.

    Args:
        trials: Networks a candidate trains in each block, at least 5.
        low: log10 of the least learning rate.
        high: log10 of the greatest; at least three decades above.

    Raises:
        UsageError: There are too few trials or decades.

    >>> [round(rate, 4) for rate in Tuning(8, -3.0, 0.0).rates(seed=1)]
    [0.0263, 0.8309, 0.0047, 0.1478, 0.0111, 0.3504, 0.002, 0.0623]
    """

    trials: int
    low: float
    high: float

    def __post_init__(self) -> None:
        if self.trials < LEAST_TRIALS:
            raise UsageError(
                _("Tuning needs {least} trials or more for each candidate; got {given}.").format(
                    least=LEAST_TRIALS, given=self.trials
                )
            )
        if not (math.isfinite(self.low) and self.high - self.low >= LEAST_DECADES - _SLACK):
            raise UsageError(
                _(
                    "Learning rates from {low:g} to {high:g} span fewer than {least:g} decades. "
                    "Name a wider range, such as 0.001:1."
                ).format(low=10.0**self.low, high=10.0**self.high, least=LEAST_DECADES)
            )

    @classmethod
    def default(cls, optimizer: str, trials: int = TRIALS) -> Tuning:
        """Return the range that a pilot starts from."""
        return cls(trials, *_DEFAULT_RANGE[optimizer])

    @classmethod
    def between(cls, low: float, high: float, trials: int = TRIALS) -> Tuning:
        """Return the tuning over the learning rates from ``low`` to ``high``."""
        if not 0 < low < high < math.inf:
            raise UsageError(
                _(
                    "Learning rates go from a smaller to a larger number above 0, such as 0.001:1; got "
                    "{low:g}:{high:g}."
                ).format(low=low, high=high)
            )
        return cls(trials, round(math.log10(low), _DIGITS), round(math.log10(high), _DIGITS))

    def rates(self, seed: int) -> tuple[float, ...]:
        """Return one block's learning rates, in the order of its trials."""
        exponents = self.low + (self.high - self.low) * sobol(seed, self.trials)
        return tuple(float(10.0**exponent) for exponent in exponents)

    def position(self, rate: float) -> float:
        """Return where a learning rate lies, from 0 at the low end to 1 at the high one."""
        return (math.log10(rate) - self.low) / (self.high - self.low)

    def end(self, position: float) -> End | None:
        """Return at which end a mean position lies: in the outermost of as many equal parts as there are trials."""
        if position < 1 / self.trials:
            return "low"
        return "high" if position > 1 - 1 / self.trials else None

    def extended(self, end: End) -> Tuning:
        """Return the tuning with a decade more at that end."""
        return replace(self, low=self.low - 1) if end == "low" else replace(self, high=self.high + 1)


def end_reached(rows: pd.DataFrame, tuning: Tuning) -> End | None:
    """Return the end at which the mean optimum of the most candidates lies, the high one of two; None if at none.

    Args:
        rows: The chosen networks, with ``candidate`` and ``learning_rate``.
        tuning: The trials.

    >>> import pandas as pd
    >>> rows = pd.DataFrame({"candidate": ["relu", "relu", "tanh"], "learning_rate": [0.1, 0.05, 0.98]})
    >>> end_reached(rows, Tuning(8, -3.0, 0.0))
    'high'
    """
    places = rows["learning_rate"].map(tuning.position).groupby(rows["candidate"]).mean()
    ends = Counter(end for place in places if (end := tuning.end(place)))
    return max(ends, key=lambda end: (ends[end], end == "high"), default=None)


def sobol(seed: int, count: int) -> NDArray[np.float64]:
    """Return the first Sobol points of one dimension, scrambled by a random digital shift, in [0, 1).

    x_i = 2^-32 (reverse(i) xor s), where reverse turns the 32 bits of i around and s is the shift. Any first 2^m
    points lie one in each 2^m-th of the interval.

    Args:
        seed: Of the shift.
        count: How many points.

    Source: Sobol (1967), Zh. Vychisl. Mat. Mat. Fiz. 7:784-802.

    >>> sorted((8 * sobol(3, 8)).astype(int).tolist())
    [0, 1, 2, 3, 4, 5, 6, 7]
    """
    shift = int(np.random.default_rng(seed).integers(2**_BITS))
    reversed_bits = [int(f"{i:0{_BITS}b}"[::-1], 2) for i in range(count)]
    return np.array([bits ^ shift for bits in reversed_bits], dtype=np.float64) / 2.0**_BITS
