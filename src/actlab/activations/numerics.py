"""Building blocks with exact values and derivatives; entries import them inside their functions.

All are written for float32 and float64. ``e^x`` is only taken of negative numbers, so nothing overflows, and no tail
is the difference of two numbers near 1.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from actlab.activations._exact import apply_chain

__all__ = [
    "bounded",
    "expm1",
    "finite",
    "hypotenuse",
    "negative",
    "normal_cdf",
    "normal_density",
    "phase",
    "sech2",
    "self_gate",
    "sigmoid",
    "sigmoid_first",
    "sigmoid_second",
    "softplus",
    "tanh",
    "tanh_second",
]

_FAR = 1e30  # beyond, every gate is exactly 0 or 1


def bounded(x: Tensor) -> Tensor:
    """Cut x where all exponentials have long vanished, so that products with them are 0 and not NaN.

    >>> bounded(torch.tensor([-math.inf]))
    tensor([-1.0000e+30])
    """
    return x.clamp(-_FAR, _FAR)


def finite(x: Tensor) -> Tensor:
    """Replace infinities by the largest numbers of the dtype, so that a product with 0 is 0.

    >>> finite(torch.tensor([float("inf")])) * 0
    tensor([0.])
    """
    largest = torch.finfo(x.dtype).max
    return x.clamp(-largest, largest)


def hypotenuse(x: Tensor, c: float) -> Tensor:
    """Return sqrt(x² + c²) for c > 0; no square overflows. ``torch.hypot`` cannot be exported to ONNX.

    >>> hypotenuse(torch.tensor([0.0, 3.0, -1e30]), 4.0)
    tensor([4.0000e+00, 5.0000e+00, 1.0000e+30])
    """
    size = x.abs()
    far = size > c
    ratio = torch.where(far, c, size) / torch.where(far, size, c)
    return torch.where(far, size, c) * torch.sqrt(1 + ratio * ratio)


def negative(x: Tensor) -> Tensor:
    """Return -|x|, with derivative -1 at 0 rather than 0.

    >>> negative(torch.tensor([-2.0, 3.0]))
    tensor([-2., -3.])
    """
    return torch.where(x < 0, x, -x)


def phase(x: Tensor, frequency: float | Tensor) -> Tensor:
    """Return frequency times x, finite where x is: the sine of infinity is NaN.

    >>> phase(torch.tensor([3e38, math.inf]), 30.0).isfinite()
    tensor([ True, False])
    """
    return torch.where(x.isinf(), x, finite(frequency * x))


def self_gate(x: Tensor, gate: Tensor) -> Tensor:
    """Return x times its gate, for a gate that is 0 far to the left and 1 far to the right.

    >>> x = torch.tensor([-math.inf, 0.0, math.inf])
    >>> self_gate(x, sigmoid(x))
    tensor([-0., 0., inf])
    """
    return torch.where(x > _FAR, x, bounded(x) * gate)


def expm1(x: Tensor) -> Tensor:
    """Return e^x - 1; its derivative is e^x, not the rounded value plus 1.

    >>> expm1(torch.tensor([0.0]))
    tensor([0.])
    """
    return apply_chain(x, (torch.expm1, torch.exp), {})


def sigmoid(x: Tensor) -> Tensor:
    """Return 1/(1 + e^-x), exact in both tails and to the second derivative.

    >>> sigmoid(torch.tensor([-100.0, 0.0]))
    tensor([3.7835e-44, 5.0000e-01])
    """
    return apply_chain(x, (_sigmoid, sigmoid_first, sigmoid_second), {})


def _sigmoid(x: Tensor) -> Tensor:
    power = torch.exp(negative(x))
    return torch.where(x < 0, power, 1.0) / (1 + power)


def sigmoid_first(x: Tensor) -> Tensor:
    """Return the derivative of the sigmoid.

    >>> sigmoid_first(torch.tensor([0.0]))
    tensor([0.2500])
    """
    power = torch.exp(negative(x))
    return power / (1 + power) ** 2


def sigmoid_second(x: Tensor) -> Tensor:
    """Return the second derivative of the sigmoid.

    >>> sigmoid_second(torch.tensor([0.0]))
    tensor([-0.])
    """
    return -sigmoid_first(x) * torch.tanh(x / 2)


def tanh(x: Tensor) -> Tensor:
    """Return tanh x, with exact derivatives in the tails.

    >>> tanh(torch.tensor([0.0]))
    tensor([0.])
    """
    return apply_chain(x, (torch.tanh, sech2, tanh_second), {})


def sech2(x: Tensor) -> Tensor:
    """Return 1/cosh²x, the derivative of tanh.

    >>> sech2(torch.tensor([0.0, 20.0]))
    tensor([1.0000e+00, 1.6993e-17])
    """
    power = torch.exp(2 * negative(x))
    return 4 * power / (1 + power) ** 2


def tanh_second(x: Tensor) -> Tensor:
    """Return the second derivative of tanh.

    >>> tanh_second(torch.tensor([0.0]))
    tensor([-0.])
    """
    return -2 * torch.tanh(x) * sech2(x)


def softplus(x: Tensor) -> Tensor:
    """Return ln(1 + e^x), exact in both tails and to the second derivative.

    >>> softplus(torch.tensor([-50.0, 0.0, 1e30]))
    tensor([1.9287e-22, 6.9315e-01, 1.0000e+30])
    """
    return apply_chain(x, (_softplus, _sigmoid, sigmoid_first), {})


def _softplus(x: Tensor) -> Tensor:
    return torch.where(x < 0, 0.0, x) + torch.log1p(torch.exp(negative(x)))


def normal_cdf(x: Tensor) -> Tensor:
    """Return Φ(x), the distribution function of a standard normal, exact in both tails.

    >>> normal_cdf(torch.tensor([-10.0, 0.0]))
    tensor([7.6199e-24, 5.0000e-01])
    """
    return apply_chain(x, (_normal_cdf, normal_density, _normal_second), {})


def _normal_cdf(x: Tensor) -> Tensor:
    return torch.erfc(x * -math.sqrt(0.5)) / 2


def normal_density(x: Tensor) -> Tensor:
    """Return the density of a standard normal.

    >>> normal_density(torch.tensor([0.0]))
    tensor([0.3989])
    """
    return torch.exp(-x * x / 2) * (1 / math.sqrt(2 * math.pi))


def _normal_second(x: Tensor) -> Tensor:
    return -bounded(x) * normal_density(x)
