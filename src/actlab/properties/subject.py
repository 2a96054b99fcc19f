"""The entry under examination: its formula as an oracle, its probes, the text of a counterexample."""

from __future__ import annotations

import inspect
import random
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import mpmath
import sympy

from actlab.activations import Activation
from actlab.properties.formula import Formula, exact, number, precise

__all__ = ["Subject", "vectors"]

_EXPONENTS = range(-20, 10)
_MANTISSAS = ("1", "1.37")


@dataclass(frozen=True)
class Subject:
    """An entry at its default parameters, seen through its formula or its reference.

    Args:
        entry: The entry.
    """

    entry: Activation

    @cached_property
    def formula(self) -> Formula:
        """The formula; only where `has_formula`."""
        assert self.entry.formula is not None
        return Formula(self.entry.formula, self.entry.defaults)

    @property
    def has_formula(self) -> bool:
        """Whether the entry is elementwise and has a formula."""
        return self.entry.kind == "elementwise" and self.entry.formula is not None

    @property
    def has_oracle(self) -> bool:
        """Whether anything but the function itself says what the function is."""
        return self.entry.formula is not None or self.entry.reference is not None

    @cached_property
    def probes(self) -> tuple[Any, ...]:
        """Points of every size and sign, and the neighbourhood of each boundary, in order."""
        with precise():
            sizes = [mpmath.mpf(m) * mpmath.mpf(2) ** k for k in _EXPONENTS for m in _MANTISSAS]
            near = [
                number(b) + side
                for b in self.formula.boundaries
                for side in (mpmath.mpf(k) / 2**17 for k in (-1, 0, 1))
            ]
            grid = [mpmath.mpf(k) / 8 for k in range(-64, 65)]
            return tuple(sorted({*sizes, *(-x for x in sizes), *near, *grid}))

    @cached_property
    def values(self) -> tuple[Any, ...]:
        """The values at the probes, at 50 digits."""
        return tuple(self.formula(x) for x in self.probes)

    def vector(self, x: list[Any]) -> list[Any]:
        """Return the oracle's outputs for a list of inputs; a gated entry takes [value, gate]."""
        with precise():
            x = [mpmath.mpf(value) for value in x]
            if self.entry.kind == "gated":
                return [self._gated(*x)]
            if self.entry.reference is not None:
                taken = inspect.signature(self.entry.reference).parameters
                values = {name: value for name, value in self.entry.defaults.items() if name in taken}
                return list(self.entry.reference(x, **values))
            return [self.formula(value) for value in x]

    def _gated(self, value: Any, gate: Any) -> Any:
        names = {str(symbol): symbol for symbol in self.gated_expression.free_symbols}
        numbers = {"value": value, "gate": gate}
        return number(
            self.gated_expression.subs({names[k]: sympy.Float(str(v), 60) for k, v in numbers.items() if k in names})
        )

    @cached_property
    def gated_expression(self) -> Any:
        """The formula of a gated entry at its defaults, in the symbols ``value`` and ``gate``."""
        names = {name: sympy.Symbol(name, real=True) for name in ("value", "gate", *self.entry.defaults)}
        parsed = sympy.sympify(self.entry.formula, locals=names, rational=True)
        return parsed.subs({names[name]: exact(default) for name, default in self.entry.defaults.items()})

    def shown(self, *points: Any, note: str) -> str:
        """Return Python text that prints the oracle's values at some points, with what a property says of them."""
        numbers = ", ".join(f"f({_text(point)})" for point in points)
        return f"{self._oracle()}\nprint({numbers})  # {note}"

    def shown_vector(self, *inputs: list[Any], note: str) -> str:
        """Return Python text that prints the oracle's outputs for some vectors."""
        numbers = ", ".join(f"f([{', '.join(map(_text, x))}])" for x in inputs)
        text = (
            "from actlab.activations import CATALOGUE\nfrom actlab.properties import Subject\n"
            f"f = Subject(CATALOGUE[{self.entry.name!r}]).vector"
        )
        return f"{text}\nprint({numbers})  # {note}"

    def _oracle(self) -> str:
        formula = f"f = Formula({self.entry.formula!r}, {self.entry.defaults!r})"
        return f"from actlab.properties import Formula\n{formula}"


def vectors(subject: Subject, how_many: int = 40) -> list[list[Any]]:
    """Return vectors of mixed sizes, always the same; pairs for a gated entry."""
    draw = random.Random(0)
    length = 2 if subject.entry.kind == "gated" else 4
    scales = (0.1, 1.0, 5.0, 30.0)
    return [[mpmath.mpf(draw.gauss(0, scales[k % 4])) for _ in range(length)] for k in range(how_many)]


def _text(point: Any) -> str:
    """Return a number as Python text that the oracle reads without loss."""
    if isinstance(point, int | float):
        return repr(point)
    with precise():
        return f'"{mpmath.nstr(point, 60)}"'
