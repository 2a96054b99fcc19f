"""Where a function is farthest from its formula, as a line to paste into an interpreter."""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from actlab.activations import Activation
from actlab.properties.accuracy import derivatives, excess, stratified, truth

FORMATS = {"float32": torch.float32, "float64": torch.float64}


def worst(
    entry: Activation,
    function: Callable[[Tensor], Tensor] | None = None,
    *,
    order: int = 0,
    dtype: str = "float32",
    per_binade: int = 2,
) -> tuple[float, str]:
    """Return how many times farther from the truth than the rule allows, and where, in words to paste.

    Args:
        entry: Its formula is the truth.
        function: What is measured; the entry itself by default.
        order: Of the derivative.
        dtype: The format, ``float32`` or ``float64``.
        per_binade: Points for each power of two and sign.
    """
    x = stratified(dtype, per_binade)
    x = x[np.abs(x) < 1e30]  # beyond, the oracle's digits run out in float64
    found = derivatives(function or entry, torch.from_numpy(x), order)[order]
    if found is None:
        return np.inf, f"{entry.name} has no derivative of order {order}"
    got, true = found.numpy(), truth(entry, order, x)
    ratios = excess(got, true, truth(entry, order + 1, x), x)
    place = int(ratios.argmax())
    call = f"derivatives(CATALOGUE[{entry.name!r}], torch.tensor([{float(x[place])!r}], dtype=torch.{dtype}), {order})"
    return float(ratios[place]), f"{call}[{order}]  # {float(got[place])!r}, should be {float(true[place])!r}"


def report(entry: Activation, function: Callable[[Tensor], Tensor] | None = None) -> str:
    """Return the worst points of the value and the derivatives in float32, a line each, the worst first."""
    orders = range(1 if entry.surrogate is not None else 3)
    found = sorted((worst(entry, function, order=order) for order in orders), reverse=True)
    return "\n".join(f"{ratio:.3g} times what the rule allows: {text}" for ratio, text in found)
