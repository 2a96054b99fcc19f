"""What a user's own function must be, and the one line that says what it is not."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn import functional as F  # noqa: N812  its usual name

from actlab.activations.own import own_activation
from actlab.errors import OwnFunctionError


def constant(x):
    return torch.full_like(x, 0.5)


def cut_off(x):
    return torch.relu(x).detach()


def through_numpy(x):
    return torch.from_numpy(np.tanh(x.detach().numpy()))


def without_grad(x):
    with torch.no_grad():
        return torch.relu(x)


def step(x):
    return (x > 0).float()


def of_another(x):
    return torch.ones((), requires_grad=True).expand_as(x)


@pytest.mark.parametrize("function", [constant, cut_off, through_numpy, without_grad, step, of_another])
def test_a_function_without_a_gradient_is_refused(function):
    with pytest.raises(OwnFunctionError, match=rf"^{function.__name__} has no gradient: .* add 0 \* x\.$"):
        own_activation(function)


def in_place(x):
    return torch.relu_(x)


def in_place_without_effect_on_small_numbers(x):
    return x.clamp_(-100, 100)


def augmented(x):
    x *= torch.sigmoid(x)
    return x


@pytest.mark.parametrize("function", [in_place, in_place_without_effect_on_small_numbers, augmented])
def test_a_function_that_overwrites_its_input_is_refused(function):
    with pytest.raises(OwnFunctionError, match=rf"^{function.__name__} overwrites its input\. .* instead of"):
        own_activation(function)


def test_a_module_that_works_in_place_is_refused():
    with pytest.raises(OwnFunctionError, match="no inplace=True"):
        own_activation(torch.nn.ReLU(inplace=True))


def heaviside(x):
    return torch.heaviside(x, torch.zeros_like(x))


def spoiled(x):
    y = torch.exp(-x)
    z = torch.sigmoid(y)
    y += 1
    z += 1
    return z * y


@pytest.mark.parametrize("function", [heaviside, spoiled])
def test_a_function_whose_backward_pass_fails_is_refused(function):
    with pytest.raises(OwnFunctionError, match=rf"^Autograd cannot differentiate {function.__name__}\. .* says: "):
        own_activation(function)


def of_two_axes(x):
    _rows, _columns = x.shape
    return torch.relu(x)


def of_one_dtype(x):
    return F.prelu(x, torch.tensor([0.25]))


@pytest.mark.parametrize(
    ("function", "given"), [(of_two_axes, r"float32 .* \(1, 6, 8\)"), (of_one_dtype, r"float64 .* \(48,\)")]
)
def test_a_function_takes_every_shape_and_floating_dtype(function, given):
    with pytest.raises(OwnFunctionError, match=f"{function.__name__} failed on a {given}"):
        own_activation(function)


@pytest.mark.parametrize(
    "function",
    [
        lambda x: 0 * x + 0.5,
        lambda x: (x > 0).float() + 0 * x,
        torch.sign,
        lambda x: torch.relu(x) + 0.01 * torch.randn_like(x),
        lambda x: (2 * x).add_(1),
        lambda x: x,
        lambda x: x + (torch.sign(x) - x).detach(),
    ],
)
def test_a_slope_of_0_noise_and_inner_work_in_place_are_welcome(function):
    own_activation(function, name="welcome")
