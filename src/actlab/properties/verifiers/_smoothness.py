"""Kinks and orders of differentiability, from the formula's own boundaries."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import mpmath

from actlab.activations import properties
from actlab.i18n import _
from actlab.properties.analysis import agreement, analytic
from actlab.properties.formula import Piece, number
from actlab.properties.outcome import PropertyOutcome, proved, refuted, supported
from actlab.properties.proofs import vanishes
from actlab.properties.subject import Subject, vectors
from actlab.properties.verifiers._registry import verifies

__all__ = ["smoothness"]

_HIGHEST = 6  # orders looked at where two branches meet
_SAME_PLACE = 1e-9
_NODES = 48  # of a Chebyshev series along a line
_DECAY = mpmath.mpf(10) ** -12  # an analytic function's last coefficients lie far below, a kinked one's above


def smoothness(subject: Subject) -> tuple[float, bool]:
    """Return how many continuous derivatives the formula has, and whether that is proved.

    -1 means that it jumps, infinity that no boundary disagrees in any order looked at.
    """
    pieces = subject.formula.pieces
    certain = all(analytic(piece.expression) or len(pieces) > 1 for piece in pieces)
    least = mpmath.inf
    for left, right in pairwise(pieces):
        order, sure = _order_at(left, right, subject)
        certain = certain and sure
        least = min(least, order)
    return float(least), certain


def _order_at(left: Piece, right: Piece, subject: Subject) -> tuple[float, bool]:
    """Return the order to which two neighbours fit together where they meet, and whether that is exact."""
    value = subject.formula.at_boundary(left.upper)
    certain = True
    for order in range(_HIGHEST + 1):
        agree, sure = agreement(left, right, order)
        if order == 0 and agree:
            agree = bool(abs(number(right.end("left")) - value) < mpmath.mpf(10) ** -40)
        if not agree:
            return order - 1, certain and sure
        certain = certain and sure
    return float("inf"), vanishes(left.expression - right.expression)


@verifies(properties.Smooth, needs="oracle")
def smooth(_declared: properties.Smooth, subject: Subject) -> PropertyOutcome:
    """Check that all derivatives exist everywhere."""
    if not subject.has_formula:
        return _smooth_along_lines(subject)
    order, certain = smoothness(subject)
    if mpmath.isfinite(order):
        return _rough(subject, int(order), _("smooth asks for derivatives of every order"))
    if certain:
        return proved(_("symbolically: a composition of analytic functions"))
    return supported(
        _("one-sided derivatives up to order {n} where branches meet").format(n=_HIGHEST), len(subject.probes)
    )


def _rough(subject: Subject, order: int, law: str) -> PropertyOutcome:
    """Return the refutation by the boundary where the order breaks."""
    pieces = subject.formula.pieces
    for left, right in pairwise(pieces):
        if _order_at(left, right, subject)[0] == order:
            broken = order + 1
            text = _("{law}; at {at} the one-sided derivatives of order {n} differ").format(
                law=law, at=left.upper, n=broken
            )
            return refuted(text, _ends_text(subject, pieces.index(left), broken, text))
    raise AssertionError("no boundary has the order that was found")


def _ends_text(subject: Subject, k: int, order: int, note: str) -> str:
    shown = subject.shown(number(subject.formula.boundaries[k]), note=_("the value where two branches meet"))
    return (
        f"{shown}\nleft, right = f.pieces[{k}], f.pieces[{k + 1}]\n"
        f'print(left.end("right", order={order}), right.end("left", order={order}))  # {note}'
    )


@verifies(properties.Differentiable)
def differentiable(declared: properties.Differentiable, subject: Subject) -> PropertyOutcome:
    """Check that exactly so many derivatives are continuous."""
    order, certain = smoothness(subject)
    law = _("C^{n} declared").format(n=declared.order)
    if order < declared.order:
        return _rough(subject, int(order), law)
    if order > declared.order:
        text = _("{law}, and the derivative of order {n} is continuous too").format(law=law, n=declared.order + 1)
        return refuted(text, _continuous_text(subject, declared.order + 1, text))
    if certain:
        return proved(_("one-sided derivatives, exactly, where branches meet"))
    return supported(_("one-sided derivatives at 50 digits where branches meet"), len(subject.formula.boundaries))


def _continuous_text(subject: Subject, order: int, note: str) -> str:
    shown = subject.shown(0, note=_("a value; then each boundary's one-sided derivatives"))
    return (
        f"{shown}\nfor left, right in zip(f.pieces, f.pieces[1:]):\n"
        f'    print(left.end("right", order={order}), right.end("left", order={order}))\nprint(f.boundaries)  # {note}'
    )


@verifies(properties.Kink)
def kink(declared: properties.Kink, subject: Subject) -> PropertyOutcome:
    """Check that the one-sided first derivatives differ at the point."""
    law = _("a kink at {at:g} asks for two different one-sided slopes there").format(at=declared.at)
    meeting = _meeting(subject, declared.at)
    if meeting is None:
        return refuted(law, f"{subject.shown(declared.at, note=law)}\nprint(f.boundaries, f.slope({declared.at!r}))")
    left, right = meeting
    if _order_at(left, right, subject)[0] == 0:
        slopes = {"a": left.end("right", 1), "b": right.end("left", 1)}
        return proved(_("one-sided derivatives: {a} and {b}").format(**slopes))
    return refuted(law, _ends_text(subject, subject.formula.pieces.index(left), 1, law))


@verifies(properties.Jump)
def jump(declared: properties.Jump, subject: Subject) -> PropertyOutcome:
    """Check that the one-sided limits, or the value between them, differ at the point."""
    law = _("a jump at {at:g} asks for two different one-sided limits there").format(at=declared.at)
    meeting = _meeting(subject, declared.at)
    if meeting is None:
        return refuted(law, f"{subject.shown(declared.at, note=law)}\nprint(f.boundaries)")
    left, right = meeting
    if _order_at(left, right, subject)[0] < 0:
        limits = {"a": left.end("right"), "b": right.end("left")}
        return proved(_("one-sided limits: {a} and {b}").format(**limits))
    return refuted(law, _ends_text(subject, subject.formula.pieces.index(left), 0, law))


def _meeting(subject: Subject, at: float) -> tuple[Piece, Piece] | None:
    """Return the two branches that meet at a point, or None where none do."""
    for left, right in pairwise(subject.formula.pieces):
        if abs(number(left.upper) - at) <= _SAME_PLACE * max(1, abs(at)):
            return left, right
    return None


def _smooth_along_lines(subject: Subject) -> PropertyOutcome:
    """Expand the outputs along lines in Chebyshev polynomials: a smooth function's coefficients die out fast."""
    if subject.entry.kind == "gated" and analytic(subject.gated_expression):
        return proved(_("symbolically: a composition of analytic functions"))
    inputs = [x for x in vectors(subject) if max(map(abs, x)) < 3][:6]
    for start, end in pairwise(inputs):
        if not all(_dies_out(series) for series in _series(subject, start, end)):
            law = _("smooth asks that the outputs along a line have a fast Chebyshev series, and they have none")
            return refuted(law, subject.shown_vector(start, end, note=law))
    return supported(_("Chebyshev series along lines"), len(inputs) - 1)


def _series(subject: Subject, start: list[Any], end: list[Any]) -> list[list[Any]]:
    """Return the last Chebyshev coefficients of each output on the segment."""
    angles = [mpmath.pi * (k + mpmath.mpf(1) / 2) / _NODES for k in range(_NODES)]
    weights = [(1 + mpmath.cos(angle)) / 2 for angle in angles]
    outputs = [subject.vector([a + w * (b - a) for a, b in zip(start, end, strict=True)]) for w in weights]
    return [
        [
            mpmath.fsum(y[j] * mpmath.cos(n * t) for y, t in zip(outputs, angles, strict=True)) * 2 / _NODES
            for n in range(_NODES - 6, _NODES)
        ]
        for j in range(len(outputs[0]))
    ]


def _dies_out(coefficients: list[Any]) -> bool:
    return bool(max(map(abs, coefficients)) < _DECAY)
