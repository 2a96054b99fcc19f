"""Monotonicity and range."""

from __future__ import annotations

import itertools
from typing import Any

import mpmath

from actlab.activations import RealInterval, properties
from actlab.i18n import _
from actlab.properties.analysis import Extremes, extremes, stretches
from actlab.properties.formula import X
from actlab.properties.outcome import PropertyOutcome, proved, refuted, supported
from actlab.properties.proofs import sign_on
from actlab.properties.subject import Subject, vectors
from actlab.properties.verifiers._registry import verifies

_SLACK = mpmath.mpf(10) ** -12  # a declared end is a float64 of an irrational number
_NOISE = mpmath.mpf(10) ** -45
_NEAR = 8  # beyond, a saturating vector function may equal its limit to all digits


@verifies(properties.Monotone)
def monotone(declared: properties.Monotone, subject: Subject) -> PropertyOutcome:
    """Check that no value is less than one further left; strictly: that none is equal."""
    law = _("monotone asks that f never falls")
    fall = _first_fall(subject)
    if fall:
        return refuted(law, subject.shown(*fall, note=law))
    for piece in subject.formula.pieces:
        if declared.strictly and not piece.derivative(1).has(X) and piece.derivative(1) == 0:
            strict = _("strictly increasing asks for different values")
            inside = mpmath.mpf(str(piece.inside))
            width = min(abs(inside - _finite(piece.lower)), abs(_finite(piece.upper) - inside)) / 2
            return refuted(strict, subject.shown(inside, inside + width, note=strict))
    if all(sign_on(piece.derivative(1), piece.lower, piece.upper)[0] == 1 for piece in subject.formula.pieces):
        return proved(_("the derivative's sign, branch by branch"))
    return supported(_("at 50 digits"), len(subject.probes))


def _finite(end: Any) -> Any:
    return mpmath.mpf(str(end.evalf(60))) if end.is_finite else mpmath.mpf(100)


def _first_fall(subject: Subject) -> tuple[Any, Any] | None:
    pairs = list(zip(subject.probes, subject.values, strict=True))
    for (x, before), (y, after) in itertools.pairwise(pairs):
        if after < before - _NOISE * abs(before):
            return x, y
    for piece in subject.formula.pieces:  # between probes: at the turning points
        for low, high, sense in stretches(piece):
            inside = [mpmath.mpf(str(end.evalf(60))) for end in (low, high) if end.is_finite]
            if sense == -1 and len(inside) == 2 and subject.formula(inside[1]) < subject.formula(inside[0]):
                return inside[0], inside[1]
    return None


@verifies(properties.NonMonotone)
def non_monotone(_declared: properties.NonMonotone, subject: Subject) -> PropertyOutcome:
    """Look for a rise and a fall."""
    rises = any(a < b for a, b in zip(subject.values[:-1], subject.values[1:], strict=True))
    if rises and _first_fall(subject):
        return proved(_("by a rise and a fall at 50 digits"))
    law = _("not monotone asks for a rise and a fall; among all probes there are not both")
    return refuted(law, subject.shown(-1, 0, 1, note=law))


@verifies(properties.Range, needs="oracle")
def value_range(declared: properties.Range, subject: Subject) -> PropertyOutcome:
    """Check that no value lies outside, and that both ends are approached, and reached where they are closed."""
    interval = RealInterval.parse(declared.values)
    if not subject.has_formula:
        return _vector_range(interval, subject)
    law = _("the declared range is {range}").format(range=interval)
    for x, value in zip(subject.probes, subject.values, strict=True):
        if _outside(value, interval):
            return refuted(law, subject.shown(x, note=law))
    found = extremes(subject.formula)
    wrong = _wrong_end(found, interval)
    if wrong:
        points = [at for at in (found.low_at, found.high_at) if at is not None] or [-30, 30]
        return refuted(wrong, subject.shown(*points, note=wrong))
    if all(sense != 0 for piece in subject.formula.pieces for *_ends, sense in stretches(piece)):
        return proved(_("monotone stretches between exact limits"))
    return supported(_("turning points and limits at 50 digits"), len(subject.probes))


def _outside(value: Any, interval: RealInterval) -> bool:
    slack = _SLACK * max(1, abs(value))
    return bool(value < interval.lower - slack or value > interval.upper + slack)


def _at_open_end(value: Any, interval: RealInterval) -> bool:
    low = value == interval.lower and not interval.closed_below
    return low or (value == interval.upper and not interval.closed_above)


def _wrong_end(found: Extremes, interval: RealInterval) -> str:
    """Return what is wrong with an end of the interval, or nothing."""
    ends = (
        (_("least"), found.low, found.low_at, interval.lower, interval.closed_below),
        (_("greatest"), found.high, found.high_at, interval.upper, interval.closed_above),
    )
    for which, value, at, stated, closed in ends:
        number = mpmath.nstr(value, 15)
        if value != stated and not abs(value - stated) <= _SLACK * max(1, abs(value)):
            return _("the {which} value is {number}, declared {stated}").format(
                which=which, number=number, stated=stated
            )
        if mpmath.isfinite(value) and closed != (at is not None):
            verb = _("is reached") if at is not None else _("is only a limit")
            return _("the {which} value {number} {verb}").format(which=which, number=number, verb=verb)
    return ""


def _vector_range(interval: RealInterval, subject: Subject) -> PropertyOutcome:
    """Check each output of vectors, some of them extreme, so that both ends are approached."""
    law = _("each output lies in {range} and comes near both ends").format(range=interval)
    inputs = vectors(subject)
    length = len(inputs[0])
    inputs += [
        [mpmath.mpf(s * 10**k if j == place else t) for j in range(length)]
        for k in (1, 2, 3)
        for s in (1, -1)
        for t in (0, 50, -50)
        for place in range(length)
    ]
    outputs = [(value, x) for x in inputs for value in subject.vector(x)]
    for value, x in outputs:
        if _outside(value, interval) or (max(map(abs, x)) <= _NEAR and _at_open_end(value, interval)):
            return refuted(law, subject.shown_vector(x, note=law))
    low, high = min(outputs, key=lambda pair: pair[0]), max(outputs, key=lambda pair: pair[0])
    for (value, x), end in ((low, interval.lower), (high, interval.upper)):
        reached = abs(value) > 100 if mpmath.isinf(end) else abs(value - end) < mpmath.mpf("0.01")
        if not reached:
            return refuted(law, subject.shown_vector(x, note=law))
    return supported(_("at 50 digits, on vectors"), len(inputs))
