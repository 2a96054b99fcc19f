"""What an entry says of itself: statements that a verifier can test.

A property is a frozen value. It holds for the default parameters and for the mathematical function, not for
its rounding; ``actlab.properties`` has one verifier for each kind. Properties are adjectives: the function *is*
odd, monotone, bounded below by 0. What can be computed from the formula (gain, minimum, Lipschitz constant)
is a fact, not a property, and is never typed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from actlab.activations._parameters import RealInterval
from actlab.i18n import Text

__all__ = [
    "Asymptote",
    "CouplesUnits",
    "Differentiable",
    "Even",
    "Jump",
    "Kink",
    "Linear",
    "Monotone",
    "NonLinear",
    "NonMonotone",
    "Odd",
    "OutputsSumToOne",
    "PositivelyHomogeneous",
    "Property",
    "Range",
    "ShiftInvariant",
    "Smooth",
    "ZeroCentred",
]


@dataclass(frozen=True)
class Property:
    """The base of all properties; a property can say itself in both languages."""

    @property
    def text(self) -> Text:
        """The property as a phrase that follows "the function is/has"."""
        raise NotImplementedError


@dataclass(frozen=True)
class Range(Property):
    """The hull of the values: the smallest interval that holds all the function takes (each output of a vector one)."""

    values: str

    def __post_init__(self) -> None:
        RealInterval.parse(self.values)

    @property
    def text(self) -> Text:
        """The property in both languages."""
        return Text(en=f"range {self.values}", es=f"rango {self.values}")


@dataclass(frozen=True)
class NonLinear(Property):
    """No affine map: a network with it is more than one linear layer."""

    @property
    def text(self) -> Text:
        """The property in both languages."""
        return Text(en="non-linear", es="no lineal")


@dataclass(frozen=True)
class Linear(Property):
    """f(ax + by) = a f(x) + b f(y)."""

    @property
    def text(self) -> Text:
        """The property in both languages."""
        return Text(en="linear", es="lineal")


@dataclass(frozen=True)
class Odd(Property):
    """f(-x) = -f(x)."""

    @property
    def text(self) -> Text:
        """The property in both languages."""
        return Text(en="odd: f(-x) = -f(x)", es="impar: f(-x) = -f(x)")


@dataclass(frozen=True)
class Even(Property):
    """f(-x) = f(x)."""

    @property
    def text(self) -> Text:
        """The property in both languages."""
        return Text(en="even: f(-x) = f(x)", es="par: f(-x) = f(x)")


@dataclass(frozen=True)
class ZeroCentred(Property):
    """E f(Z) = 0 for a standard normal Z."""

    @property
    def text(self) -> Text:
        """The property in both languages."""
        return Text(en="zero-centred", es="centrada en cero")


@dataclass(frozen=True)
class Monotone(Property):
    """Never decreasing; with ``strictly``, always increasing."""

    strictly: bool = False

    @property
    def text(self) -> Text:
        """The property in both languages."""
        if self.strictly:
            return Text(en="strictly increasing", es="estrictamente creciente")
        return Text(en="monotone (never decreasing)", es="monótona (nunca decreciente)")


@dataclass(frozen=True)
class NonMonotone(Property):
    """Rises somewhere and falls somewhere."""

    @property
    def text(self) -> Text:
        """The property in both languages."""
        return Text(en="not monotone", es="no monótona")


@dataclass(frozen=True)
class Smooth(Property):
    """Has derivatives of every order everywhere."""

    @property
    def text(self) -> Text:
        """The property in both languages."""
        return Text(en="smooth (C^∞)", es="suave (C^∞)")


@dataclass(frozen=True)
class Differentiable(Property):
    """Has ``order`` continuous derivatives everywhere and no more; 0 means continuous only."""

    order: int

    @property
    def text(self) -> Text:
        """The property in both languages."""
        if self.order == 0:
            return Text(
                en="continuous, not differentiable everywhere (C^0)",
                es="continua, no derivable en todas partes (C^0)",
            )
        return Text(
            en=f"continuously differentiable, order {self.order} (C^{self.order})",
            es=f"continuamente derivable, orden {self.order} (C^{self.order})",
        )


@dataclass(frozen=True)
class Kink(Property):
    """At this point the one-sided first derivatives differ."""

    at: float

    @property
    def text(self) -> Text:
        """The property in both languages."""
        return Text(en=f"kink at {self.at:g}", es=f"punto anguloso en {self.at:g}")


@dataclass(frozen=True)
class Jump(Property):
    """At this point the one-sided limits of the function differ: it is not continuous."""

    at: float

    @property
    def text(self) -> Text:
        """The property in both languages."""
        return Text(en=f"jumps at {self.at:g}: not continuous", es=f"salta en {self.at:g}: no es continua")


@dataclass(frozen=True)
class Asymptote(Property):
    """f(x) - (slope x + intercept) vanishes towards one end of the axis."""

    slope: float
    side: Literal["left", "right"]
    intercept: float = 0.0

    @property
    def text(self) -> Text:
        """The property in both languages."""
        line = " + ".join(
            part
            for part in (
                f"{self.slope:g}x" if self.slope else "",
                f"{self.intercept:g}" if self.intercept or not self.slope else "",
            )
            if part
        )
        end = {"left": "-∞", "right": "+∞"}[self.side]
        return Text(en=f"asymptote y = {line} towards {end}", es=f"asíntota y = {line} hacia {end}")


@dataclass(frozen=True)
class PositivelyHomogeneous(Property):
    """f(ax) = a f(x) for every a > 0: the scale of a layer passes through."""

    @property
    def text(self) -> Text:
        """The property in both languages."""
        return Text(
            en="positively homogeneous: f(ax) = a f(x) for a > 0",
            es="positivamente homogénea: f(ax) = a f(x) para a > 0",
        )


@dataclass(frozen=True)
class OutputsSumToOne(Property):
    """No output of a vector function is negative, and they sum to 1."""

    @property
    def text(self) -> Text:
        """The property in both languages."""
        return Text(en="no output is negative, and they sum to 1", es="ninguna salida es negativa y suman 1")


@dataclass(frozen=True)
class ShiftInvariant(Property):
    """Adding one constant to all inputs changes nothing."""

    @property
    def text(self) -> Text:
        """The property in both languages."""
        return Text(
            en="unchanged when a constant is added to all inputs",
            es="no cambia al sumar una constante a todas las entradas",
        )


@dataclass(frozen=True)
class CouplesUnits(Property):
    """Each output depends on every input of its vector."""

    @property
    def text(self) -> Text:
        """The property in both languages."""
        return Text(
            en="couples the units: each output depends on all inputs",
            es="acopla las unidades: cada salida depende de todas las entradas",
        )
