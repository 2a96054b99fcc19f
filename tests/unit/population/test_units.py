"""Dead and saturated units, whatever values training left the parameters with."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import actlab
from actlab.activations import CATALOGUE
from actlab.population.units import SATURATION, layer_shares

Z = torch.linspace(-4.0, 4.0, 2 * 21 * 5).reshape(2, 21, 5)
LEARNED = [
    (entry.name, parameter.name)
    for entry in CATALOGUE
    for parameter in entry.parameters
    if parameter.learnable and entry.kind == "elementwise"
]


def trained(name: str, **values: float) -> torch.nn.Module:
    """Return an activation whose learnable parameters training has left at those values."""
    module = actlab.activation(name)
    with torch.no_grad():
        for parameter, value in values.items():
            getattr(module, parameter).fill_(value)
    return module


@pytest.mark.parametrize(("name", "parameter"), LEARNED)
@pytest.mark.parametrize("value", [0.0, -2.0, -200.0, 1e30, math.inf, -math.inf, math.nan])
def test_any_learned_value_gives_shares(name: str, parameter: str, value: float) -> None:
    dead, saturated = layer_shares(trained(name, **{parameter: value}), Z)
    assert all(0 <= share <= 1 for share in dead + saturated)


@pytest.mark.slow
@given(st.floats(0.25, 8.0, width=32), st.floats(0.25, 8.0, width=32))
def test_beyond_the_domain_the_function_is_what_its_formula_says(alpha: float, beta: float) -> None:
    inside, mirrored = trained("snake_beta", alpha=alpha, beta=beta), trained("snake_beta", alpha=-alpha, beta=beta)
    assert layer_shares(mirrored, Z) == layer_shares(inside, Z)


@given(st.floats(0.125, 100.0, width=32))
def test_the_largest_slope_is_that_of_the_learned_value(slope: float) -> None:
    _dead, saturated = layer_shares(trained("prelu", negative_slope=-slope), Z)
    slopes = torch.where(Z < 0, slope, 1.0)
    expected = (slopes < SATURATION * max(slope, 1.0)).double().flatten(1).mean(dim=1)
    assert saturated == pytest.approx(expected.tolist())


def test_a_parameter_at_nan_is_neither_dead_nor_saturated() -> None:
    assert layer_shares(trained("swish_beta", beta=math.nan), Z) == ([0.0, 0.0], [0.0, 0.0])
