"""Find the chain Linear, activation, ..., Linear in a module, by recording what its ``forward`` does."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from torch import Tensor, fx, nn

from actlab.activations.module import ActivationModule
from actlab.errors import ActlabError
from actlab.i18n import _
from actlab.pointwise import Graph
from actlab.population.dropout import StreamDropout
from actlab.population.engines.fused.functions import graph_of

__all__ = ["Chain", "NotAChainError", "find_chain"]


class NotAChainError(ActlabError):
    """A network that is no chain of Linear layers with elementwise activations between them."""


@dataclass(frozen=True)
class Chain:
    """The layers of a network in the order in which they are run.

    Args:
        sizes: Number of inputs, of units in each hidden layer, of outputs.
        graphs: The function of each hidden layer.
        names: Of the network's parameters, in the order of the kernel's flat vector.
        functions: What the network itself calls for each graph.
    """

    sizes: tuple[int, ...]
    graphs: tuple[Graph, ...]
    names: tuple[str, ...]
    functions: tuple[Callable[..., Tensor], ...] = field(compare=False, repr=False)

    def flat(self, net: nn.Module) -> Tensor:
        """Return the parameters of a network of this form as one vector."""
        held = dict(net.named_parameters())
        return torch.cat([held[name].detach().flatten() for name in self.names])

    def load(self, net: nn.Module, flat: Tensor) -> None:
        """Write a vector of parameters into a network of this form."""
        held = dict(net.named_parameters())
        pieces = torch.split(flat, [held[name].numel() for name in self.names])
        with torch.no_grad():
            for name, piece in zip(self.names, pieces, strict=True):
                held[name].copy_(piece.view_as(held[name]))


def find_chain(net: nn.Module) -> Chain:
    """Return the chain that the network is.

    Raises:
        NotAChainError: It is none; the message says why.
        NotPointwiseError: A function between the layers is not elementwise, or cannot be printed.

    >>> chain = find_chain(nn.Sequential(nn.Linear(2, 10), nn.Tanh(), nn.Linear(10, 2)))
    >>> chain.sizes, chain.names
    ((2, 10, 2), ('0.weight', '0.bias', '2.weight', '2.bias'))
    """
    steps = [_step(net, node) for node in _line(net)]
    linears = [step for step in steps[::2] if isinstance(step, _Linear)]
    between = [step for step in steps[1::2] if isinstance(step, _Function)]
    if len(linears) != len(between) + 1 or len(steps) != len(linears) + len(between):
        raise NotAChainError(_("the network does not alternate Linear layers and activations"))
    chain = Chain(
        (linears[0].layer.in_features, *(step.layer.out_features for step in linears)),
        tuple(graph_of(step.function) for step in between),
        tuple(name for step in steps for name in step.names),
        tuple(step.function for step in between),
    )
    if sorted(chain.names) != sorted(name for name, _value in net.named_parameters()):
        raise NotAChainError(_("layers share parameters, or some have no part in the output"))
    return chain


@dataclass(frozen=True)
class _Linear:
    layer: nn.Linear
    names: tuple[str, ...]


@dataclass(frozen=True)
class _Function:
    function: Callable[..., Tensor]
    names: tuple[str, ...] = ()


class _Tracer(fx.Tracer):
    """Record activations and dropout as single steps."""

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        return isinstance(m, ActivationModule | StreamDropout) or super().is_leaf_module(m, module_qualified_name)


def _line(net: nn.Module) -> list[fx.Node]:
    """Return the steps of a network of which each works on the one before it alone."""
    try:
        nodes = list(_Tracer().trace(net).nodes)
    except Exception as error:
        reason = f"{type(error).__name__}: {error}".partition("\n")[0]
        raise NotAChainError(_("the network cannot be traced ({reason})").format(reason=reason)) from error
    first, *steps, last = nodes
    for before, node in itertools.pairwise(nodes):
        if node.all_input_nodes != [before]:
            raise NotAChainError(_("its layers are not one after the other: {step}").format(step=node.name))
    if first.op != "placeholder" or last.op != "output":
        raise NotAChainError(_("the network does not take one tensor and return one"))
    return steps


def _step(net: nn.Module, node: fx.Node) -> _Linear | _Function:
    before = node.all_input_nodes[0]
    if node.op == "call_module":
        return _module(net.get_submodule(str(node.target)), str(node.target))
    if node.args[:1] != (before,) or before in node.kwargs.values():
        raise NotAChainError(_("its layers are not one after the other: {step}").format(step=node.name))
    arguments, keywords, target = node.args[1:], dict(node.kwargs), node.target
    if node.op == "call_method":
        return _Function(lambda x: getattr(x, str(target))(*arguments, **keywords))
    assert callable(target)
    return _Function(lambda x: target(x, *arguments, **keywords))


def _module(module: nn.Module, path: str) -> _Linear | _Function:
    names = tuple(f"{path}.{name}" for name, _value in module.named_parameters())
    if type(module) is nn.Linear and module.bias is not None and module.weight.dtype == torch.float32:
        return _Linear(module, names)
    if isinstance(module, ActivationModule):
        return _Function(module, names)
    if names or list(module.buffers()) or type(module).__module__ != "torch.nn.modules.activation":
        layer = str(module).partition("\n")[0]
        raise NotAChainError(
            _("{layer} is neither a Linear layer with bias nor an elementwise activation").format(layer=layer)
        )
    return _Function(module)
