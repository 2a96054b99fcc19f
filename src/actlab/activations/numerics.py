"""Building blocks with exact values and derivatives; entries import them inside their functions.

All are written for float32 and float64. ``e^x`` is only taken of negative numbers, so nothing overflows, and no tail
is the difference of two numbers near 1.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from actlab.activations._exact import CHAINS, apply_chain, decomposed, recorded
from actlab.activations._operator import decayed

__all__ = [
    "bounded",
    "decay",
    "erfc",
    "exp_remainder",
    "expm1",
    "finite",
    "gated_by_sigmoid",
    "gelu",
    "gelu_first",
    "gelu_second",
    "hypotenuse",
    "log1p",
    "negative",
    "normal_cdf",
    "normal_density",
    "phase",
    "product",
    "recorded",
    "sech2",
    "self_gate",
    "sigmoid",
    "sigmoid_first",
    "sigmoid_second",
    "silu",
    "silu_first",
    "silu_second",
    "sine_and_cosine",
    "sine_squared_over",
    "softplus",
    "tanh",
    "tanh_second",
    "times_gelu",
    "times_sigmoid",
    "times_silu",
]

_FAR = 1e30  # beyond, every gate is exactly 0 or 1
_FAR_OF_SIGMOID = -1e4  # beyond, e^x times whatever a derivative holds is 0 in any format
_LOW = -40.0  # below, a gate and a value are multiplied before the gate is taken to its size
_FAR_OF_NORMAL = 1e4  # beyond, the normal density is 0 in any format
_TAIL = -3.0  # below, Φ(x) is taken times e^(x²/2)
_MILLS = (  # of ((t + 3) Φ(-t) e^(t²/2) - 3/2)/t on [0, 16], as a polynomial in (t - 2.5)/(t + 3); error 2e-8
    0.0002078868262,
    8.839369463e-05,
    -0.00143842391,
    -0.001100339027,
    0.01048126,
    0.003467428626,
    -0.1175871288,
    0.3949564055,
    -0.2890710695,
)
_DENSITY = 1 / math.sqrt(2 * math.pi)


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


def hypotenuse(x: Tensor) -> Tensor:
    """Return sqrt(1 + x²); the square does not overflow. ``torch.hypot`` cannot be exported to ONNX.

    >>> hypotenuse(torch.tensor([0.0, 0.75, -1e30]))
    tensor([1.0000e+00, 1.2500e+00, 1.0000e+30])
    """
    near = x.clamp(-1e9, 1e9)
    return torch.where(near == x, torch.sqrt(1 + near * near), x.abs())


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


def sine_and_cosine(x: Tensor, frequency: float | Tensor) -> tuple[Tensor, Tensor]:
    """Return the sine and the cosine of frequency times x, of the exact product; in float64.

    >>> float(sine_and_cosine(torch.tensor([1e15]), 30.0)[0])
    -0.025...
    """
    wide = x.double()
    inside = wide.clamp(-1e290, 1e290)
    inner, rest = product(inside, frequency.double() if isinstance(frequency, Tensor) else frequency)
    far = torch.where(x.isinf(), wide, finite(frequency * wide))
    inner = torch.where(wide == inside, inner, far)  # the rest of infinity is NaN
    rest = torch.where(wide == inside, rest, 0.0)
    (sine, cosine), (turn, straight) = (torch.sin(inner), torch.cos(inner)), (torch.sin(rest), torch.cos(rest))
    return sine * straight + cosine * turn, cosine * straight - sine * turn


def sine_squared_over(x: Tensor, frequency: float | Tensor) -> Tensor:
    """Return sin²(frequency x)/frequency, which is 0 where the frequency is; in float64.

    >>> sine_squared_over(torch.tensor([0.5]), 0.0)
    tensor([0.], dtype=torch.float64)
    """
    wide = x.double()
    sine, _cosine = sine_and_cosine(wide, frequency)
    square = (frequency * wide) ** 2
    near = frequency * (wide * (1 - square / 6 * (1 - square / 20))) ** 2
    far = square > 1e-6
    return torch.where(far, sine * sine / torch.where(far, frequency * torch.ones_like(wide), 1.0), near)


def product(x: Tensor, y: Tensor | float) -> tuple[Tensor, Tensor]:
    """Return x times y, and what its rounding lost (Dekker): the two together are the exact product.

    Both have the dtype of x, y where it is a number too; neither is so large that 2^27 times it overflows.

    >>> product(torch.tensor([1 + 2.0**-52], dtype=torch.float64), 1 + 2.0**-52)[1] == 2.0**-104
    tensor([True])
    """
    rounded = x * y
    splitter = 134217729.0 if x.dtype == torch.float64 else 4097.0  # 1 and half the digits
    (x_high, x_low), (y_high, y_low) = _halves(x, splitter), _halves(y, splitter)
    return rounded, x_low * y_low - (((rounded - x_high * y_high) - x_low * y_high) - x_high * y_low)


def log1p(x: Tensor) -> Tensor:
    """Return ln(1 + x) for x above -1/2.

    ONNX has no such operation, and exporters write the logarithm of the sum: what is exported adds what the sum lost.

    >>> log1p(torch.tensor([1e-10]))
    tensor([1.0000e-10])
    """
    if not decomposed():
        return torch.log1p(x)
    total = 1 + x
    return torch.log(total) + torch.where(x < _FAR, x - (total - 1), 0.0) / total


def erfc(x: Tensor) -> Tensor:
    """Return the complementary error function; exported in float32, not as a difference from 1.

    >>> erfc(torch.tensor([0.0, 9.0]))
    tensor([1.0000e+00, 4.1370e-37])
    """
    if not decomposed() or x.dtype != torch.float32:
        return torch.erfc(x)
    right = x.clamp(0.5, 100.0)
    tail = 2 * decay(_mills(right * -math.sqrt(2)), -right * right)
    return torch.where(x < 0.5, 1 - torch.erf(x), tail)


def _halves(x: Any, splitter: float) -> tuple[Any, Any]:
    shifted = x * splitter
    high = shifted - (shifted - x)
    return high, x - high


def decay(factor: Tensor | float, exponent: Tensor) -> Tensor:
    """Return the factor times e^exponent for an exponent below 0, rounded once, among the subnormal numbers too.

    e^exponent itself may be 0, or have lost most of its digits, where its product with the factor is neither.

    >>> decay(torch.tensor([-104.0]), torch.tensor([-104.0]))
    tensor([-7.1466e-44])
    """
    if recorded():
        return decayed(factor * torch.ones_like(exponent), exponent)
    root = torch.exp(exponent / 2)
    below = exponent < (-700.0 if exponent.dtype == torch.float64 else -80.0)
    return torch.where(below, factor * root * root, factor * torch.exp(exponent))


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
    return _chained("expm1", x)


def _expm1(x: Tensor) -> Tensor:
    if not decomposed():
        return torch.expm1(x)
    return torch.tanh(x / 2) * (torch.exp(x) + 1)  # ONNX has no such operation


def exp_remainder(x: Tensor) -> Tensor:
    """Return e^x - 1 - x between -1 and 0, without cancellation and to the second derivative.

    >>> exp_remainder(torch.tensor([-1e-4]))
    tensor([4.9998e-09])
    """
    return _chained("exp_remainder", x)


def _exp_remainder(x: Tensor) -> Tensor:
    near, series = x.clamp(-1, 0), torch.ones_like(x)
    for divisor in range(20, 2, -1):
        series = 1 + near / divisor * series
    return near * near / 2 * series


def sigmoid(x: Tensor) -> Tensor:
    """Return 1/(1 + e^-x), exact in both tails and to the second derivative.

    >>> sigmoid(torch.tensor([-100.0, 0.0]))
    tensor([3.7835e-44, 5.0000e-01])
    """
    return _chained("sigmoid", x)


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


def silu(x: Tensor) -> Tensor:
    """Return x sigmoid(x), exact in both tails and to the second derivative.

    >>> silu(torch.tensor([-104.0, 0.0, 1e30]))
    tensor([-7.1466e-44,  0.0000e+00,  1.0000e+30])
    """
    return _chained("silu", x)


def _silu(x: Tensor) -> Tensor:
    return gated_by_sigmoid(x, x)


def gated_by_sigmoid(x: Tensor, inner: Tensor) -> Tensor:
    """Return x sigmoid(inner), where the product is rounded once and 0 where the sigmoid is.

    >>> gated_by_sigmoid(torch.tensor([math.inf]), torch.tensor([-math.inf]))
    tensor([0.])
    """
    below = negative(inner)
    right = 1 + torch.exp(below)
    return torch.where(inner < 0, decay(finite(x) / right, below), x / right)


def times_sigmoid(value: Tensor, gate: Tensor) -> Tensor:
    """Return value times sigmoid(gate), of which the sigmoid alone may be too small for its digits.

    >>> times_sigmoid(torch.tensor([1e30]), torch.tensor([-104.0]))
    tensor([6.8136e-16])
    """
    return torch.where(gate < _LOW, gated_by_sigmoid(finite(value), gate), value * sigmoid(gate))


def times_silu(value: Tensor, gate: Tensor, inner: Tensor) -> Tensor:
    """Return value times gate times sigmoid(inner), where inner is a positive multiple of the gate.

    >>> x = torch.tensor([-104.0])
    >>> times_silu(torch.tensor([1e30]), x, x)
    tensor([-7.0861e-14])
    """
    root = torch.exp(inner.clamp(max=_LOW) / 2)  # twice, e^inner: all of the sigmoid
    tail = (finite(value) * root) * (finite(gate) * root)
    return torch.where(inner < _LOW, tail, value * self_gate(gate, sigmoid(inner)))


def times_gelu(value: Tensor, gate: Tensor) -> Tensor:
    """Return value times gelu(gate).

    >>> times_gelu(torch.tensor([1e30]), torch.tensor([-14.0]))
    tensor([-1.0911e-13])
    """
    near = gate.clamp(-_FAR_OF_NORMAL, -8.0)
    root = torch.exp(near * near / -4)
    tail = (finite(value) * root) * (near * _mills(near) * root)
    return torch.where(gate < -8, tail, value * gelu(gate))


def silu_first(x: Tensor) -> Tensor:
    """Return the derivative of x sigmoid(x).

    >>> silu_first(torch.tensor([0.0]))
    tensor([0.5000])
    """
    near = negative(x).clamp(min=_FAR_OF_SIGMOID)
    power = torch.exp(near)
    gate = 1 / (1 + power)
    left = decay(gate * torch.where(near < -1, (1 + near + power) * gate, 1 + near * gate), near)
    return torch.where(x < 0, left, 1 - left)


def silu_second(x: Tensor, scale: float | Tensor = 1.0) -> Tensor:
    """Return a multiple of the second derivative of x sigmoid(x).

    >>> silu_second(torch.tensor([0.0]))
    tensor([0.5000])
    """
    near = negative(x).clamp(min=_FAR_OF_SIGMOID)
    return decay(scale * (2 + near * torch.tanh(near / -2)) / (1 + torch.exp(near)) ** 2, near)


def tanh(x: Tensor) -> Tensor:
    """Return tanh x, with exact derivatives in the tails.

    >>> tanh(torch.tensor([0.0]))
    tensor([0.])
    """
    return _chained("tanh", x)


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
    return _chained("softplus", x)


def _softplus(x: Tensor) -> Tensor:
    return torch.where(x < 0, 0.0, x) + log1p(torch.exp(negative(x)))


def gelu(x: Tensor) -> Tensor:
    """Return x Φ(x), exact in both tails and to the second derivative.

    >>> gelu(torch.tensor([-10.0, 0.0, 1e30]))
    tensor([-7.6199e-23,  0.0000e+00,  1.0000e+30])
    """
    return _chained("gelu", x)


def _gelu(x: Tensor) -> Tensor:
    if recorded():  # of both sides from the tail, which is one exponential and one division
        size = x.abs().clamp(max=16)
        return x.clamp(min=0) - decay(size * _mills_of(size), size * (size * -0.5))
    near = _tail(x)
    tail = decay(near * _mills(near), near * near / -2)
    return torch.where(x < _TAIL, tail, x * _normal_cdf(x.clamp(min=_TAIL)))


def gelu_first(x: Tensor) -> Tensor:
    """Return the derivative of x Φ(x).

    >>> gelu_first(torch.tensor([0.0]))
    tensor([0.5000])
    """
    if recorded():
        size = x.abs().clamp(max=16)
        tail = decay(_mills_of(size) - size * _DENSITY, size * (size * -0.5))
        return torch.where(x < 0, tail, 1 - tail)
    near, right = _tail(x), bounded(x).clamp(min=_TAIL)
    tail = decay(_mills(near) + near * _DENSITY, near * near / -2)
    return torch.where(x < _TAIL, tail, _normal_cdf(right) + right * normal_density(right))


def gelu_second(x: Tensor) -> Tensor:
    """Return the second derivative of x Φ(x).

    >>> gelu_second(torch.tensor([0.0]))
    tensor([0.7979])
    """
    near = x.clamp(-_FAR_OF_NORMAL, _FAR_OF_NORMAL)
    return decay((2 - near * near) * _DENSITY, near * near / -2)


def _tail(x: Tensor) -> Tensor:
    return x.clamp(-_FAR_OF_NORMAL, _TAIL)


def _mills(x: Tensor) -> Tensor:
    """Return Φ(x) e^(x²/2) for x < 0; of code that is written elsewhere, for no more digits than float32 has."""
    if not (decomposed() or recorded()) or x.dtype != torch.float32:
        scaled: Tensor = torch.special.erfcx(x * -math.sqrt(0.5))
        return scaled / 2
    return _mills_of(x.abs().clamp(max=16))


def _mills_of(size: Tensor) -> Tensor:
    """Return Φ(-t) e^(t²/2) for t in [0, 16], for no more digits than float32 has."""
    scale, series = 1 / (size + 3), torch.zeros_like(size)
    place = (size - 2.5) * scale
    for coefficient in _MILLS:
        series = series * place + coefficient
    return (series * size + 1.5) * scale


def normal_cdf(x: Tensor) -> Tensor:
    """Return Φ(x), the distribution function of a standard normal, exact in both tails.

    >>> normal_cdf(torch.tensor([-10.0, 0.0]))
    tensor([7.6199e-24, 5.0000e-01])
    """
    return _chained("normal_cdf", x)


def _normal_cdf(x: Tensor) -> Tensor:
    return erfc(x * -math.sqrt(0.5)) / 2


def normal_density(x: Tensor) -> Tensor:
    """Return the density of a standard normal.

    >>> normal_density(torch.tensor([0.0]))
    tensor([0.3989])
    """
    return torch.exp(-x * x / 2) * _DENSITY


def _normal_second(x: Tensor) -> Tensor:
    near = x.clamp(-_FAR_OF_NORMAL, _FAR_OF_NORMAL)
    return decay(near * -_DENSITY, near * near / -2)


def _chained(name: str, x: Tensor) -> Tensor:
    """Apply one of the building blocks with exact derivatives."""
    key = f"numerics.{name}"
    return apply_chain(x, CHAINS[key], {}, key)


CHAINS.update(
    {
        "numerics.exp_remainder": (_exp_remainder, _expm1, torch.exp),
        "numerics.expm1": (_expm1, torch.exp),
        "numerics.gelu": (_gelu, gelu_first, gelu_second),
        "numerics.normal_cdf": (_normal_cdf, normal_density, _normal_second),
        "numerics.sigmoid": (_sigmoid, sigmoid_first, sigmoid_second),
        "numerics.silu": (_silu, silu_first, silu_second),
        "numerics.softplus": (_softplus, _sigmoid, sigmoid_first),
        "numerics.tanh": (torch.tanh, sech2, tanh_second),
    }
)
