"""The vector functions of mathlib.h against the same functions in higher precision."""

import ctypes
import platform

import numpy as np
import pytest
from scipy import special

from actlab.pointwise import mathlib
from actlab.pointwise.compile import compile_library

ULPS = 2.0


def exact_sigmoid(x):
    e = np.exp(-np.abs(x))
    return np.where(x < 0, e, 1) / (1 + e)


def in_double(function):
    return lambda x: function(x.astype(np.float64)).astype(np.longdouble)


EXACT = {
    "exponential": np.exp,
    "exponential_minus_one": np.expm1,
    "exponential_base_two": np.exp2,
    "logarithm": np.log,
    "log1p": np.log1p,
    "logarithm_base_two": np.log2,
    "logarithm_base_ten": np.log10,
    "sigmoid": exact_sigmoid,
    "hyperbolic_tangent": np.tanh,
    "hyperbolic_sine": np.sinh,
    "hyperbolic_cosine": np.cosh,
    "area_sine": np.arcsinh,
    "area_cosine": np.arccosh,
    "area_tangent": np.arctanh,
    "sine": np.sin,
    "cosine": np.cos,
    "tangent": np.tan,
    "arc_sine": np.arcsin,
    "arc_cosine": np.arccos,
    "arc_tangent": np.arctan,
    "error_function": in_double(special.erf),
    "complementary_error_function": in_double(special.erfc),
    "square_root": np.sqrt,
    "floor_of": np.floor,
    "ceil_of": np.ceil,
    "trunc_of": np.trunc,
    "nearest": np.rint,
    "sign": np.sign,
    "absolute": np.abs,
}


MACHINES = {"this machine": (), "no fused multiply-add": ("-mno-avx",)}
"""Flags that take instructions away."""


@pytest.fixture(scope="module", params=MACHINES)
def library(request):
    if request.param != "this machine" and platform.machine() != "x86_64":
        pytest.skip("the flag takes instructions of x86 away")
    calls = "".join(
        f'extern "C" void call_{name}(const V* x, V* y, int floats) '
        f"{{ for (int i = 0; i < floats / LANES; i++) y[i] = {name}(x[i]); }}\n"
        for name in EXACT
    )
    return compile_library(mathlib() + calls, MACHINES[request.param])


def aligned(values):
    """Return a copy at an address that a vector of sixteen may have."""
    room = np.empty(values.nbytes + 64, np.uint8)
    start = -room.ctypes.data % 64
    copy = room[start : start + values.nbytes].view(values.dtype)
    copy[:] = values
    return copy


def stratified():
    """Return floats of every sign and exponent, more of them where activations live, and the special ones."""
    draw = np.random.default_rng(7)
    exponents = np.arange(255, dtype=np.uint32)[None, :, None] << 23
    signs = np.arange(2, dtype=np.uint32)[:, None, None] << 31
    everywhere = (draw.integers(0, 2**23, (2, 255, 300), dtype=np.uint32) | exponents | signs).view(np.float32).ravel()
    common = np.concatenate([draw.uniform(-scale, scale, 40_000) for scale in (1, 10, 100)])
    special_values = [0.0, -0.0, np.inf, -np.inf, np.nan, 1.0, -1.0, 0.5, -0.5]
    values = np.concatenate([everywhere, common.astype(np.float32), np.array(special_values, np.float32)])
    return aligned(np.concatenate([values, np.zeros(-len(values) % 16, np.float32)]))


def ulps(got, exact):
    """Return the distance in units of the last place of the exact value; 0 where both are the same non-number."""
    rounded = exact.astype(np.float32)
    same = (got == rounded) | (np.isnan(got) & np.isnan(rounded))
    finite = np.isfinite(rounded)
    unit = np.spacing(np.abs(np.where(finite, rounded, 1)))
    distance = np.abs(got.astype(np.longdouble) - exact) / unit
    return np.where(same, 0, np.where(finite & np.isfinite(got), distance, np.inf))


@pytest.mark.slow
@pytest.mark.parametrize("name", EXACT)
def test_within_two_units_of_the_last_place(library, name):
    x = stratified()
    y = aligned(np.zeros_like(x))
    getattr(library, f"call_{name}")(ctypes.c_void_p(x.ctypes.data), ctypes.c_void_p(y.ctypes.data), len(x))
    with np.errstate(all="ignore"):
        error = ulps(y, EXACT[name](x.astype(np.longdouble)))
    worst = int(np.argmax(error))
    assert error[worst] <= ULPS, f"{name}({x[worst]!r}) = {y[worst]!r}, off by {error[worst]:.2f} ulp"


@pytest.mark.parametrize("name", ["hyperbolic_tangent", "sine", "error_function", "log1p", "exponential_minus_one"])
def test_negative_zero_stays(library, name):
    x, y = aligned(np.full(16, -0.0, np.float32)), aligned(np.ones(16, np.float32))
    getattr(library, f"call_{name}")(ctypes.c_void_p(x.ctypes.data), ctypes.c_void_p(y.ctypes.data), 16)
    assert np.all(np.signbit(y))


def test_the_measure_sees_a_wrong_value():
    exact = np.array([1.0, 2.0], np.longdouble)
    assert ulps(np.array([1.0, 2.000002], np.float32), exact)[1] > ULPS
    assert np.isinf(ulps(np.array([np.nan, 2.0], np.float32), exact)[0])
