"""Turn an elementwise torch function and its derivative into a graph."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch._decomp import core_aten_decompositions
from torch.fx.experimental.proxy_tensor import make_fx

from actlab.errors import ActlabError
from actlab.i18n import _
from actlab.pointwise.aten import IDENTITIES, RULES, Place
from actlab.pointwise.graph import Builder, Graph, Node

__all__ = ["NotPointwiseError", "trace"]

Function = Callable[..., torch.Tensor]

_KEPT_WHOLE = ("mish", "gelu", "gelu_backward")
_KEEPING = frozenset({"dtype", "layout", "device", "pin_memory", "memory_format", "non_blocking"})
"""Keywords that say where and how a tensor is kept; all others change the numbers."""
_PROBES = (-3.7, -1.0, -0.3, 0.0, 0.4, 1.0, 2.9)


class NotPointwiseError(ActlabError):
    """A function that is not elementwise, or uses an operation that cannot be printed."""


def trace(
    function: Function, *, parameters: Mapping[str, float] | None = None, derivative: Function | None = None
) -> Graph:
    """Return the graph of f, f' and the derivatives of f by its learnable scalar parameters.

    Args:
        function: takes a tensor and, by keyword, one scalar tensor for each learnable parameter.
        parameters: the learnable parameters and a value of each, at which the function is probed.
        derivative: f' as a function of the same arguments; autograd's when not given.

    Raises:
        NotPointwiseError: the function mixes elements, draws random numbers, captures a tensor, ...

    >>> import torch
    >>> graph = trace(torch.tanh)
    >>> [node.operation for node in graph.nodes]
    ['input', 'tanh', 'constant', 'mul', 'sub']
    >>> graph.slope_from_value
    True
    """
    values = dict(parameters or {})
    probe = torch.tensor(_PROBES)
    _confirm_elementwise(function, values, probe)
    traced = _record(function, derivative, values, probe)
    graph = _translate(traced, len(values))
    return graph if derivative else _with_joint_slope(graph)


def _keywords(values: Mapping[str, float], like: torch.Tensor) -> dict[str, torch.Tensor]:
    return {name: torch.full_like(like, value) for name, value in values.items()}


def _confirm_elementwise(function: Function, values: Mapping[str, float], probe: torch.Tensor) -> None:
    """Refuse a function whose value at an element depends on its neighbours or on the shape."""
    try:
        together = function(probe.clone(), **_keywords(values, probe))
        apart = torch.cat([function(x, **_keywords(values, x)) for x in torch.split(probe.clone(), 1)])
    except Exception as error:
        raise NotPointwiseError(_("the function fails on a vector of floats: {error}").format(error=error)) from error
    if not isinstance(together, torch.Tensor) or together.shape != probe.shape:
        raise NotPointwiseError(_("the function does not keep the shape of its input"))
    if apart.shape != probe.shape or not torch.allclose(together, apart, rtol=1e-5, atol=1e-6, equal_nan=True):
        raise NotPointwiseError(_("the function's value at one element depends on the others or on the shape"))


def _record(
    function: Function, derivative: Function | None, values: Mapping[str, float], probe: torch.Tensor
) -> torch.fx.Graph:
    """Run both once and return torch's list of operations."""
    names = tuple(values)

    def both(x: torch.Tensor, *learned: torch.Tensor) -> tuple[torch.Tensor, ...]:
        def at(x: torch.Tensor, *learned: torch.Tensor) -> torch.Tensor:
            return function(x, **dict(zip(names, learned, strict=True)))

        value, pull_back, *_ = torch.func.vjp(at, x, *learned)
        slopes = pull_back(torch.ones_like(value))
        if derivative is not None:
            slopes = (derivative(x, **dict(zip(names, learned, strict=True))), *slopes[1:])
        return (value, *slopes)

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return make_fx(both, decomposition_table=_decompositions())(probe, *_keywords(values, probe).values()).graph
    except Exception as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise NotPointwiseError(_("the function cannot be traced: {reason}").format(reason=reason)) from error


