"""The printed C++ computes what torch computes: values, slopes, slopes by parameters."""

import ctypes
import math

import numpy as np
import pytest
import torch
from torch.nn import functional as F  # noqa: N812  its usual name

from actlab.pointwise import mathlib, print_struct, trace
from actlab.pointwise.compile import compile_library
from actlab.pointwise.cpp import literal

FUNCTIONS = {
    "relu": F.relu,
    "leaky_relu": F.leaky_relu,
    "elu": F.elu,
    "selu": F.selu,
    "celu": lambda x: F.celu(x, 0.7),
    "gelu": F.gelu,
    "gelu_tanh": lambda x: F.gelu(x, approximate="tanh"),
    "silu": F.silu,
    "mish": F.mish,
    "softplus": F.softplus,
    "hardswish": F.hardswish,
    "hardsigmoid": F.hardsigmoid,
    "hardtanh": F.hardtanh,
    "relu6": F.relu6,
    "logsigmoid": F.logsigmoid,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "softsign": F.softsign,
    "tanhshrink": F.tanhshrink,
    "softshrink": F.softshrink,
    "hardshrink": F.hardshrink,
    "threshold": lambda x: F.threshold(x, 0.1, 20.0),
    "snake": lambda x: x + torch.sin(x) ** 2,
    "gaussian": lambda x: torch.exp(-x * x),
    "arctangent": torch.atan,
    "signed_square": lambda x: torch.where(x > 0, x * x, -x * x),
    "sinc": torch.sinc,
    "bent_identity": lambda x: (torch.sqrt(x * x + 1) - 1) / 2 + x,
    "isru": lambda x: x * torch.rsqrt(1 + x * x),
    "serf": lambda x: x * torch.erf(F.softplus(x)),
    "signed_log": lambda x: torch.log1p(x.abs()) * x.sign(),
    "maximum": lambda x: torch.maximum(x, 0.1 * x),
    "cube": lambda x: x**3,
    "inverse_square": lambda x: (1 + x * x) ** -1.5,
    "power": lambda x: (1 + x.abs()) ** 0.3,
    "own": lambda x: x * torch.sigmoid(x) + 0.1 * torch.sin(x),
    "gate_by_comparison": lambda x: x * (x > 0),
    "sum_of_truths": lambda x: x * ((x > 2.8) + (x > 2.6)),
    "product_of_truths": lambda x: x * ((x > -1) * (x < 1) + (x > 2)),
    "greatest_truth": lambda x: x * (torch.maximum(x > 1, x > 0) + torch.minimum(x < -1, x < -2)),
    "where_finite": lambda x: torch.where(torch.isfinite(x), torch.tanh(x), 0.0),
    "squareplus": lambda x: (x + torch.hypot(x, torch.full_like(x, 2.0))) / 2,
    "symmetric_log": lambda x: torch.copysign(torch.log1p(x.abs()), x),
    "finite_sine": lambda x: torch.where(torch.isinf(x), 0.0, torch.sin(x)),
    "nested_mish": lambda x: 1.5 * F.mish(x) - 0.2,
}


@pytest.fixture(scope="module")
def library():
    source = mathlib()
    for name, function in FUNCTIONS.items():
        source += print_struct(trace(function), f"A_{name}")
        source += (
            f'extern "C" void call_{name}(const V* x, V* value, V* slope, V* alone, int floats) {{\n'
            f"  for (int i = 0; i < floats / LANES; i++) {{\n"
            f"    value[i] = A_{name}::both(x[i], nullptr, slope[i]);\n"
            f"    alone[i] = A_{name}::value(x[i], nullptr);\n"
            f"    if constexpr (A_{name}::FROM_VALUE) slope[i] = A_{name}::slope_of_value(value[i], nullptr);\n"
            f"  }}\n}}\n"
        )
    source = source.replace(
        "static constexpr bool FROM_VALUE = false;", "SLOPELESS static constexpr bool FROM_VALUE = false;"
    )
    stub = "#define SLOPELESS static V slope_of_value(V y, const float*) { return y; }\n"
    return compile_library(stub + source)


def points():
    around = np.concatenate([np.linspace(-12, 12, 4001), [0.0, -0.0, 1.0, -1.0, 3.0, -3.0, 6.0, 0.5, -0.5]])
    values = np.concatenate([around, np.zeros(-len(around) % 16)]).astype(np.float32)
    room = np.zeros((4, len(values) + 16), np.float32)
    start = (-room.ctypes.data % 64) // 4
    held = room.reshape(-1)[start : start + 4 * len(values)].reshape(4, -1)
    held[0] = values
    return held


@pytest.mark.slow
@pytest.mark.parametrize("name", FUNCTIONS)
def test_value_and_slope_are_torchs(library, name):
    held = points()
    getattr(library, f"call_{name}")(*(ctypes.c_void_p(row.ctypes.data) for row in held), held.shape[1])
    x = torch.tensor(held[0].astype(np.float64), requires_grad=True)
    value = FUNCTIONS[name](x)
    (slope,) = torch.autograd.grad(value.sum(), x)
    # Against float64: what float32 loses in a sum of terms of size 12 is allowed, no more.
    np.testing.assert_allclose(held[1], value.detach().numpy(), rtol=2e-6, atol=2e-6)
    np.testing.assert_allclose(held[2], slope.numpy(), rtol=5e-6, atol=5e-6)
    np.testing.assert_array_equal(held[1], held[3])


def test_slopes_by_learnable_parameters():
    graph = trace(lambda x, *, alpha, beta: alpha * x * torch.sigmoid(beta * x), parameters={"alpha": 1.0, "beta": 0.5})
    call = (
        'extern "C" void call(const V* x, const float* parameters, V* slopes) '
        "{ for (int i = 0; i < 16 / LANES; i++) A::parameter_slopes(x[i], parameters, slopes + i * A::PARAMETERS); }\n"
    )
    library = compile_library(
        mathlib() + print_struct(graph, "A") + call + 'extern "C" int lanes() { return LANES; }\n'
    )
    lanes = library.lanes()
    held = points()[:, :16]
    parameters = np.array([0.8, 1.3], np.float32)
    out = np.zeros(48 + 32, np.float32)
    start = (-out.ctypes.data % 64) // 4
    room = out[start : start + 32]
    library.call(*(ctypes.c_void_p(array.ctypes.data) for array in (held[0], parameters, room)))
    x = torch.tensor(held[0].astype(np.float64))
    first, second = np.moveaxis(room.reshape(-1, 2, lanes), 1, 0).reshape(2, 16)
    np.testing.assert_allclose(first, (x * torch.sigmoid(1.3 * x)).numpy(), rtol=1e-5, atol=1e-6)
    s = torch.sigmoid(1.3 * x)
    np.testing.assert_allclose(second, (0.8 * x * x * s * (1 - s)).numpy(), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("number", [0.1, -3.0, 1e-40, 3.4e38, 1e39])
def test_literals_are_exact_floats(number):
    text = literal(number)
    with np.errstate(over="ignore"):
        expected = float(np.float32(number))
    assert text == "INFINITY" if math.isinf(expected) else float.fromhex(text[:-1]) == expected
