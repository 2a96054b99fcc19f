"""Symmetry and linearity."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import sympy

from actlab._shared.quadrature import normal_expectation
from actlab.activations import properties
from actlab.i18n import _
from actlab.properties.formula import X, number
from actlab.properties.outcome import PropertyOutcome, not_applicable, proved, refuted, supported
from actlab.properties.proofs import vanishes
from actlab.properties.subject import Subject, vectors
from actlab.properties.verifiers._registry import verifies

_TOLERANCE = mpmath.mpf(10) ** -45
_QUADRATURE = 1e-9  # what float64 leaves of an expectation that is 0


def same(a: Any, b: Any) -> bool:
    """Tell whether two numbers agree to 45 digits, relative to the larger."""
    return bool(a == b or abs(a - b) <= _TOLERANCE * max(abs(a), abs(b), _TOLERANCE))


@verifies(properties.Odd, needs="oracle")
def odd(_declared: properties.Odd, subject: Subject) -> PropertyOutcome:
    """Check f(-x) = -f(x)."""
    return _mirrored(subject, -1, _("odd asks for f(-x) = -f(x)"))


@verifies(properties.Even, needs="oracle")
def even(_declared: properties.Even, subject: Subject) -> PropertyOutcome:
    """Check f(-x) = f(x)."""
    return _mirrored(subject, 1, _("even asks for f(-x) = f(x)"))


def _mirrored(subject: Subject, sign: int, law: str) -> PropertyOutcome:
    if not subject.has_formula:
        return on_vectors(subject, lambda x: [-v for v in x], lambda y: [sign * v for v in y], law)
    for x, value in zip(subject.probes, subject.values, strict=True):
        if not same(subject.formula(-x), sign * value):
            return refuted(law, subject.shown(x, -x, note=law))
    if is_mirrored(subject, sign):
        return proved(_("symbolically, branch by branch"))
    return supported(_("at 50 digits"), len(subject.probes))


def is_mirrored(subject: Subject, sign: int) -> bool:
    """Tell whether f(-x) = sign f(x) is proved."""
    pieces, points = subject.formula.pieces, subject.formula.boundaries
    return (
        all(a == -b for a, b in zip(points, reversed(points), strict=True))
        and all(same(subject.formula.at_boundary(-p), sign * subject.formula.at_boundary(p)) for p in points)
        and all(
            vanishes(a.expression.subs(X, -X) - sign * b.expression)
            for a, b in zip(pieces, reversed(pieces), strict=True)
        )
    )


def on_vectors(
    subject: Subject, change: Callable[[list[Any]], list[Any]], expected: Callable[[list[Any]], list[Any]], law: str
) -> PropertyOutcome:
    """Check on vectors that a change of the inputs changes the outputs as expected."""
    inputs = vectors(subject)
    for x in inputs:
        outputs = zip(subject.vector(change(x)), expected(subject.vector(x)), strict=True)
        if not all(same(a, b) for a, b in outputs):
            return refuted(law, subject.shown_vector(x, change(x), note=law))
    return supported(_("at 50 digits, on vectors"), len(inputs))


@verifies(properties.ZeroCentred, needs="oracle")
def zero_centred(_declared: properties.ZeroCentred, subject: Subject) -> PropertyOutcome:
    """Check E f(Z) = 0."""
    if not subject.has_formula:
        return not_applicable(_("the mean of a function of several numbers is not asked for here"))
    if is_mirrored(subject, -1):
        return proved(_("symbolically: it is odd"))
    mean = normal_expectation(subject.formula.array)
    if abs(mean) > _QUADRATURE:
        law = _("zero-centred asks for E f(Z) = 0, and it is {mean:.6g}").format(mean=mean)
        return refuted(law, _expectation_text(subject, law))
    return supported(_("by quadrature"), 1)


def _expectation_text(subject: Subject, note: str) -> str:
    shown = subject.shown(0, note=_("a single value; the expectation follows"))
    return (
        f"{shown}\nimport mpmath\n"
        f"print(mpmath.quad(lambda z: f(z) * mpmath.npdf(z), [-12, -6, -3, -1, 0, 1, 3, 6, 12]))  # {note}"
    )


@verifies(properties.NonLinear, needs="oracle")
def non_linear(_declared: properties.NonLinear, subject: Subject) -> PropertyOutcome:
    """Look for a witness: a midpoint that is not the mean of its neighbours."""
    law = _("every midpoint is the mean of its neighbours, as for an affine map")
    if subject.has_formula:
        if any(not _is_mean(subject.formula, -h, h) for h in (mpmath.mpf(k) / 8 for k in range(1, 800))):
            return proved(_("by a witness at 50 digits: a midpoint that is not the mean of its neighbours"))
        return refuted(law, subject.shown(-1, 0, 1, note=law))
    for x, y in zip(vectors(subject), reversed(vectors(subject)), strict=True):
        middle = subject.vector([(a + b) / 2 for a, b in zip(x, y, strict=True)])
        ends = zip(subject.vector(x), subject.vector(y), middle, strict=True)
        if any(not same((a + b) / 2, m) for a, b, m in ends):
            return proved(_("by a witness at 50 digits: a midpoint that is not the mean of its neighbours"))
    return refuted(law, subject.shown_vector([0] * 4, [1] * 4, [2] * 4, note=law))


def _is_mean(function: Callable[[Any], Any], low: Any, high: Any) -> bool:
    third = low + (high - low) / 3
    return same(function(third), function(low) + (function(high) - function(low)) / 3)


@verifies(properties.Linear)
def linear(_declared: properties.Linear, subject: Subject) -> PropertyOutcome:
    """Check that the formula is a multiple of x."""
    law = _("linear asks for f(2x) = 2 f(x) and f(-x) = -f(x)")
    for x, value in zip(subject.probes, subject.values, strict=True):
        if not (same(subject.formula(2 * x), 2 * value) and same(subject.formula(-x), -value)):
            return refuted(law, subject.shown(x, 2 * x, -x, note=law))
    pieces = subject.formula.pieces
    if len(pieces) == 1 and not sympy.expand(pieces[0].expression / X).has(X):
        return proved(_("symbolically"))
    return supported(_("at 50 digits"), len(subject.probes))


@verifies(properties.PositivelyHomogeneous, needs="oracle")
def positively_homogeneous(_declared: properties.PositivelyHomogeneous, subject: Subject) -> PropertyOutcome:
    """Check f(ax) = a f(x) for a > 0."""
    law = _("positively homogeneous asks for f(3x) = 3 f(x)")
    if not subject.has_formula:
        return on_vectors(subject, lambda x: [3 * v for v in x], lambda y: [3 * v for v in y], law)
    for x, value in zip(subject.probes, subject.values, strict=True):
        if not same(subject.formula(3 * x), 3 * value):
            return refuted(law, subject.shown(x, 3 * x, note=law))
    straight = all(not sympy.expand(piece.expression / X).has(X) for piece in subject.formula.pieces)
    if straight and all(number(point) == 0 for point in subject.formula.boundaries):
        return proved(_("symbolically: straight on both sides of 0"))
    return supported(_("at 50 digits"), len(subject.probes))
