"""The noise of stochastic functions, drawn outside of them: a generator inside breaks compile and vmap."""

from __future__ import annotations

import torch
from torch import Generator, Tensor

from actlab.activations._spec import Noise

__all__ = ["draw"]


def draw(noise: Noise, x: Tensor, generator: Generator | None = None) -> Tensor:
    """Return independent draws in the shape of x; half precision gets float32, in which it is computed.

    Args:
        noise: ``uniform`` on [0, 1), or ``gumbel``: -ln(-ln U).
        x: The input that the noise is for.
        generator: The stream; torch's global one by default.

    >>> draw("uniform", torch.zeros(3), torch.Generator().manual_seed(0)).shape
    torch.Size([3])
    """
    dtype = torch.float64 if x.dtype == torch.float64 else torch.float32
    uniform = torch.rand(x.shape, dtype=dtype, device=x.device, generator=generator)
    if noise == "uniform":
        return uniform
    smallest = torch.finfo(dtype).tiny
    return -torch.log(-torch.log(uniform.clamp(min=smallest)))
