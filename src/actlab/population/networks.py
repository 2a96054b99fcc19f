"""Build a candidate's network and draw its weights: the same for all candidates of a block."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from actlab._shared.process_state import isolated
from actlab.activations.module import ActivationModule, module_class
from actlab.population.candidates import Candidate, Choice
from actlab.population.data import Data
from actlab.population.dropout import take_streams
from actlab.population.gain_init import gain_initialise
from actlab.population.streams import Streams
from actlab.population.training import Training
from actlab.workloads import Init

__all__ = [
    "UNIT_AXIS",
    "activation_module",
    "activation_parameters",
    "build",
    "fill",
    "initialise",
    "layers_to_fill",
    "network",
]

UNIT_AXIS = 1
"""Where the units of a layer lie, behind the samples; in a convolution's output, its channels."""


def network(training: Training, candidate: Candidate, data: Data, streams: Streams) -> nn.Module:
    """Return the candidate's network of one block, its weights drawn from the block's streams.

    All layers draw one after the other from the one stream ``init``: a user's code while it builds, own layers,
    which lie on the meta device, when they are filled. So the same layers get the same weights either way.
    Activations are made apart, so that nothing they draw can shift a weight.
    """
    net = build(training, candidate, data, streams)
    fill(training, net, layers_to_fill(net), streams)
    take_streams(net, streams)
    return net


def build(training: Training, candidate: Candidate, data: Data, streams: Streams) -> nn.Module:
    """Return the candidate's network; own layers lie on the meta device, a user's code has drawn its weights."""

    def make(layer: int, width: int) -> nn.Module:
        with isolated(streams.seed("activation", f"make {layer}")):
            return activation_module(candidate.layers[layer], width)

    with isolated(streams.seed("init")):
        return training.workload.build(make, tuple(data.train.x.shape[1:]), data.outputs, training.hidden)


def fill(training: Training, net: nn.Module, layers: list[Any], streams: Streams) -> None:
    """Draw the weights of the layers, and of the whole network where the training names an init of its own."""
    _reset(layers, streams)
    _named_init(net, training.recipe.init, streams)
    if training.regime != "drop-in":
        gain_initialise(net, streams)


def activation_module(choice: Choice, width: int) -> nn.Module:
    """Return a fresh module of plain kernels for a layer of that width.

    A function that is not elementwise acts across the units, or the channels, which lie on axis 1; its
    ``out_features`` says how many it leaves, and the next layer takes in so many.
    """
    settings: dict[str, Any] = {"plain": True, **dict(choice.values)}
    if choice.entry.maker is not None:
        settings["num_parameters"] = width
    if choice.entry.kind == "elementwise":
        return module_class(choice.entry)(**settings)
    module = module_class(choice.entry)(dim=UNIT_AXIS, **settings)
    module.out_features = choice.entry.out_features(width)
    return module


def initialise(net: nn.Module, streams: Streams) -> None:
    """Fill each layer that lies on the meta device by its own ``reset_parameters``, torch's default init.

    The layers draw in their order in the network, all from the block's stream ``init``.
    """
    _reset(layers_to_fill(net), streams)


def _reset(layers: list[Any], streams: Streams) -> None:
    """Fill the layers; those on the meta device move first."""
    with isolated(streams.seed("init")):
        for layer in layers:
            _leave_meta(layer)
            layer.reset_parameters()


def _leave_meta(layer: nn.Module) -> None:
    """Give the layer's tensors memory; ``to_empty`` would load SymPy for it."""
    held = (*layer.named_parameters(recurse=False), *layer.named_buffers(recurse=False))
    for name, tensor in held:
        if tensor.is_meta:
            fresh = torch.empty(tensor.shape, dtype=tensor.dtype)
            trained = isinstance(tensor, nn.Parameter)
            setattr(layer, name, nn.Parameter(fresh, tensor.requires_grad) if trained else fresh)


def _named_init(net: nn.Module, init: Init, streams: Streams) -> None:
    """Fill linear and convolutional layers as the recipe's init says; ``torch`` leaves what is there."""
    if init == "torch":
        return
    generator = streams.generator("init")
    for layer in net.modules():
        if not isinstance(layer, nn.Linear | nn.modules.conv._ConvNd):
            continue
        if init == "he":
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu", generator=generator)
        else:
            nn.init.xavier_uniform_(layer.weight, generator=generator)
        if layer.bias is not None:
            nn.init.zeros_(layer.bias)


def layers_to_fill(net: nn.Module) -> list[Any]:
    """Return the layers of which something lies on the meta device."""
    return [
        module
        for module in net.modules()
        if any(t.is_meta for t in (*module.parameters(recurse=False), *module.buffers(recurse=False)))
    ]


def activation_parameters(net: nn.Module) -> set[str]:
    """Return the names of the parameters that belong to activations and take no weight decay."""
    return {
        f"{path}.{name}"
        for path, module in net.named_modules()
        if isinstance(module, ActivationModule)
        for name, _ in module.named_parameters()
    }
