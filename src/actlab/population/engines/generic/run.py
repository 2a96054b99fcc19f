"""The generic kernel: what it needs to know of a network when it runs."""

from __future__ import annotations

import ctypes
import functools
from pathlib import Path
from typing import Any

from actlab.pointwise.compile import compile_library
from actlab.population.engines.fused.run import Kernel
from actlab.population.engines.fused.source import header, headers
from actlab.population.engines.fused.spec import LOSSES, OPTIMIZERS, NetworkSpec
from actlab.population.engines.fused.tiles import choose_tile, is_turned
from actlab.population.engines.generic.table import addresses

__all__ = ["GenericKernel", "generic"]


class _Shape(ctypes.Structure):
    _fields_ = (
        ("layers", ctypes.c_int32),
        ("sizes", ctypes.POINTER(ctypes.c_int32)),
        ("turned", ctypes.POINTER(ctypes.c_int32)),
        ("functions", ctypes.POINTER(ctypes.c_void_p)),
        ("loss", ctypes.c_int32),
        ("rule", ctypes.c_int32),
        ("tile", ctypes.c_int32),
        ("huber_delta", ctypes.c_float),
    )


class GenericKernel(Kernel):
    """A kernel for one network, of the code that all networks share; its numbers are a `Kernel`'s to the bit.

    >>> import numpy as np, torch
    >>> from actlab.pointwise import trace
    >>> from actlab.population.engines.fused import NetworkSpec
    >>> kernel = GenericKernel(NetworkSpec((1, 4, 1), (trace(torch.tanh),), "mean_squared_error", "adam", batch=8))
    >>> kernel.predict(np.full((3, kernel.spec.parameters), 0.1, dtype=np.float32), np.zeros((1, 8, 1))).shape
    (3, 8, 1)
    """

    def _compiled(self, flags: tuple[str, ...]) -> tuple[ctypes.CDLL, Any]:
        shape = _shape(self.spec, addresses(self.spec.activations, flags))
        return compile_library(_source(), flags), ctypes.byref(shape)


@functools.lru_cache(maxsize=64)
def generic(spec: NetworkSpec) -> Kernel:
    """Return the generic kernel for a network."""
    return GenericKernel(spec)


@functools.cache
def _source() -> str:
    here = Path(__file__).parent
    return "\n".join((headers(), header("functions.h", here), header("kernel.cpp", here)))


def _shape(spec: NetworkSpec, functions: list[int]) -> _Shape:
    tile = choose_tile(spec.sizes, spec.batch)
    pairs = list(zip(spec.sizes[:-1], spec.rows, strict=True))
    return _Shape(
        layers=len(pairs),
        sizes=_integers(spec.sizes),
        turned=_integers([is_turned(inputs, outputs, tile) for inputs, outputs in pairs]),
        functions=(ctypes.c_void_p * len(functions))(*functions),
        loss=list(LOSSES).index(spec.loss),
        rule=list(OPTIMIZERS).index(spec.optimizer),
        tile=tile,
        huber_delta=spec.huber_delta,
    )


def _integers(values: Any) -> Any:
    return (ctypes.c_int32 * len(values))(*values)
