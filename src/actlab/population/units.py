"""The state of a trained network's hidden units: dead and saturated shares, by layer."""

from __future__ import annotations

from types import TracebackType
from typing import Any

import torch
from torch import Tensor, nn

from actlab._isolation import isolated
from actlab.activations._derive import sup_abs_derivative
from actlab.activations._module import ActivationModule

__all__ = ["SATURATION", "Probe"]

SATURATION = 0.1
"""A unit is saturated on a sample where |f'| lies below this share of its supremum."""


class Probe:
    """Record what enters each activation of a network while the block runs.

    Args:
        net: The network, whose activations are actlab's modules.
    """

    def __init__(self, net: nn.Module) -> None:
        self._modules = [module for module in net.modules() if isinstance(module, ActivationModule)]
        self._inputs: dict[int, Tensor] = {}
        self._handles: list[Any] = []

    def __enter__(self) -> Probe:
        for index, module in enumerate(self._modules):
            self._handles.append(module.register_forward_pre_hook(self._keep(index)))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        for handle in self._handles:
            handle.remove()

    def _keep(self, index: int) -> Any:
        def hook(_module: nn.Module, inputs: tuple[Tensor, ...]) -> None:
            self._inputs[index] = inputs[0].detach().clone()

        return hook

    def shares(self) -> dict[str, list[float]]:
        """Return ``dead`` and ``saturated``: for each layer, the share of units and of (sample, unit) pairs.

        NaN stands where a function has no elementwise derivative.
        """
        with isolated(0):  # a function that draws, called a first time here, must not shift what follows
            pairs = [_layer(module, self._inputs[index]) for index, module in enumerate(self._modules)]
        return {"dead": [dead for dead, _ in pairs], "saturated": [saturated for _, saturated in pairs]}


def _layer(module: ActivationModule, z: Tensor) -> tuple[float, float]:
    if module.entry.kind != "elementwise":
        return float("nan"), float("nan")
    values = {name: float(value) for name, value in module.values().items()}
    slope = _derivative(module, z).abs()
    dead = (slope == 0).all(dim=0).double().mean().item()
    threshold = SATURATION * sup_abs_derivative(module.entry, values)
    return dead, (slope < threshold).double().mean().item()


def _derivative(module: ActivationModule, z: Tensor) -> Tensor:
    with torch.enable_grad():
        leaf = z.requires_grad_()
        output = module.entry(leaf, **module.values())
        return torch.autograd.grad(output.sum(), leaf)[0]
