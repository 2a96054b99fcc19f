"""The facts that cost: what an activation keeps in memory for its backward pass, and its time against ReLU's."""

from __future__ import annotations

import statistics
import time
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import nn

from actlab.activations import CATALOGUE, Activation, activation

__all__ = ["Cost", "measure_cost"]

_ELEMENTS = 2**18
_ROUNDS = 15


@dataclass(frozen=True)
class Cost:
    """What an activation costs on this machine, in float32 on one thread.

    Args:
        name: The entry's name.
        bytes_kept: Bytes an input element kept for the backward pass, the input itself included.
        forward: CPU time of the forward pass, ReLU = 1.
        backward: CPU time of forward and backward pass, ReLU = 1.
    """

    name: str
    bytes_kept: float
    forward: float
    backward: float

    def plain(self) -> dict[str, Any]:
        """Return the cost as JSON has it."""
        return asdict(self)


def measure_cost(name: str | Activation) -> Cost:
    """Measure memory and time of one activation; each round times it and ReLU side by side.

    Raises:
        UnknownNameError: No entry has the name.

    >>> measure_cost("relu").bytes_kept
    4.0
    """
    entry = name if isinstance(name, Activation) else CATALOGUE[name]
    x = torch.randn(_ELEMENTS, generator=torch.Generator().manual_seed(0)).reshape(512, -1)
    module = activation(entry, **({"dim": -1} if entry.kind == "vector" else {}))
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        forward = _ratio(x, module, backward=False)
        both = _ratio(x, module, backward=True)
    finally:
        torch.set_num_threads(threads)
    return Cost(entry.name, _bytes_kept(x, module), forward, both)


def _ratio(x: torch.Tensor, module: nn.Module, *, backward: bool) -> float:
    """Return the median ratio of the two times, so that a noisy machine slows both alike."""
    relu = activation("relu")
    pairs = [(_seconds(x, module, backward), _seconds(x, relu, backward)) for _round in range(_ROUNDS)]
    return statistics.median(ours / theirs for ours, theirs in pairs[2:])


def _seconds(x: torch.Tensor, module: nn.Module, backward: bool) -> float:
    leaf = x.clone().requires_grad_(backward)
    started = time.perf_counter()
    output = module(leaf)
    if backward and output.requires_grad:
        output.backward(torch.ones_like(output))
    return time.perf_counter() - started


def _bytes_kept(x: torch.Tensor, module: nn.Module) -> float:
    """Return the size of all storages that autograd keeps, each counted once, for one input element."""
    storages: dict[int, int] = {}

    def pack(tensor: torch.Tensor) -> torch.Tensor:
        if tensor.dim():
            storages[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
        return tensor

    def unpack(tensor: Any) -> Any:
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, unpack):
        output = module(x.clone().requires_grad_())
    del output
    return sum(storages.values()) / x.numel()
