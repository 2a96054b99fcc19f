"""What is traced, what is shared, and what is refused."""

import pytest
import torch
from torch.nn import functional as F  # noqa: N812  its usual name

from actlab.pointwise import NotPointwiseError, trace

CAPTURED = torch.linspace(0, 1, 7)
CAPTURED_SCALAR = torch.tensor(2.0)


def operations(graph):
    return [node.operation for node in graph.nodes]


@pytest.mark.parametrize("function", [torch.tanh, torch.sigmoid, torch.relu, torch.exp])
def test_slope_follows_from_the_value(function):
    assert trace(function).slope_from_value


@pytest.mark.parametrize("function", [F.silu, F.gelu, torch.sin, torch.abs])
def test_slope_needs_the_input(function):
    assert not trace(function).slope_from_value


def test_value_and_slope_share_what_is_equal():
    assert operations(trace(F.silu)).count("sigmoid") == 1
    assert operations(trace(F.softplus)).count("exp") == 1


def test_explicit_derivative_replaces_autograds():
    graph = trace(torch.sign, derivative=lambda x: torch.ones_like(x) * 0.5)
    assert graph.nodes[graph.slope].number == 0.5


def test_learnable_parameters_have_derivatives():
    graph = trace(lambda x, *, beta: x * torch.sigmoid(beta * x), parameters={"beta": 1.0})
    assert len(graph.parameter_slopes) == 1
    assert "parameter" in operations(graph)


def test_equal_functions_have_equal_graphs():
    assert trace(torch.tanh) == trace(lambda x: torch.tanh(x))
    assert trace(lambda x: 0.1 * x) != trace(lambda x: 0.2 * x)


def test_numbers_written_as_tensors_inside_are_constants():
    assert any(node.number == 3.5 for node in trace(lambda x: x * torch.tensor(3.5)).nodes)


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (lambda x: x.softmax(0), "depends on the others"),
        (lambda x: x + torch.round(x, decimals=1), "in a way not known here"),
        (lambda x: x - x.mean(), "depends on the others"),
        (lambda x: x.flip(0), "depends on the others"),
        (lambda x: x * x.shape[0], "depends on the others"),
        (lambda x: x * torch.rand_like(x), "depends on the others"),
        (lambda x: x * CAPTURED, "depends on the others"),
        (lambda x: x * CAPTURED_SCALAR, "captures a tensor"),
        (lambda x: x[:3], "shape"),
        (lambda x: torch.special.bessel_j0(x.detach()) * x, "bessel"),
        (lambda x: x.nonsense(), "fails"),
    ],
)
def test_refused_with_the_reason(function, reason):
    with pytest.raises(NotPointwiseError, match=reason):
        trace(function)
