"""Facts: what follows from an entry and is therefore never typed in."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import mpmath
import numpy as np

from actlab._shared.quadrature import normal_expectation
from actlab.activations import Activation, RealInterval
from actlab.activations.derive import derivative, evaluate, second_moment, weight_and_bias_scale
from actlab.activations.reading import find_activation
from actlab.properties._edge import edge_of_chaos
from actlab.properties._record import Facts, cached_facts, keep
from actlab.properties.analysis import Extremes, extremes, limit, sign_changes, turning_points
from actlab.properties.formula import Formula, Piece, number, precise
from actlab.properties.subject import Subject
from actlab.properties.verifiers import smoothness

__all__ = ["facts"]

_STEP = 1e-4  # of the central difference of the variance map, which is smooth
_NOTHING = mpmath.mpf(10) ** -40
_MANTISSAS = 64


def facts(name: str | Activation | Callable[..., Any], *, fresh: bool = False) -> Facts:
    """Return the facts of an entry, from the user's cache where they are known.

    Args:
        name: A name or alias of the catalogue, an entry, or something of your own.
        fresh: Compute them even where they are known.

    Raises:
        UnknownNameError: No entry has the name.

    >>> found = facts("tanh")
    >>> found.range, found.smoothness, found.lipschitz, round(found.gain, 4)
    ('(-1, 1)', 'C^inf', 1.0, 1.5925)
    """
    entry = find_activation(name)
    known = None if fresh else cached_facts(entry)
    if known is None:
        known = Facts(entry.name, **_from_formula(entry), **_from_function(entry))
        keep(entry, known)
    return known


def _from_formula(entry: Activation) -> dict[str, Any]:
    """Derive what the formula says."""
    subject = Subject(entry)
    if not subject.has_formula:
        return {}
    formula = subject.formula
    with precise():
        values = extremes(formula)
        first, last = formula.pieces[0], formula.pieces[-1]
        return {
            "range": _range(values),
            "minimum": None if values.low_at is None else float(values.low),
            "minimum_at": _float(values.low_at),
            "maximum": None if values.high_at is None else float(values.high),
            "maximum_at": _float(values.high_at),
            "zeros": tuple(_zeros(formula)),
            "smoothness": _smoothness(subject),
            "lipschitz": _largest(extremes(formula, 1)) if smoothness(subject)[0] >= 0 else math.inf,
            "curvature": _largest(extremes(formula, 2)),
            "limits": (_float(limit(first, "left")), _float(limit(last, "right"))),
            "slopes": (_float(limit(first, "left", 1)), _float(limit(last, "right", 1))),
        }


def _from_function(entry: Activation) -> dict[str, Any]:
    """Derive what the function itself says, in float64 and below."""
    if entry.kind != "elementwise":
        return {}
    values = entry.defaults
    found: dict[str, Any] = {"range_float32": _reached(entry, "float32"), "range_bfloat16": _reached(entry, "bfloat16")}
    subject = Subject(entry)
    breaks = [float(number(point)) for point in subject.formula.boundaries] if subject.has_formula else []
    found["mean"] = _finite(normal_expectation(lambda z: evaluate(entry, z, values), breaks=breaks))
    moment = found["second_moment"] = _finite(second_moment(entry, values))
    slope = _finite(normal_expectation(lambda z: derivative(entry, z, values) ** 2, breaks=breaks))
    found["slope_second_moment"] = slope
    if slope:
        found["backward_gain"] = slope**-0.5
    if not moment:
        return found
    edge = None if _jumps(subject) else edge_of_chaos(entry, breaks)
    if edge is not None:
        found |= {"edge_of_chaos": edge[:2], "edge_variance": edge.variance}
    weight, bias = weight_and_bias_scale(entry)
    risen = second_moment(entry, values, 1 + _STEP) - second_moment(entry, values, 1 - _STEP)
    return {
        **found,
        "gain": moment**-0.5,
        "chi": None if slope is None else slope / moment,
        "fixed_point": 1.0,
        "fixed_point_slope": _finite(risen / (2 * _STEP) / moment),
        "weight_scale": weight,
        "bias_scale": bias,
    }


def _jumps(subject: Subject) -> bool:
    """Return whether a function jumps: then two inputs, however close, part at once, and no edge exists."""
    return subject.has_formula and smoothness(subject)[0] < 0


def _float(value: Any) -> float | None:
    return None if value is None else float(value) + 0.0  # no negative zero


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _range(found: Extremes) -> str:
    low, high = float(found.low), float(found.high)
    closed = found.low_at is not None, found.high_at is not None
    text = f"{'(['[closed[0]]}{low + 0.0:.17g}, {high + 0.0:.17g}{')]'[closed[1]]}"
    RealInterval.parse(text)
    return text


def _largest(found: Extremes) -> float:
    return float(max(abs(found.low), abs(found.high)))


def _smoothness(subject: Subject) -> str:
    order, _certain = smoothness(subject)
    if order < 0:
        return "discontinuous"
    return "C^inf" if math.isinf(order) else f"C^{order:g}"


def _zeros(formula: Formula) -> Iterator[str]:
    """Yield zeros as text: intervals where a branch is 0, points elsewhere."""
    intervals = [piece for piece in formula.pieces if piece.expression == 0]
    for piece in intervals:
        yield str(_closed_where_zero(formula, piece))
    points = {x for piece in formula.pieces for x in _zeros_inside(piece)}
    for boundary in formula.boundaries:
        inside = any(number(boundary) in (number(piece.lower), number(piece.upper)) for piece in intervals)
        if formula.at_boundary(boundary) == 0 and not inside:
            points.add(number(boundary))
    for point in sorted(points, key=abs):
        yield f"{float(point) if abs(point) > _NOTHING else 0.0:.15g}"


def _closed_where_zero(formula: Formula, piece: Piece) -> RealInterval:
    ends = [piece.lower, piece.upper]
    closed = [bool(end.is_finite) and formula.at_boundary(end) == 0 for end in ends]
    return RealInterval(float(number(ends[0])), float(number(ends[1])), *closed)


def _zeros_inside(piece: Piece) -> Iterator[Any]:
    if piece.expression == 0:
        return
    yield from sign_changes(piece)
    yield from (x for x in turning_points(piece) if abs(piece.value(x)) < _NOTHING)


def _reached(entry: Activation, dtype: str) -> tuple[float, float]:
    """Return the least and greatest finite value over numbers of every exponent, all numbers of bfloat16."""
    import torch

    if dtype == "bfloat16":
        x = torch.arange(-(2**15), 2**15, dtype=torch.int32).to(torch.int16).view(torch.bfloat16)
    else:
        sizes = 2.0 ** np.arange(-149, 128)[:, None] * (1 + np.arange(_MANTISSAS) / _MANTISSAS)
        near, largest = np.linspace(-16, 16, 2**16 + 1), [np.finfo(np.float32).max]
        x = torch.from_numpy(np.concatenate([sizes.ravel(), near, largest])).to(torch.float32)
        x = torch.cat([x, -x])
    with torch.no_grad():
        values = entry(x[torch.isfinite(x)], **entry.defaults).double()
    values = values[torch.isfinite(values)]
    return float(values.min()) + 0.0, float(values.max()) + 0.0
