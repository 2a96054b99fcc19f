"""What every entry says without saying it: formula and function are one, known values and limits are right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import mpmath
import numpy as np
import sympy

from actlab.activations import Activation, Text
from actlab.i18n import _
from actlab.properties.formula import Formula, exact, number, precise
from actlab.properties.outcome import PropertyOutcome, not_applicable, proved, refuted, supported
from actlab.properties.proofs import limit_of
from actlab.properties.subject import Subject, vectors
from actlab.properties.verifiers.ends import approaches

__all__ = ["implied"]

_AGREES = 1e-9  # a wrong formula is off by more; how exact a right one is, the accuracy table says
_KNOWN = mpmath.mpf(10) ** -12  # known values are printed as float64
_GROWTH = mpmath.mpf("1.05")
_FAR = (mpmath.mpf(100), mpmath.mpf(1000), mpmath.mpf(10_000))


def implied(subject: Subject) -> Iterator[tuple[str, Text, PropertyOutcome]]:
    """Yield kind, text and outcome of each implied statement."""
    with precise():
        yield (
            "FormulaIsFunction",
            Text(en="the formula is the function", es="la fórmula es la función"),
            _function(subject),
        )
        if subject.entry.known_values:
            yield "KnownValues", Text(en="known values", es="valores conocidos"), _known_values(subject)
        if subject.entry.at_infinity is not None:
            for side, stated in zip(("left", "right"), subject.entry.at_infinity, strict=True):
                end = {"left": "-∞", "right": "+∞"}[side]
                text = Text(en=f"limit {stated} towards {end}", es=f"límite {stated} hacia {end}")
                yield "AtInfinity", text, _at_infinity(subject, side, stated)


def _function(subject: Subject) -> PropertyOutcome:
    if not subject.has_oracle:
        return not_applicable(_("there is no formula to compare with"))
    if not subject.has_formula:
        return _vector_function(subject)
    settings = list(_settings(subject.entry))
    for values in settings:
        wrong = _first_disagreement(subject, values)
        if wrong is not None:
            return refuted(_("formula and function differ"), wrong)
    return supported(_("against the function in float64"), len(settings) * len(subject.probes))


def _settings(entry: Activation) -> Iterator[dict[str, float]]:
    """Yield the defaults, and each parameter moved inside its domain."""
    yield dict(entry.defaults)
    for parameter in entry.parameters:
        moved = parameter.default * 1.5 + 0.25
        if moved in parameter.interval:
            yield {**entry.defaults, parameter.name: moved}


def _first_disagreement(subject: Subject, values: dict[str, float]) -> str | None:
    from actlab.activations.derive import evaluate

    formula = subject.formula if values == subject.entry.defaults else Formula(str(subject.entry.formula), values)
    rounded = {float(number(b)) for b in formula.boundaries if sympy.Rational(float(number(b))) != b}
    points = np.array([float(x) for x in subject.probes if float(x) not in rounded])
    for x, got in zip(points, evaluate(subject.entry, points, values), strict=True):
        if not _agree(float(got), float(formula(x))):
            call = f"CATALOGUE[{subject.entry.name!r}](torch.tensor({float(x)!r}, dtype=torch.float64), **{values!r})"
            return (
                "import torch\nfrom actlab.activations import CATALOGUE\nfrom actlab.properties import Formula\n"
                f"print({call})\nprint(Formula({subject.entry.formula!r}, {values!r})({float(x)!r}))"
            )
    return None


def _agree(got: float, expected: float) -> bool:
    return got == expected or abs(got - expected) <= _AGREES * max(1.0, abs(expected))


def _vector_function(subject: Subject) -> PropertyOutcome:
    import torch

    inputs = vectors(subject)
    extra: dict[str, Any] = {"dim": -1} if subject.entry.kind == "vector" else {"dim": -1, "gate": "last"}
    for x in inputs:
        numbers = [float(value) for value in x]
        with torch.no_grad():
            got = subject.entry(torch.tensor(numbers, dtype=torch.float64), **subject.entry.defaults, **extra).tolist()
        expected = [float(value) for value in subject.vector([mpmath.mpf(value) for value in numbers])]
        if len(got) != len(expected) or not all(map(_agree, got, expected)):
            text = _("reference and function differ; the function gives {got}").format(got=got)
            return refuted(text, subject.shown_vector(x, note=text))
    return supported(_("against the function in float64"), len(inputs))


def _known_values(subject: Subject) -> PropertyOutcome:
    if not subject.has_formula:
        return not_applicable(_("known values are pairs of numbers, and this is no function of one number"))
    for x, stated in subject.entry.known_values:
        value = subject.formula(mpmath.mpf(str(exact(x).evalf(60))))
        if abs(value - number(exact(stated))) > _KNOWN * max(1, abs(value)):
            law = _("the known value is {stated}").format(stated=stated)
            return refuted(law, subject.shown(x, note=law))
    return supported(_("at 50 digits"), len(subject.entry.known_values))


def _at_infinity(subject: Subject, side: str, stated: float | str) -> PropertyOutcome:
    if not subject.has_formula:
        return not_applicable(_("limits are examined for functions of one number"))
    limit, law = float(stated), f"limit {stated}"
    if np.isfinite(limit):
        return approaches(subject, side, sympy.sympify(exact(limit)), law)
    sign = -1 if side == "left" else 1
    found = limit_of(subject.formula.pieces[0 if side == "left" else -1].expression, sign)
    if found is not None:
        if found == exact(limit):
            return proved(_("the limit, symbolically"))
        return refuted(law, subject.shown(*(sign * x for x in _FAR), note=law))
    values = [subject.formula(sign * x) * (1 if limit > 0 else -1) for x in _FAR]
    if values[0] > 0 and values[0] * _GROWTH < values[1] and values[1] * _GROWTH < values[2]:
        return supported(_("growth at 10^2, 10^3 and 10^4"), len(_FAR))
    return refuted(law, subject.shown(*(sign * x for x in _FAR), note=law))
