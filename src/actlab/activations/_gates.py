"""Cut the input of a gated function into value and gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from actlab.errors import ParameterError
from actlab.i18n import _

if TYPE_CHECKING:
    from actlab.activations._spec import GatePlace

__all__ = ["half", "split"]


def half(x: Tensor, dim: int) -> int:
    """Return half the length of an axis.

    Raises:
        ParameterError: The length is odd.

    >>> half(torch.zeros(3, 8), -1)
    4
    """
    length = x.shape[dim]
    if length % 2:
        raise ParameterError(
            _("A gate needs an even number of units to halve; dimension {dim} has {length}.").format(
                dim=dim, length=length
            )
        )
    return length // 2


def split(x: Tensor, dim: int, place: GatePlace) -> tuple[Tensor, Tensor]:
    """Return value and gate, each half of the input along one axis.

    Args:
        x: A tensor whose axis ``dim`` has an even length.
        dim: The axis.
        place: Which half is the gate; ``interleaved`` means the even places.

    Raises:
        ParameterError: The length is odd.

    >>> import torch
    >>> split(torch.tensor([1.0, 2.0, 3.0, 4.0]), -1, "first")
    (tensor([3., 4.]), tensor([1., 2.]))
    """
    length = 2 * half(x, dim)
    if place == "interleaved":
        even = torch.arange(0, length, 2, device=x.device)
        return x.index_select(dim, even + 1), x.index_select(dim, even)
    first, last = x.chunk(2, dim)
    return (last, first) if place == "first" else (first, last)
