"""Apply an entry to a tensor: with its exact derivatives, or as torch's kernels and ordinary autograd have it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from actlab.activations._checks import check_shape
from actlab.activations._exact import apply_chain, straight_through
from actlab.activations._gates import half, split
from actlab.i18n import _

if TYPE_CHECKING:
    from actlab.activations._spec import Activation

__all__ = ["exact", "plain"]

Values = dict[str, Any]
Way = Callable[["Activation", Tensor, Values], Tensor]


def exact(entry: Activation, x: Tensor, values: Values) -> Tensor:
    """Return what a call of the entry returns; see ``Activation.__call__``."""
    return _widened(_exact, entry, x, values)


def plain(entry: Activation, x: Tensor, values: Values) -> Tensor:
    """Return what training engines compute; see ``Activation.plain``."""
    return _widened(_plain, entry, x, values)


def _widened(way: Way, entry: Activation, x: Tensor, values: Values) -> Tensor:
    """Compute half precision in float32 and round once."""
    if not x.dtype.is_floating_point:
        raise TypeError(
            _("{name} got an {dtype} tensor; activations need a floating dtype. Try `x.float()`.").format(
                name=entry.name, dtype=str(x.dtype).removeprefix("torch.")
            )
        )
    if entry.kind != "elementwise" and not _in_shape(entry, x, values):
        return x.clone()
    if x.dtype in (torch.float16, torch.bfloat16):
        return way(entry, x.float(), values).to(x.dtype)
    return way(entry, x, values)


def _exact(entry: Activation, x: Tensor, values: Values) -> Tensor:
    if entry.surrogate is not None:
        return straight_through(x, entry.chain, values, entry.name)
    if entry.derivatives is not None:
        return apply_chain(x, entry.chain, values, entry.name)
    return _function(entry, x, values)


def _plain(entry: Activation, x: Tensor, values: Values) -> Tensor:
    if entry.kernel is not None and _kernel_serves(entry, values):
        return _kernel(entry, x, values)
    return _exact(entry, x, values)


def _kernel_serves(entry: Activation, values: Values) -> bool:
    """Tell whether torch's kernel has the case: no mask, and the gate in the last half."""
    return "mask" not in values and (entry.kind != "gated" or values.get("gate", entry.gate) == "last")


def _in_shape(entry: Activation, x: Tensor, values: Values) -> bool:
    """Check the shape of what is not elementwise; tell whether there is anything to compute."""
    dim = values.get("dim", -1)
    check_shape(entry, x, dim)
    return entry.kind != "vector" or not x.dim() or x.shape[dim] != 0


def _function(entry: Activation, x: Tensor, values: Values) -> Tensor:
    applied: Tensor = entry.function(*_inputs(entry, x, values), **values)
    return applied


def _inputs(entry: Activation, x: Tensor, values: Values) -> tuple[Tensor, ...]:
    """Return what the function takes by place; a gated one has where the gate lies taken out of its values."""
    if entry.kind != "gated":
        return (x,)
    return split(x, values.pop("dim", -1), values.pop("gate", entry.gate))


def _kernel(entry: Activation, x: Tensor, values: Values) -> Tensor:
    assert entry.kernel is not None
    if entry.kind == "gated":
        half(x, values.setdefault("dim", -1))
        values.pop("gate", None)
    applied: Tensor = entry.kernel(x, **values)
    return applied
