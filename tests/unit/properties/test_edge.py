"""The edge of chaos: published points, and both of its equations by another quadrature for the whole catalogue."""

import math

import numpy as np
import pytest

from actlab.activations import CATALOGUE
from actlab.activations.derive import derivative, evaluate
from actlab.properties import facts
from actlab.properties._edge import BIAS_VARIANCE, edge_of_chaos

ELEMENTWISE = [entry for entry in CATALOGUE if entry.kind == "elementwise" and entry.surrogate is None]


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def test_tanh_as_published():
    """Schoenholz et al. 2017: at a bias variance of .05 the weights' variance is 1.76."""
    edge = edge_of_chaos(CATALOGUE["tanh"])
    assert (round(edge.weight_variance, 4), edge.bias_variance) == (1.761, BIAS_VARIANCE)


@pytest.mark.parametrize(("name", "variance"), [("relu", 2.0), ("leaky_relu", 2 / (1 + 1e-4)), ("identity", 1.0)])
def test_where_every_variance_is_kept_the_edge_has_no_bias(name, variance):
    assert facts(name).edge_of_chaos == (pytest.approx(variance, rel=1e-14), 0.0)
    assert facts(name).edge_variance is None


@pytest.mark.slow
@pytest.mark.parametrize("entry", ELEMENTWISE, ids=lambda entry: entry.name)
def test_both_equations_hold_by_the_trapezoidal_rule(entry):
    edge = edge_of_chaos(entry)
    if edge is None:
        return
    variance = 1.0 if edge.variance is None else edge.variance
    z = np.linspace(-9, 9, 400_001)
    weights = np.exp(-0.5 * z**2) / math.sqrt(2 * math.pi)
    outputs = [function(entry, math.sqrt(variance) * z, entry.defaults) for function in (derivative, evaluate)]
    squares = [np.trapezoid(each**2 * weights, z) for each in outputs]
    assert edge.weight_variance * squares[0] == pytest.approx(1, rel=1e-3)
    assert edge.weight_variance * squares[1] + edge.bias_variance == pytest.approx(variance, rel=1e-3)


@pytest.mark.parametrize("name", ["binary_step", "threshold", "hardshrink"])
def test_what_jumps_has_no_edge(name):
    assert facts(name).edge_of_chaos is None


def test_a_variance_that_is_not_returned_to_is_no_edge():
    """E f f'' > 0 for GELU at the only variance that solves both equations, so the variance map is steeper than 1."""
    assert edge_of_chaos(CATALOGUE["gelu"]) is None


@pytest.mark.slow
def test_at_the_edge_a_small_difference_neither_dies_nor_grows():
    """Sixty layers of 1,500 tanh units: the distance of two inputs keeps its size at the edge and not beside it."""

    def distance(factor):
        generator = np.random.default_rng(0)
        edge = edge_of_chaos(CATALOGUE["tanh"])
        width, scale = 1500, math.sqrt(factor * edge.weight_variance / 1500)
        first = math.sqrt(edge.variance) * generator.standard_normal(width)
        second = first + 1e-6 * generator.standard_normal(width)
        start = np.linalg.norm(first - second)
        for _layer in range(60):
            weights = scale * generator.standard_normal((width, width))
            bias = math.sqrt(edge.bias_variance) * generator.standard_normal(width)
            first, second = weights @ np.tanh(first) + bias, weights @ np.tanh(second) + bias
        return float(np.linalg.norm(first - second) / start)

    assert distance(0.6) < 0.05 < 0.3 < distance(1.0) < 3 < 20 < distance(1.3)
