"""From the activation of a layer to the graph that a kernel is printed from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from torch import Tensor
from torch.func import functional_call

from actlab.activations.module import ActivationModule
from actlab.i18n import _
from actlab.pointwise import Graph, Node, NotPointwiseError, trace
from actlab.population.engines.fused.memory import remembered

__all__ = ["graph_of"]


def graph_of(function: Callable[..., Tensor]) -> Graph:
    """Return the graph of a module or a function of one tensor, with an entry's exact derivative where it has one.

    Raises:
        NotPointwiseError: It is not elementwise, draws, or uses an operation that cannot be printed.
    """
    if not isinstance(function, ActivationModule):
        return trace(function)
    if function.entry.shelf == "own":  # may call code that no hash covers
        return _of_module(function)
    key = f"graph|{function.entry.name}|{function.plain}|{function.inplace}|{function}"
    return remembered(key, lambda: asdict(_of_module(function)), _graph)


def _graph(held: dict[str, Any]) -> Graph:
    """Return a graph that was written down as plain values."""
    nodes = (Node(node["operation"], tuple(node["arguments"]), node["number"]) for node in held["nodes"])
    return Graph(tuple(nodes), held["value"], held["slope"], tuple(held["parameter_slopes"]))


def _of_module(module: ActivationModule) -> Graph:
    entry = module.entry
    if entry.kind != "elementwise":
        raise NotPointwiseError(_("{name} mixes units").format(name=entry.name))
    if entry.noise is not None:
        raise NotPointwiseError(_("{name} draws random numbers").format(name=entry.name))
    if module.inplace or any(parameter.numel() != 1 for parameter in module.parameters()):
        raise NotPointwiseError(_("{name} has parameters for each channel, or works in place").format(name=entry.name))
    learned = {name: float(value.detach()) for name, value in module.named_parameters()}
    if learned:
        return trace(lambda x, **given: _called(module, x, given), parameters=learned)
    values = module.values()
    slope = _slope(module)
    if slope is None:
        return trace(lambda x: entry.plain(x, **values))
    return trace(lambda x: entry.function(x, **values), derivative=lambda x: slope(x, **values))


def _slope(module: ActivationModule) -> Callable[..., Tensor] | None:
    """Return the derivative that the backward pass uses where it is not autograd's."""
    entry = module.entry
    if module.plain and entry.kernel is not None:
        return None
    return entry.surrogate or (entry.derivatives[0] if entry.derivatives else None)


def _called(module: ActivationModule, x: Tensor, given: dict[str, Any]) -> Tensor:
    """Call the module with other values of its learnable parameters."""
    called: Tensor = functional_call(module, given, (x,))
    return called
