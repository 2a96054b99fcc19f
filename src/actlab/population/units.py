"""The state of a trained network's hidden units: dead and saturated shares, by layer."""

from __future__ import annotations

import math
from types import TracebackType
from typing import Any

import torch
from torch import Tensor, nn

from actlab._shared.process_state import isolated
from actlab.activations.derive import sup_abs_derivative
from actlab.activations.module import ActivationModule

__all__ = ["SATURATION", "Probe", "layer_shares"]

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
            pairs = [layer_shares(module, self._inputs[i].unsqueeze(0)) for i, module in enumerate(self._modules)]
        return {"dead": [dead[0] for dead, _ in pairs], "saturated": [saturated[0] for _, saturated in pairs]}


@torch.no_grad()
def layer_shares(module: ActivationModule, z: Tensor) -> tuple[list[float], list[float]]:
    """Return the dead and the saturated share of each of several networks.

    Args:
        module: The activation, the same in all of them; its learned parameters are taken as training left them.
        z: What enters it, of shape (networks, samples, units, ...).
    """
    if module.entry.kind != "elementwise":
        return [math.nan] * len(z), [math.nan] * len(z)
    slope = _derivative(module, z).abs()
    dead = (slope == 0).all(dim=1).flatten(1).double().mean(dim=1)
    if any(parameter.numel() > 1 for parameter in module.parameters()):
        return dead.tolist(), [math.nan] * len(z)
    values = {name: float(value) for name, value in module.values().items()}
    threshold = SATURATION * sup_abs_derivative(module.entry, values)
    saturated = (slope < threshold).flatten(1).double().mean(dim=1)
    return dead.tolist(), saturated.tolist()


def _derivative(module: ActivationModule, z: Tensor) -> Tensor:
    with torch.enable_grad():
        leaf = z.detach().requires_grad_()
        output = torch.stack([module.entry(each, **module.values()) for each in leaf])
        return torch.autograd.grad(output.sum(), leaf)[0]
