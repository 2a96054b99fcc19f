"""An activation as a notebook shows it: its name with its curve."""

from __future__ import annotations

import math
from collections.abc import Callable
from html import escape

from actlab._shared.curve import Curve, as_svg
from actlab._shared.process_state import isolated

__all__ = ["html_of"]

_HALF, _POINTS = 6.0, 241


def html_of(title: str, function: Callable[..., object] | None) -> str:
    """Return a title with the curve of a function of single numbers, and of its slope.

    Args:
        title: What is shown above.
        function: Takes a tensor; None where there is no curve.
    """
    said = f"<pre>{escape(title)}</pre>"
    return said if function is None else said + as_svg(_curves(function))


def _curves(function: Callable[..., object]) -> list[Curve]:
    import torch

    with torch.enable_grad(), isolated(0):
        x = torch.linspace(-_HALF, _HALF, _POINTS, dtype=torch.float32).requires_grad_()
        y = function(x)
        assert isinstance(y, torch.Tensor)
        slope = torch.autograd.grad(y.sum(), x)[0].tolist() if y.requires_grad else [math.nan] * _POINTS
    at = tuple(x.tolist())
    return [Curve("f(x)", at, tuple(y.tolist())), Curve("f'(x)", at, tuple(slope))]