@functools.cache
def _decompositions() -> dict[Any, Callable[..., Any]]:
    """Return torch's rules that spell operations out in terms of its core ones."""
    known: dict[Any, Callable[..., Any]] = dict(core_aten_decompositions())
    return {operation: rule for operation, rule in known.items() if _short(operation) not in _KEPT_WHOLE}


def _short(operation: Any) -> str:
    """Return `add` for `aten.add_.Tensor`."""
    return str(operation).removeprefix("aten.").removeprefix("actlab.").split(".")[0].removesuffix("_")


def _translate(traced: torch.fx.Graph, learned: int) -> Graph:
    builder, places, arguments = Builder(), {}, 0
    for node in traced.nodes:
        if node.op == "placeholder":
            operation = "parameter" if arguments else "input"
            places[node] = Place(builder.add(operation, number=arguments - 1 if arguments else 0))
            arguments += 1
        elif node.op == "call_function":
            _translate_call(builder, places, node)
        elif node.op == "get_attr":
            places[node] = _captured_number(builder, traced, node)
        elif node.op == "output":
            outputs = [int(places[result]) for result in node.args[0]]
    graph = Graph(tuple(builder.nodes), outputs[0], outputs[1], tuple(outputs[2 : 2 + learned]))
    return _pruned(graph)


def _translate_call(builder: Builder, places: dict[Any, Place], node: torch.fx.Node) -> None:
    """Add the node's operation; one that writes into its first argument also gives that a new place."""
    name = _short(node.target)
    operands: list[Any] = [places[x] if isinstance(x, torch.fx.Node) else x for x in node.args]
    without = _KEEPING - {"dtype"} if name == "_to_copy" else _KEEPING
    keywords = {key: value for key, value in node.kwargs.items() if key not in without}
    if name == "copy":
        places[node.args[0]] = places[node] = operands[1]
        return
    if name in IDENTITIES:
        places[node] = operands[0]
        return
    if name not in RULES:
        raise NotPointwiseError(
            _("it uses `{operation}`, which is no elementwise operation known here").format(operation=node.target)
        )
    try:
        places[node] = Place(RULES[name](builder, *operands, **keywords))
    except (TypeError, ValueError) as error:
        raise NotPointwiseError(
            _("it uses `{operation}` in a way not known here: {error}").format(operation=node.target, error=error)
        ) from error
    if str(node.target).split(".")[1].endswith("_"):
        places[node.args[0]] = places[node]


def _captured_number(builder: Builder, traced: torch.fx.Graph, node: torch.fx.Node) -> Place:
    """Return the place of a number written as `torch.tensor(2.0)` inside; refuse other tensors."""
    tensor = getattr(traced.owning_module, str(node.target))
    fresh = all(_short(user.target) in ("lift_fresh_copy", "lift_fresh") for user in node.users)
    if not fresh or tensor.numel() != 1 or tensor.requires_grad:
        raise NotPointwiseError(_("it captures a tensor; make that a number or a learnable parameter"))
    return Place(builder.constant(float(tensor)))


def _with_joint_slope(graph: Graph) -> Graph:
    """Use the slope that mathlib.h computes together with the value, where the whole function is Mish.

    Autograd always spells the derivative of Mish out, and in terms that share little with the value.
    """
    if graph.nodes[graph.value].operation != "mish" or graph.nodes[graph.value].arguments != (0,):
        return graph
    joint = (*graph.nodes, Node("mish_slope", (0,)))
    return _pruned(Graph(joint, graph.value, len(graph.nodes), graph.parameter_slopes))


def _pruned(graph: Graph) -> Graph:
    """Return the graph without nodes that no output needs."""
    kept = graph.needed(graph.value, graph.slope, *graph.parameter_slopes)
    new = {old: i for i, old in enumerate(kept)}
    nodes = (graph.nodes[old] for old in kept)
    moved = tuple(Node(n.operation, tuple(new[a] for a in n.arguments), n.number) for n in nodes)
    return Graph(moved, new[graph.value], new[graph.slope], tuple(new[p] for p in graph.parameter_slopes))
