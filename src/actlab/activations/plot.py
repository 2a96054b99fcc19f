"""The curve of an activation and of its slope, on a terminal, in a notebook or as a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from actlab._shared.curve import Curve, Sketch, as_svg, as_text
from actlab.activations._spec import Activation
from actlab.activations.derive import derivative, evaluate
from actlab.activations.reading import read_activation
from actlab.errors import UsageError
from actlab.i18n import _

__all__ = ["Plot", "plot"]

_POINTS = 481


@dataclass(frozen=True, repr=False)
class Plot(Sketch):
    """Curves that show themselves.

    Args:
        curves: Two of each activation: its values and its slopes.
    """

    curves: tuple[Curve, ...]


def plot(*activations: str | Activation | Callable[..., Any], low: float = -6.0, high: float = 6.0) -> Plot:
    """Return the curves of elementwise activations and of their slopes.

    Args:
        activations: Names (``"gelu"``), names with parameters, entries, or something of your own; see
            `actlab.activations.reading.find_activation`.
        low: Where the curves begin.
        high: Where they end.

    Raises:
        UsageError: None is named, one is not elementwise, or the range is empty.

    >>> curves = plot("relu", low=-2, high=2).curves
    >>> [curve.label for curve in curves], curves[0].y[-1], curves[1].y[0]
    (['relu(x)', "relu'(x)"], 2.0, 0.0)
    """
    if not activations or not low < high:
        raise UsageError(_("A plot needs an activation, such as relu, and a range such as -6 to 6."))
    x = np.linspace(low, high, _POINTS)
    curves = []
    for like in activations:
        entry, values = read_activation(like)
        if entry.kind != "elementwise":
            raise UsageError(_("{name} is not elementwise: it has no curve.").format(name=entry.name))
        held = entry.check(dict(values))
        label = ":".join([entry.name, *(f"{name}={value:g}" for name, value in values)])
        for mark, y in (("", evaluate(entry, x, held)), ("'", derivative(entry, x, held))):
            curves.append(Curve(f"{label}{mark}(x)", tuple(x.tolist()), tuple(y.tolist())))
    return Plot(as_svg(curves), "\n".join(map(as_text, curves)), tuple(curves))
