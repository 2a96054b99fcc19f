"""The parameters of an activation and the intervals they may lie in."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from actlab.errors import ParameterError
from actlab.i18n import Text, _

__all__ = ["Parameter", "RealInterval"]

_INTERVAL = re.compile(r"([\[(])\s*(\S+)\s*,\s*(\S+)\s*([\])])")


@dataclass(frozen=True)
class RealInterval:
    """An interval of real numbers, each end open or closed.

    >>> RealInterval.parse("[0, inf)")
    RealInterval(lower=0.0, upper=inf, closed_below=True, closed_above=False)
    >>> 0.0 in RealInterval.parse("(0, 1)")
    False
    """

    lower: float
    upper: float
    closed_below: bool = False
    closed_above: bool = False

    def __post_init__(self) -> None:
        if math.isnan(self.lower) or math.isnan(self.upper) or self.lower > self.upper:
            raise ValueError(f"An interval needs lower <= upper, not {self.lower} and {self.upper}.")

    @classmethod
    def parse(cls, text: str) -> RealInterval:
        """Read an interval as it is written in mathematics: ``[0, 1)``, ``(-inf, inf)``.

        Raises:
            ValueError: The text is no interval.
        """
        match = _INTERVAL.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"{text!r} is no interval; write it like '[0, inf)'.")
        left, lower, upper, right = match.groups()
        return cls(float(lower), float(upper), left == "[", right == "]")

    def __contains__(self, value: float) -> bool:
        above = value > self.lower or (self.closed_below and value == self.lower)
        below = value < self.upper or (self.closed_above and value == self.upper)
        return above and below

    def __str__(self) -> str:
        left, right = "(["[self.closed_below], ")]"[self.closed_above]
        return f"{left}{self.lower:g}, {self.upper:g}{right}"


@dataclass(frozen=True)
class Parameter:
    """A number that shapes an activation.

    Args:
        name: The keyword of the function.
        default: Its value where the user gives none.
        domain: Where it may lie, as ``"[0, inf)"``.
        text: What it does, in both languages.
        learnable: Whether the module trains it with the weights.
        constrained: Whether training must keep it above the lower end of its domain: the module then trains t
            in lower + softplus(t).

    >>> Parameter("negative_slope", 0.01, "[0, inf)", Text(en="slope left of 0")).check(0.2)
    0.2
    """

    name: str
    default: float
    domain: str
    text: Text
    learnable: bool = False
    constrained: bool = False

    def __post_init__(self) -> None:
        if not self.name.isidentifier():
            raise ValueError(f"{self.name!r} cannot be a keyword.")
        if self.default not in self.interval:
            raise ValueError(f"The default {self.default} of {self.name!r} lies outside {self.domain}.")

        if self.constrained and not (self.learnable and math.isfinite(self.interval.lower)):
            raise ValueError(f"{self.name!r} is not learnable above a lower end, so it needs no constraint.")

    @property
    def interval(self) -> RealInterval:
        """The domain as an interval."""
        return RealInterval.parse(self.domain)

    def check(self, value: object) -> float:
        """Return the value as a float.

        Raises:
            ParameterError: It is no finite number or lies outside the domain.
        """
        number = _number(value)
        if number is None or number not in self.interval:
            raise ParameterError(
                _("{name} must be a number in {domain}; got {value!r}. Its default is {default:g}.").format(
                    name=self.name, domain=self.interval, value=value, default=self.default
                )
            )
        return number


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
