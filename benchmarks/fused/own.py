"""The fused engine on the benchmarks' cases, and the peak of the machine it runs on."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Callable

import numpy as np
import torch
from cases import Case, Material
from rivals import RATE, Train
from torch.nn import functional as F  # noqa: N812  its usual name

from actlab.pointwise import mathlib, trace
from actlab.pointwise.compile import compile_library
from actlab.population.engines.fused import Kernel, NetworkSpec, State

FUNCTIONS = {"relu": torch.relu, "tanh": torch.tanh, "mish": F.mish, "gelu": F.gelu, "silu": F.silu}
FUNCTIONS |= {"elu": F.elu, "softplus": F.softplus, "sigmoid": torch.sigmoid}


def spec_of(case: Case) -> NetworkSpec:
    graphs = (trace(FUNCTIONS[case.activation]),) * (len(case.sizes) - 2)
    loss = "cross_entropy" if case.classes else "mean_squared_error"
    return NetworkSpec(case.sizes, graphs, loss, "adam", case.batch)


def fused(case: Case, m: Material, threads: int = 1, make: Callable[[NetworkSpec], Kernel] = Kernel) -> Train:
    """One epoch of many batches, or many epochs of one batch."""
    kernel = make(spec_of(case))
    first = kernel.pack(m.weights, m.biases)
    x = m.x.reshape(1, -1, case.sizes[0])
    y = m.y.reshape(1, -1) if case.classes else m.y.reshape(1, -1, 1)
    order = None if case.whole else np.arange(x.shape[1])[None, None]
    rates = np.full(case.members, RATE)
    epochs = case.steps if case.whole else 1

    def train() -> int:
        kernel.train(State.once(first), x, y, epochs=epochs, rates=rates, order=order, threads=threads)
        return case.members

    return train


_PEAK = """
extern "C" float chains(long rounds) {
  V a[12]; for (int i = 0; i < 12; i++) a[i] = V{} + i * 1e-3f;
  V b = V{} + 0.999f, c = V{} + 1e-6f;
  for (long k = 0; k < rounds; k++) {
#pragma GCC unroll 12
    for (int i = 0; i < 12; i++) { a[i] = fma(a[i], b, c); asm volatile("" ::"v"(a[i])); }
  }
  V r = V{}; for (int i = 0; i < 12; i++) r += a[i];
  return r[0];
}
extern "C" int lanes() { return LANES; }
"""


def peak(flags: tuple[str, ...] = (), rounds: int = 5_000_000, repeats: int = 5) -> float:
    """Return the GF/s of twelve independent chains of multiply-adds on one core: the best of a few."""
    library = compile_library(mathlib() + _PEAK, flags)
    best = 0.0
    for _ in range(repeats):
        begin = time.process_time()
        library.chains(ctypes.c_long(rounds))
        best = max(best, rounds * 12 * library.lanes() * 2 / (time.process_time() - begin) / 1e9)
    return best
