"""Write the C++ source of a kernel."""

from __future__ import annotations

import dataclasses
import functools
from pathlib import Path

import jinja2

from actlab.pointwise import mathlib, print_struct
from actlab.population.engines.fused.spec import LOSSES, OPTIMIZERS, NetworkSpec
from actlab.population.engines.fused.tiles import BLOCKS, across, choose_tile, is_turned, layer_blocks

__all__ = ["header", "headers", "write_source"]

_HERE = Path(__file__).parent


@dataclasses.dataclass(frozen=True)
class Layer:
    """What the template needs to know of a Linear layer and of the activation after it."""

    inputs: int
    outputs: int
    weight: int
    bias: int
    learned_at: int
    learned: int
    activation: int
    source: str
    turned: bool
    blocks: dict[str, str]


def write_source(spec: NetworkSpec) -> str:
    """Return a source that needs no header but the C library's.

    >>> import torch
    >>> from actlab.pointwise import trace
    >>> source = write_source(NetworkSpec((2, 10, 2), (trace(torch.relu),), "cross_entropy", "adam", 800))
    >>> "TwoClasses" in source
    True
    """
    tile = choose_tile(spec.sizes, spec.batch)
    distinct = list(dict.fromkeys(spec.activations))
    layers = _layers(spec, tile, [distinct.index(graph) for graph in spec.activations])
    turned = [-(-layer.inputs // 16) * 16 for layer in layers if layer.turned]
    return _template().render(
        title=f"{'-'.join(map(str, spec.sizes))}, {spec.loss}, {spec.optimizer}",
        headers=headers(),
        activations=[print_struct(graph, f"Activation{i}") for i, graph in enumerate(distinct)],
        huber_delta=f"{float(spec.huber_delta).hex()}f",
        loss="TwoClasses" if spec.two_classes else LOSSES[spec.loss],
        rule=OPTIMIZERS[spec.optimizer],
        outputs=spec.sizes[-1],
        parameters=spec.parameters,
        tile=tile,
        across=across(tile),
        layers=layers,
        turned=max(turned, default=0),
        two_classes=spec.two_classes,
        **_last_layer(layers[-1], spec.two_classes),
    )


def _layers(spec: NetworkSpec, tile: int, numbers: list[int]) -> list[Layer]:
    layers = []
    learned = (*spec.learned, 0)
    for i, (weight, bias, learned_at) in enumerate(spec.places):
        last = i == len(spec.activations)
        inputs, outputs = spec.sizes[i], spec.rows[i]
        source = f"m.value{i}" if i else "x"
        turned = is_turned(inputs, outputs, tile)
        blocks = dict(zip(BLOCKS, layer_blocks(inputs, outputs, tile), strict=True))
        number = 0 if last else numbers[i]
        layers.append(Layer(inputs, outputs, weight, bias, learned_at, learned[i], number, source, turned, blocks))
    return layers


def _last_layer(layer: Layer, two_classes: bool) -> dict[str, str]:
    """Return where the loss's layer keeps its weights: for two classes, the difference of two rows."""
    if two_classes:
        weight, bias = "m.difference", f"m.difference + {layer.inputs}"
        weight_gradient, bias_gradient = "m.difference_gradient", f"m.difference_gradient + {layer.inputs}"
    else:
        weight, bias = f"p(m) + {layer.weight}", f"p(m) + {layer.bias}"
        weight_gradient, bias_gradient = f"g(m) + {layer.weight}", f"g(m) + {layer.bias}"
    return {
        "last_weight": weight,
        "last_bias": bias,
        "last_weight_gradient": weight_gradient,
        "last_bias_gradient": bias_gradient,
    }


@functools.cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined, autoescape=False
    )
    return environment.from_string(header("network.cpp.j2"))


@functools.cache
def headers() -> str:
    """Return what every kernel is made of: vectors, layers, optimizers, losses, and the training of members."""
    names = ("layers.h", "optimizers.h", "losses.h", "driver.h")
    return "\n".join([mathlib(), *(header(name) for name in names)])


@functools.cache
def header(name: str, folder: Path = _HERE) -> str:
    """Return the text of a file that is pasted into sources."""
    path = folder / name
    return path.read_text(encoding="utf-8").replace("#pragma once\n", "")
