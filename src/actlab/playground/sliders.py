"""Functions whose parameters one may move, as JavaScript that takes the parameters' values."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from actlab.activations import CATALOGUE, Activation, Parameter
from actlab.activations.module import module_class
from actlab.errors import ParameterError
from actlab.pointwise import Graph, Node, NotPointwiseError, print_javascript, trace

__all__ = ["Movable", "movable"]

_TOLERANCE = 1e-12
_REACH = 4.0
"""A slider reaches this many times the default, and at least this far from 0 where the domain has no end."""


@dataclass(frozen=True)
class Movable:
    """A function with parameters that are set, not learned.

    Args:
        code: A JavaScript function ``(x, p) => [value, slope]``.
        parameters: For each, its ``name``, where it starts, and the ``low`` and ``high`` end of its slider.
    """

    code: str
    parameters: tuple[dict[str, Any], ...]


@functools.cache
def movable() -> dict[str, Movable]:
    """Return the functions of the catalogue that have set parameters, by name.

    >>> movable()["leaky_relu"].parameters
    ({'name': 'negative_slope', 'start': 0.01, 'low': 0.0, 'high': 4.0},)
    """
    found = {}
    for entry in CATALOGUE:
        if entry.kind != "elementwise" or entry.noise is not None or not entry.parameters:
            continue
        if not any(parameter.learnable for parameter in entry.parameters):
            with suppress(NotPointwiseError, ParameterError):  # it then keeps its defaults
                sliders = tuple(_slider(parameter) for parameter in entry.parameters)
                _check_corners(entry, sliders)
                found[entry.name] = Movable(print_javascript(_with_parameters(entry)), sliders)
    return found


def _check_corners(entry: Activation, sliders: tuple[dict[str, Any], ...]) -> None:
    """Refuse a function that does not take every pair of ends, as one whose lower bound must lie below its upper.

    Raises:
        ParameterError: It does not.
    """
    for values in itertools.product(*((each["low"], each["high"]) for each in sliders)):
        module_class(entry)(**{each["name"]: value for each, value in zip(sliders, values, strict=True)})


def _with_parameters(entry: Activation) -> Graph:
    """Return the graph in which the parameters are inputs.

    Torch takes some parameters as plain numbers alone, so each constant of the graph is looked at: it is a straight
    line in one parameter, of which two values give the line and a third one confirms it. The values are odd ones,
    since a default such as 1 may shorten the graph, or be the same constant as another.

    Raises:
        NotPointwiseError: A constant is no such line.
    """
    graph = _at(entry, {parameter.name: _odd(parameter, 0) for parameter in entry.parameters})
    lines: dict[int, tuple[int, float, float]] = {}
    for number, parameter in enumerate(entry.parameters):
        for place, line in _lines(entry, parameter, graph).items():
            if place in lines:
                raise NotPointwiseError(f"{entry.name}: two parameters make one constant")
            lines[place] = (number, *line)
    return _rewritten(graph, lines)


def _at(entry: Activation, values: Mapping[str, float]) -> Graph:
    derivative = entry.derivatives[0] if entry.derivatives else None
    slope = None if derivative is None else functools.partial(derivative, **values)
    return trace(lambda x: entry.function(x, **values), derivative=slope)


def _odd(parameter: Parameter, number: int) -> float:
    """Return a value of the parameter that no other constant is likely to have."""
    domain, place = parameter.interval, (0.3137, 0.4519, 0.6043)[number]
    if math.isfinite(domain.upper - domain.lower):
        return domain.lower + place * (domain.upper - domain.lower)
    return (domain.lower if math.isfinite(domain.lower) else float(parameter.default)) + place


def _lines(entry: Activation, parameter: Parameter, graph: Graph) -> dict[int, tuple[float, float]]:
    """Return, for each constant that the parameter changes, its slope and its offset."""
    others = {each.name: _odd(each, 0) for each in entry.parameters}
    values = [_odd(parameter, number) for number in range(3)]
    graphs = [graph, *(_at(entry, {**others, parameter.name: value}) for value in values[1:])]
    found = {}
    for place, nodes in enumerate(zip(*(each.nodes for each in graphs), strict=True)):
        if len({(node.operation, node.arguments) for node in nodes}) > 1:
            raise NotPointwiseError(f"{entry.name}: {parameter.name} changes the graph")
        first, second, third = (node.number for node in nodes)
        if nodes[0].operation != "constant" or first == second:
            continue
        slope = (second - first) / (values[1] - values[0])
        offset = first - slope * values[0]
        if not math.isclose(slope * values[2] + offset, third, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE):
            raise NotPointwiseError(f"{entry.name}: a constant is no straight line in {parameter.name}")
        found[place] = (_rounded(slope), _rounded(offset))
    return found


def _rounded(number: float) -> float:
    """Return a whole number where rounding left a little more or less."""
    return float(round(number)) if math.isclose(number, round(number), abs_tol=_TOLERANCE) else number


def _rewritten(graph: Graph, lines: Mapping[int, tuple[int, float, float]]) -> Graph:
    """Return the graph with each such constant computed from its parameter."""
    nodes: list[Node] = []
    places: list[int] = []

    def add(operation: str, *arguments: int, number: float = 0.0) -> int:
        nodes.append(Node(operation, arguments, number))
        return len(nodes) - 1

    for place, node in enumerate(graph.nodes):
        if place not in lines:
            places.append(add(node.operation, *(places[i] for i in node.arguments), number=node.number))
            continue
        parameter, slope, offset = lines[place]
        at = add("parameter", number=float(parameter))
        at = at if slope == 1 else add("mul", add("constant", number=slope), at)
        places.append(at if offset == 0 else add("add", at, add("constant", number=offset)))
    return Graph(tuple(nodes), places[graph.value], places[graph.slope])


def _slider(parameter: Parameter) -> dict[str, Any]:
    start, domain = float(parameter.default), parameter.interval
    reach = _REACH * max(abs(start), 1.0)
    low, high = max(domain.lower, -reach), min(domain.upper, reach)
    edge = (high - low) / 1000
    low = low if domain.closed_below or low > domain.lower else low + edge
    high = high if domain.closed_above or high < domain.upper else high - edge
    return {"name": parameter.name, "start": start, "low": low, "high": high}
