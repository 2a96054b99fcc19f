"""What an option may be: each domain checks a Python value, reads a command line's text, and writes one."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from numbers import Integral, Real
from os import PathLike, fspath
from pathlib import Path
from typing import Any, NoReturn

from actlab.i18n import _

__all__ = [
    "Anything",
    "Batch",
    "Domain",
    "Folder",
    "OneOf",
    "RateRange",
    "RealNumber",
    "Several",
    "Switch",
    "Whole",
    "Widths",
]


class Domain:
    """A set of values; this one holds everything."""

    metavar: str | None = None

    def check(self, value: Any) -> Any:
        """Return the value as plain Python holds it.

        Raises:
            ValueError: It lies outside; the message says what is wanted, such as "2 or more".
        """
        return value

    def read(self, text: str) -> Any:
        """Return the value that a command line's text means, unchecked.

        Raises:
            ValueError: It means none.
        """
        return text

    def write(self, value: Any) -> str:
        """Return the text that reads back as the value."""
        return str(value)


@dataclass(frozen=True)
class Anything(Domain):
    """What is looked at where it is used: data, functions, names of catalogues.

    Args:
        metavar: What stands for it in the help of the command line.
    """

    metavar: str | None = None


@dataclass(frozen=True)
class Whole(Domain):
    """Whole numbers from ``least`` to ``most``; None is no bound.

    >>> Whole(2).check(30.0)
    30
    """

    least: int | None = None
    most: int | None = None

    def check(self, value: Any) -> int:
        """Return the number as an int; NumPy's integers and floats without a fraction are welcome."""
        number = _number(value, _("a whole number"))
        if not number.is_integer():
            _refuse(_("a whole number"))
        if self.least is not None and number < self.least:
            _refuse(_("{least} or more").format(least=self.least))
        if self.most is not None and number > self.most:
            _refuse(_("{most} or less").format(most=self.most))
        return int(value)

    def read(self, text: str) -> int:
        """Return the number."""
        return int(text)


@dataclass(frozen=True)
class Batch(Domain):
    """A number of samples, or ``full`` for all of them.

    >>> Batch().check(64), Batch().check("full")
    (64, 'full')
    """

    def check(self, value: Any) -> Any:
        """Return the number, or ``full``."""
        if isinstance(value, str) and value == "full":
            return value
        try:
            return Whole(1).check(value)
        except ValueError:
            _refuse(_("1 or more, or full"))

    def read(self, text: str) -> Any:
        """Return the number, or ``full``."""
        return text if text == "full" else int(text)


@dataclass(frozen=True)
class RealNumber(Domain):
    """Finite numbers between two ends.

    Args:
        low: The low end.
        high: The high end.
        with_low: Whether the low end belongs to it.

    >>> RealNumber(0, 1).check(0.05)
    0.05
    """

    low: float = 0.0
    high: float = math.inf
    with_low: bool = False

    def check(self, value: Any) -> float:
        """Return the number as a float; NumPy's are welcome."""
        number = _number(value, _("a number"))
        inside = self.low <= number if self.with_low else self.low < number
        return number if inside and number < self.high else _refuse(self._wanted())

    def _wanted(self) -> str:
        if self.high < math.inf:
            return _("between {low:g} and {high:g}").format(low=self.low, high=self.high)
        return (_("{low:g} or more") if self.with_low else _("above {low:g}")).format(low=self.low)

    def read(self, text: str) -> float:
        """Return the number."""
        return float(text)

    def write(self, value: float) -> str:
        """Return the number as short as may be, but whole: it must read back as the same."""
        short = f"{value:g}"
        return short if float(short) == value else repr(value)


@dataclass(frozen=True, init=False)
class OneOf(Domain):
    """One of some names."""

    names: tuple[str, ...]

    def __init__(self, *names: str) -> None:
        object.__setattr__(self, "names", names)

    def check(self, value: Any) -> str:
        """Return the name."""
        if not isinstance(value, str) or value not in self.names:
            _refuse(_("one of: {names}").format(names=", ".join(self.names)))
        return str(value)


@dataclass(frozen=True)
class Switch(Domain):
    """True or false."""

    def check(self, value: Any) -> bool:
        """Return the truth value; NumPy's are welcome."""
        if type(value).__name__ not in ("bool", "bool_"):
            _refuse(_("True or False"))
        return bool(value)


@dataclass(frozen=True)
class Widths(Domain):
    """A width for each layer, such as ``10`` or ``32,32`` on the command line.

    >>> Widths().read("32,32"), Widths().check(10)
    ((32, 32), (10,))
    """

    metavar = "N,N,..."

    def check(self, value: Any) -> tuple[int, ...]:
        """Return the widths; a single number is one layer."""
        given = [value] if isinstance(value, Integral) else value
        try:
            if isinstance(given, str) or not isinstance(given, Iterable):
                raise ValueError
            widths = tuple(Whole(1).check(each) for each in given)
        except ValueError:
            widths = ()
        return widths or _refuse(_("a width of 1 or more for each layer, such as 10 or 32,32"))

    def read(self, text: str) -> tuple[int, ...]:
        """Return the widths."""
        return tuple(int(part) for part in text.split(","))

    def write(self, value: tuple[int, ...]) -> str:
        """Return the widths with commas."""
        return ",".join(str(width) for width in value)


@dataclass(frozen=True)
class RateRange(Domain):
    """A smaller and a larger number above 0, such as ``0.001:1`` on the command line.

    >>> RateRange().read("0.001:1")
    (0.001, 1.0)
    """

    metavar = "LOW:HIGH"

    def check(self, value: Any) -> tuple[float, float]:
        """Return the two numbers."""
        try:
            low, high = (RealNumber().check(each) for each in (() if isinstance(value, str) else value))
        except (TypeError, ValueError):
            _refuse(_("a smaller and a larger number above 0, such as 0.001:1"))
        return (low, high) if low < high else _refuse(_("a smaller and a larger number above 0, such as 0.001:1"))

    def read(self, text: str) -> tuple[float, ...]:
        """Return the numbers."""
        return tuple(float(part) for part in text.split(":"))

    def write(self, value: tuple[float, float]) -> str:
        """Return the two numbers with a colon."""
        return ":".join(RealNumber().write(each) for each in value)


@dataclass(frozen=True)
class Several(Domain):
    """A list with one or more values of a domain, each once.

    >>> Several(OneOf("a", "b")).check(["b"])
    ('b',)
    """

    each: Domain

    def check(self, value: Any) -> tuple[Any, ...]:
        """Return the values."""
        if isinstance(value, str) or not isinstance(value, Iterable):
            _refuse(_("a list"))
        found = tuple(self.each.check(each) for each in value)
        once = all(each not in found[:place] for place, each in enumerate(found))
        return found if found and once else _refuse(_("a list of one or more, each once"))


@dataclass(frozen=True)
class Folder(Domain):
    """The path of a folder."""

    def check(self, value: Any) -> Path:
        """Return the path."""
        if not isinstance(value, str | PathLike) or isinstance(fspath(value), bytes) or not fspath(value):
            _refuse(_("the path of a folder"))
        return Path(value)

    def read(self, text: str) -> Path:
        """Return the path."""
        return Path(text)


def _number(value: Any, wanted: str) -> float:
    """Return a real number as a float; truth values and text are none."""
    if not isinstance(value, Real) or isinstance(value, bool):
        _refuse(wanted)
    try:
        return float(value)
    except OverflowError:
        _refuse(wanted)


def _refuse(wanted: str) -> NoReturn:
    raise ValueError(wanted)
