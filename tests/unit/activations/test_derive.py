import math

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from actlab._shared.quadrature import normal_expectation
from actlab.activations import Activation, Source
from actlab.activations.derive import gain, init_, sup_abs_derivative, weight_and_bias_scale
from actlab.errors import ParameterError, UsageError


def own(function):
    return Activation(title="Own", name="own", function=function, shelf="own", source=Source("A", "B", 1))


@settings(deadline=None)
@given(st.floats(0, 3))
def test_the_gain_of_leaky_relu_in_closed_form(slope):
    assert gain("leaky_relu", negative_slope=slope) == pytest.approx(math.sqrt(2 / (1 + slope**2)), rel=1e-9)


@pytest.mark.slow
@settings(deadline=None, max_examples=100)
@given(st.floats(-4, 4))
@example(1.773445185421643)  # near the middle of a panel
@example(1.5000001)  # near an end
def test_the_quadrature_finds_jumps_and_kinks(at):
    above = math.erfc(at / math.sqrt(2)) / 2
    assert normal_expectation(lambda z: (z > at).astype(float)) == pytest.approx(above, abs=1e-10)
    kink = math.exp(-at * at / 2) / math.sqrt(2 * math.pi) - at * above
    assert normal_expectation(lambda z: np.maximum(z - at, 0)) == pytest.approx(kink, abs=1e-10)


def test_an_infinite_expectation_is_infinite():
    assert normal_expectation(lambda z: np.exp(z * z)) == math.inf


@pytest.mark.parametrize("function", [lambda x: 0 * x, lambda x: torch.exp(x * x)])
def test_without_a_finite_gain_the_error_says_so(function):
    with pytest.raises(UsageError, match="no finite gain"):
        gain(own(function))


def test_a_vector_function_has_no_gain():
    with pytest.raises(UsageError, match="not elementwise"):
        gain("softmax")


def test_a_parameter_out_of_its_domain():
    with pytest.raises(ParameterError, match="negative_slope"):
        gain("leaky_relu", negative_slope=-1)


@pytest.mark.parametrize(
    ("function", "largest"),
    [
        (lambda x: torch.clamp(x, 0, 6) * 3, 3.0),
        (lambda x: torch.where(x > 0.0123, 5 * x, x), 5.0),
        (lambda x: x * torch.sigmoid(x), 1.099839320128867),
        (lambda x: torch.tanh(50 * (x - 7.77)), 50.0),
        (lambda x: torch.relu(x) ** 2, math.inf),
        (torch.exp, math.inf),
        (lambda x: torch.sqrt(1 + x * x), 1.0),
        (lambda x: torch.sign(x), 0.0),
        (lambda x: torch.zeros_like(x), 0.0),
    ],
)
def test_the_largest_slope_of_functions_without_a_formula(function, largest):
    assert sup_abs_derivative(own(function)) == pytest.approx(largest, rel=1e-6)


@pytest.mark.parametrize(
    ("values", "largest"),
    [({"alpha": -3.0, "beta": 1.0}, 4.0), ({"beta": 0.0}, math.inf), ({"alpha": math.nan}, 0.0)],
)
def test_the_largest_slope_of_what_training_left(values, largest):
    assert sup_abs_derivative("snake_beta", values) == pytest.approx(largest, rel=1e-6)


def test_a_layer_is_filled_by_the_generator_alone():
    before = torch.get_rng_state()
    first, second = torch.nn.Linear(50, 40), torch.nn.Linear(50, 40)
    state = torch.get_rng_state()
    init_(first, "relu", torch.Generator().manual_seed(3))
    init_(second, "relu", torch.Generator().manual_seed(3))
    assert torch.equal(first.weight, second.weight)
    assert not first.bias.any()
    assert torch.equal(state, torch.get_rng_state())
    torch.set_rng_state(before)


@pytest.mark.parametrize("layer", [torch.nn.Conv1d(64, 64, 3), torch.nn.Conv2d(64, 64, 3, groups=2, bias=False)])
def test_convolutions_count_their_kernel(layer):
    init_(layer, "tanh", torch.Generator().manual_seed(0))
    fan_in = layer.weight[0].numel()
    assert float(layer.weight.detach().std()) * math.sqrt(fan_in) == pytest.approx(gain("tanh"), rel=0.03)


def test_a_network_without_layers_is_refused():
    with pytest.raises(UsageError, match="no Linear or Conv layer"):
        init_(torch.nn.ReLU(), "relu")


@pytest.mark.parametrize("function", [torch.nn.functional.gelu, lambda x: torch.relu(x) ** 2, torch.exp])
def test_where_deviations_grow_a_bias_holds_the_scale(function):
    entry = own(function)
    weight, bias = weight_and_bias_scale(entry)
    assert 0 < weight < gain(entry)
    assert weight**2 / gain(entry) ** 2 + bias**2 == pytest.approx(1)
