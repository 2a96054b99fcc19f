"""Are the exact kernels as fast as torch's operators, and exact on a hundred million floats?

    python benchmarks/exact_kernels.py             # the processor's widest registers
    python benchmarks/exact_kernels.py --avx2      # AVX2, for torch as well
    python benchmarks/exact_kernels.py --accuracy [NAME ...]  # against the entries in float64; some minutes

Speed: forward and backward of the module over torch's, in one run, one thread, the best of many rounds that alternate.
Kept: bytes per element that the graph holds for the backward pass. Accuracy: the largest error of f, f' and f'' divided
by 4 ulp(f) + 2 ulp(x) |f'|, over every 37th float32 there is; results below the smallest normal number count too.
"""

import os
import sys
import time

if "--avx2" in sys.argv:
    os.environ["ATEN_CPU_CAPABILITY"] = "avx2"

import numpy as np
import torch
from torch import nn

from actlab.activations import CATALOGUE, activation
from actlab.activations.kernels import NAMES, use_kernels

THEIRS = {
    "elu": nn.ELU(),
    "gelu": nn.GELU(),
    "hardswish": nn.Hardswish(),
    "mish": nn.Mish(),
    "sigmoid": nn.Sigmoid(),
    "silu": nn.SiLU(),
    "softplus": nn.Softplus(),
    "tanh": nn.Tanh(),
}
STRIDE, CHUNK = 37, 1 << 18  # a chunk fits the cache


def seconds(module, x, gradient):
    x.grad = None
    start = time.perf_counter()
    module(x).backward(gradient)
    return time.perf_counter() - start


def compare(name, size, rounds):
    """Return microseconds, ours and torch's, the best of alternating rounds."""
    x = torch.randn(size).requires_grad_()
    gradient = torch.randn(size)
    ours, theirs = activation(name), THEIRS[name]
    best = [np.inf, np.inf]
    for _round in range(rounds):
        best = [min(known, seconds(module, x, gradient)) for known, module in zip(best, (ours, theirs), strict=True)]
    return best[0] * 1e6, best[1] * 1e6


def kept(module, size=1 << 16):
    """Return bytes per element of what the graph keeps: storages, each once."""
    held = {}

    def pack(x):
        held[x.untyped_storage().data_ptr()] = x.untyped_storage().nbytes()
        return x

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda x: x):
        module(torch.randn(size).requires_grad_())
    return sum(held.values()) / size


def speed():
    print(f"torch {torch.__version__}, {torch.backends.cpu.get_cpu_capability()}, one thread")
    print(f"{'':10} {'1M ours':>9} {'torch':>9} {'ratio':>6} {'64 ours':>9} {'torch':>8} {'ratio':>6}  bytes kept")
    for name in NAMES:
        ours, theirs = compare(name, 1 << 20, 60)
        few, few_theirs = compare(name, 64, 4000)
        print(
            f"{name:10} {ours:7.0f}us {theirs:7.0f}us {ours / theirs:6.2f} {few:7.1f}us {few_theirs:6.1f}us"
            f" {few / few_theirs:6.2f}  {kept(activation(name)):g}",
            flush=True,
        )


def ulp(x):
    limits = np.finfo(np.float32)
    size = np.clip(np.abs(x), float(limits.smallest_normal), float(limits.max))
    return np.ldexp(float(limits.eps), np.frexp(size)[1] - 1)


def third(entry, x):
    """Return f''' by autograd."""
    leaf = torch.from_numpy(x).requires_grad_()
    last = entry.chain[-1](leaf)
    return torch.autograd.grad(last.sum(), leaf)[0].numpy() if last.requires_grad else np.zeros_like(x)


def ratios(entry, place, x):
    """Yield the errors of f, f' and f'' over what the rule allows."""
    wide = x.double()
    true = [function(wide).numpy() for function in entry.chain]
    of_input = 2 * ulp(wide.numpy())
    for order in range(3):
        got = torch.ops.actlab_exact.value(x, place, order).double().numpy()
        error, allowed = np.abs(got - true[order]), 4 * ulp(true[order])
        if order < 2:
            yield error / (allowed + of_input * np.abs(true[order + 1]))
            continue
        close = error > allowed / 2  # only there is it worth while to know f'''
        allowed[close] += of_input[close] * np.abs(third(entry, wide.numpy()[close]))
        yield error / allowed


def accuracy():
    print(f"every {STRIDE}th float32; worst error over what the rule allows, and how many are beyond it")
    for name in [name for name in sys.argv if name in NAMES] or NAMES:
        entry, place = CATALOGUE[name], NAMES.index(name)
        worst, beyond, count = np.zeros(3), np.zeros(3, dtype=int), 0
        for start in range(0, 1 << 32, STRIDE * CHUNK):
            pattern = np.arange(start, min(start + STRIDE * CHUNK, 1 << 32), STRIDE, dtype=np.uint32)
            x = pattern.view(np.float32)
            x = torch.from_numpy(x[np.isfinite(x)])
            count += len(x)
            for order, found in enumerate(ratios(entry, place, x) if len(x) else ()):
                worst[order] = max(worst[order], found.max())
                beyond[order] += int((~(found <= 1)).sum())
        orders = "  ".join(f"{w:5.3f} ({b})" for w, b in zip(worst, beyond, strict=True))
        print(f"{name:10} {count:,} floats  {orders}", flush=True)


if __name__ == "__main__":
    torch.set_num_threads(1)
    torch.manual_seed(0)
    use_kernels(("-mno-avx512f",) if "--avx2" in sys.argv else ())
    (accuracy if "--accuracy" in sys.argv else speed)()
