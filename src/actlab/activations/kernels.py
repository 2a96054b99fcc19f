"""C++ kernels of exact functions that torch has too, as fast as torch's and exact to the second derivative.

They are compiled when asked for, once for each machine; without them, or beside what they serve (float32 on a CPU, the
entry's own parameters, no transform of ``torch.func``), the Python form computes the same to the same rule.
"""

from __future__ import annotations

from functools import cache, partial
from typing import Any

import torch
from torch import Tensor

from actlab.activations._catalogue import CATALOGUE
from actlab.activations._exact import FAST
from actlab.activations._spec import Activation
from actlab.pointwise import Graph, trace
from actlab.pointwise.operators import load_operators, print_operators

__all__ = ["NAMES", "kernel_source", "use_kernels"]

NAMES = ("elu", "gelu", "hardswish", "mish", "sigmoid", "silu", "softplus", "tanh")
"""The entries that have one: torch has a kernel of them, and their code is exact in float32 alone."""


def use_kernels(flags: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Let exact calls in this process use C++ kernels; compiling them takes about a minute, once for each machine.

    Args:
        flags: Of the compiler, added to those of every kernel, such as ``-mno-avx512f``; the first call decides.

    Returns:
        The names of the entries that have one.

    Raises:
        NoCompilerError: There is no C++ compiler on PATH.
        CompilerError: The compiler refused the source.

    >>> "gelu" in NAMES
    True
    """
    if not FAST:
        _load(flags)
        FAST.update({name: (place, CATALOGUE[name].defaults) for place, name in enumerate(NAMES)})
    return NAMES


def kernel_source() -> str:
    """Return the C++ source of all kernels and of the operators around them."""
    return print_operators({name: _graphs(CATALOGUE[name]) for name in NAMES})


@cache
def _load(flags: tuple[str, ...]) -> None:
    load_operators(kernel_source(), flags)
    torch.library.impl("actlab_exact::beyond", "CompositeImplicitAutograd", _beyond)


def _graphs(entry: Activation) -> list[Graph]:
    return [trace(partial(function, **entry.defaults)) for function in entry.chain]


def _beyond(gradient: Tensor, x: Tensor, function: int) -> Any:
    """Return the gradient times the third derivative, as autograd has it."""
    last = CATALOGUE[NAMES[function]].chain[-1]
    with torch.enable_grad():
        leaf = x if x.requires_grad else x.detach().requires_grad_()
        value = last(leaf)
        if not value.requires_grad:  # constant in pieces
            return torch.zeros_like(x)
        (slope,) = torch.autograd.grad(value, leaf, gradient, create_graph=True)
    return slope
