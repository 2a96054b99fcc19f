"""What a reproduction found, beside what it should have found."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Result", "mean_result", "share_result"]

ERRORS = 4.0
"""Standard errors that a measured number may lie from its target."""


@dataclass(frozen=True)
class Result:
    """One number of a paper or a theory, and ours.

    Args:
        what: It measures.
        target: What is to be found.
        measured: What was found.
        error: Standard error of ours and the target's together; 0 for a number that is computed.
        allowed: How far from the target it may lie; four standard errors by default.
        n: Networks behind it; 0 for a number that is computed.
        above: Whether any number above the target will do.
    """

    what: str
    target: float
    measured: float
    error: float = 0.0
    allowed: float | None = None
    n: int = 0
    above: bool = False

    @property
    def tolerance(self) -> float:
        """How far from the target the number may lie."""
        return ERRORS * self.error if self.allowed is None else self.allowed

    @property
    def agrees(self) -> bool:
        """Whether it lies that near."""
        if self.above:
            return self.measured > self.target
        return abs(self.measured - self.target) <= self.tolerance

    def __str__(self) -> str:
        kept = "agrees" if self.agrees else "DIFFERS"
        wanted = f"above {self.target:g}" if self.above else f"{self.target:.5g} +- {self.tolerance:.2g}"
        return f"{self.what:46} wanted {wanted:19} measured {self.measured:<11.5g} n {self.n:<6} {kept}"


def share_result(what: str, target: float, count: int, n: int, *, target_n: float = math.inf) -> Result:
    """Return a share, with its standard error at the target; the target's own, where it was measured too."""
    error = math.sqrt(target * (1 - target) * (1 / n + 1 / target_n))
    return Result(what, target, count / n, error, n=n)


def mean_result(what: str, target: float, values: Sequence[float], *, sd: float, target_n: float = math.inf) -> Result:
    """Return a mean, with the standard error that follows from the known standard deviation of one network."""
    error = sd * math.sqrt(1 / len(values) + 1 / target_n)
    return Result(what, target, math.fsum(values) / len(values), error, n=len(values))
