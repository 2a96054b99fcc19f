"""What to do when a user's activation raises: torch's own advice would often lead astray."""

from __future__ import annotations

from torch import Tensor

from actlab._shared.user_code import one_line
from actlab.errors import OwnFunctionError
from actlab.i18n import N_, _

__all__ = ["refusal"]

_CAUSES: tuple[tuple[str, str], ...] = (
    (
        "Boolean value of Tensor",
        N_(
            "{name} decides by an `if` on a whole tensor. Decide for each number: torch.where(x > 0, x, 0.01 * x) in "
            "place of `x if x > 0 else 0.01 * x`."
        ),
    ),
    (
        "numpy() on Tensor",
        N_("{name} calls NumPy, which has no gradients: use torch's function of that name, torch.tanh for np.tanh."),
    ),
    (
        "can't convert np.ndarray",
        N_("{name} calls NumPy, which has no gradients: use torch's function of that name, torch.tanh for np.tanh."),
    ),
    (
        "only one element tensors can be converted",
        N_("{name} turns a tensor into a number: use torch.exp for math.exp, and neither float() nor int()."),
    ),
    (
        "to unpack",
        N_(
            "{name} failed on a {dtype} tensor of shape {shape}: it counts on a number of dimensions, and an "
            "activation must take tensors of any."
        ),
    ),
    (
        "Legacy autograd function with non-static forward",
        N_("{name} is written for an old torch: make its forward and backward static methods, and give its .apply."),
    ),
)  # fmt: skip
"""A part of what Python or torch says, and what to say in its place."""


def refusal(name: str, error: Exception, x: Tensor) -> OwnFunctionError:
    """Return what to raise for an exception that an activation raised on a tensor."""
    given = {"name": name, "dtype": str(x.dtype).removeprefix("torch."), "shape": tuple(x.shape)}
    for part, sentence in _CAUSES:
        if part in str(error):
            return OwnFunctionError(_(sentence).format(**given))
    said = _("{name} failed on a {dtype} tensor of shape {shape}: {error}")
    return OwnFunctionError(said.format(**given, error=one_line(error)))
