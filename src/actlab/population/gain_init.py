"""The gain init: each layer scaled for the activation before it, from draws that all candidates share."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import torch
from torch import nn

from actlab._shared.process_state import isolated
from actlab.activations.derive import weight_and_bias_scale
from actlab.activations.module import ActivationModule
from actlab.errors import UsageError
from actlab.i18n import _
from actlab.population.candidates import Candidate
from actlab.population.streams import Streams

__all__ = ["check_gains", "gain_initialise"]

_SAMPLES, _WIDTH = 4096, 64
_AFTER_INPUT = (1.0, 0.0)
"""Weight and bias scale of the first layer: inputs are standardised."""


def gain_initialise(net: nn.Module, streams: Streams) -> None:
    """Fill all Linear and Conv layers of a network in place.

    W = s z/sqrt(fan_in), b = t u with standard normal z and u from the block's stream of that layer, so that all
    candidates share the draws; s and t are those of `actlab.activations.derive.weight_and_bias_scale` for the
    activation before the layer, and 1 and 0 for the first layer.
    """
    for index, (layer, before) in enumerate(_layers(net)):
        weight, bias = _AFTER_INPUT if before is None else _scales(before)
        generator = streams.generator("init", f"gain {index}")
        with torch.no_grad():
            drawn = torch.randn(layer.weight.shape, generator=generator)
            layer.weight.copy_(drawn * (weight / math.sqrt(layer.weight[0].numel())))
            if layer.bias is not None:
                layer.bias.copy_(torch.randn(layer.bias.shape, generator=generator) * bias)


def check_gains(candidates: tuple[Candidate, ...]) -> None:
    """Find out before the run whether all candidates have a gain.

    Raises:
        UsageError: One has none.
    """
    for choice in {choice for candidate in candidates for choice in candidate.layers}:
        if choice.entry.kind == "elementwise":
            weight_and_bias_scale(choice.entry, **dict(choice.values))


def _layers(net: nn.Module) -> Iterator[tuple[Any, ActivationModule | None]]:
    """Yield each Linear and Conv layer with the activation before it, in the network's order."""
    before = None
    for module in net.modules():
        if isinstance(module, ActivationModule):
            before = module
        elif isinstance(module, nn.Linear | nn.modules.conv._ConvNd):
            yield module, before


def _scales(before: ActivationModule) -> tuple[float, float]:
    entry, values = before.entry, before.values()
    if entry.kind == "elementwise":
        return weight_and_bias_scale(entry, **{p.name: float(values[p.name]) for p in entry.parameters})
    return _measured(before), 0.0


def _measured(module: ActivationModule) -> float:
    """Return 1/sqrt of the mean square of what a function of several units gives on standard normal inputs."""
    with isolated(0), torch.no_grad():
        moment = float(module(torch.randn(_SAMPLES, _WIDTH)).double().square().mean())
    if not 0 < moment < math.inf:
        raise UsageError(
            _("{name} has no finite gain: the mean of its squares is {moment}.").format(
                name=module.entry.name, moment=moment
            )
        )
    return 1 / math.sqrt(moment)
