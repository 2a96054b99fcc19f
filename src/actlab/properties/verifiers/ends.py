"""Asymptotes."""

from __future__ import annotations

import mpmath

from actlab.activations import properties
from actlab.i18n import _
from actlab.properties.formula import X, exact, number
from actlab.properties.outcome import PropertyOutcome, proved, refuted, supported
from actlab.properties.proofs import limit_of
from actlab.properties.subject import Subject
from actlab.properties.verifiers._registry import verifies

__all__ = ["approaches"]

_NEAR, _FAR = 100, 10_000
_SHRINK = 5  # a distance that falls as slowly as 1/sqrt(x) shrinks tenfold between the two
_CLOSE = mpmath.mpf(10) ** -12  # a declared number is a float64 of what may be irrational


@verifies(properties.Asymptote)
def asymptote(declared: properties.Asymptote, subject: Subject) -> PropertyOutcome:
    """Check that the distance from the line vanishes."""
    line = exact(float(declared.slope)) * X + exact(float(declared.intercept))
    return approaches(subject, declared.side, line, str(declared.text.en))


def approaches(subject: Subject, side: str, line: object, law: str) -> PropertyOutcome:
    """Check that f(x) - line vanishes towards one end of the axis."""
    sign = -1 if side == "left" else 1
    piece = subject.formula.pieces[0 if side == "left" else -1]
    difference = piece.expression - line
    near, far = (number(difference.subs(X, sign * x)) for x in (_NEAR, _FAR))
    if not (abs(far) <= _CLOSE or abs(far) * _SHRINK <= abs(near)):
        return refuted(law, subject.shown(sign * _NEAR, sign * _FAR, note=law))
    found = limit_of(difference, sign)
    if found is not None and found.is_number and abs(number(found)) <= _CLOSE:
        return proved(_("the limit, symbolically"))
    if found is not None and found.is_infinite and abs(far) > _CLOSE:
        return refuted(law, subject.shown(sign * _NEAR, sign * _FAR, note=law))
    return supported(_("the distance at 10^2 and 10^4, at 50 digits"), 2)
