"""What each entry states as numbers: known values, limits at infinity, NaN, and the bits of half precision."""

import math

import mpmath
import numpy as np
import pytest
import torch

from actlab.activations import CATALOGUE, activation
from actlab.properties.accuracy import truth

ALL = pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.name)
ELEMENTWISE = pytest.mark.parametrize(
    "entry", [entry for entry in CATALOGUE if entry.kind == "elementwise"], ids=lambda entry: entry.name
)
VECTOR = pytest.mark.parametrize(
    "entry", [entry for entry in CATALOGUE if entry.kind == "vector"], ids=lambda entry: entry.name
)
GATED = pytest.mark.parametrize(
    "entry", [entry for entry in CATALOGUE if entry.kind == "gated"], ids=lambda entry: entry.name
)


@ALL
def test_a_core_entry_is_complete(entry):
    assert entry.strengths
    assert entry.weaknesses
    assert entry.properties
    assert entry.source.title
    texts = (*entry.strengths, *entry.weaknesses, *(parameter.text for parameter in entry.parameters))
    assert all(text.en and text.es and text.en != text.es for text in texts)


@ELEMENTWISE
def test_known_values(entry):
    assert entry.known_values
    x, y = torch.tensor(entry.known_values, dtype=torch.float64).unbind(1)
    torch.testing.assert_close(entry(x), y, rtol=1e-14, atol=1e-15)


@ELEMENTWISE
def test_infinity_is_the_limit_and_nan_stays_nan(entry):
    ends = torch.tensor([-math.inf, math.inf])
    found = entry(ends)
    if entry.at_infinity is None:
        assert found.isnan().all() or found.isinf().all()
    else:
        torch.testing.assert_close(found, torch.tensor([float(limit) for limit in entry.at_infinity]))
    assert entry(torch.tensor([math.nan])).isnan().all()


@ELEMENTWISE
def test_derivatives_at_infinity_are_numbers_where_the_limit_is(entry):
    if entry.at_infinity is None:
        pytest.skip("the function has no limits")
    x = torch.tensor([-math.inf, math.inf], requires_grad=True)
    (slope,) = torch.autograd.grad(entry(x).sum(), x, create_graph=True)
    assert not slope.isnan().any()
    if slope.requires_grad:
        assert not torch.autograd.grad(slope.sum(), x)[0].isnan().any()


@ELEMENTWISE
def test_zeros_of_both_signs(entry):
    true = truth(entry, 0, np.zeros(1)).item()
    for zero in (0.0, -0.0):
        assert entry(torch.tensor([zero])).item() == pytest.approx(true, abs=1e-7)


@ELEMENTWISE
def test_one_element_and_many_agree(entry):
    x = torch.linspace(-12, 12, 41)
    single = torch.cat([entry(point.view(1)) for point in x])
    slope = torch.from_numpy(np.maximum(np.spacing(np.abs(entry(x).numpy())), np.spacing(np.float32(1e-30))))
    assert ((entry(x) - single).abs() <= 8 * slope + 1e-5 * entry(x).abs()).all()


@ELEMENTWISE
@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_half_precision_is_rounded_once(entry, dtype):
    """Every finite bit pattern, against float64: off by half a unit, and what float32 is allowed."""
    x = torch.arange(-(2**15), 2**15).to(torch.int16).view(dtype)
    x = x[x.isfinite()]
    leaf = x.double().requires_grad_()
    exact = entry(leaf)
    slope = torch.autograd.grad(exact.sum(), leaf)[0].abs() if exact.requires_grad else torch.zeros_like(leaf)
    exact, limits = exact.detach(), torch.finfo(dtype)
    got = entry(x)
    unit = 2.0 ** torch.floor(torch.log2(exact.abs().clamp(min=limits.tiny))) * limits.eps
    single = 2.0**-21 * exact.abs() + 2.0**-22 * (leaf.detach() * slope).abs().nan_to_num()
    allowed = 0.5 * unit + single + torch.finfo(torch.float32).tiny
    overflow = exact.abs() > limits.max
    assert (((got.double() - exact).abs() <= allowed) | overflow).all()
    assert got.dtype == dtype


@VECTOR
def test_a_vector_function_is_its_reference(entry):
    generator = torch.Generator().manual_seed(1)
    for row in torch.randn(20, 6, dtype=torch.float64, generator=generator) * 3:
        with mpmath.workdps(50):
            expected = [float(value) for value in entry.reference([mpmath.mpf(value) for value in row.tolist()])]
        torch.testing.assert_close(entry(row, dim=0).tolist(), expected, rtol=1e-12, atol=1e-14)


@VECTOR
def test_a_vector_function_acts_along_its_dimension(entry):
    x = torch.randn(3, 4, 6, generator=torch.Generator().manual_seed(2))
    moved = entry(x, dim=-1).movedim(-1, 1)
    torch.testing.assert_close(entry(x.movedim(-1, 1), dim=1), moved)
    assert moved.shape[1] == entry.out_features(6)


@VECTOR
def test_gradients_of_a_vector_function(entry):
    x = torch.randn(2, 6, dtype=torch.float64, generator=torch.Generator().manual_seed(3), requires_grad=True)
    assert torch.autograd.gradcheck(lambda x: entry(x, dim=-1), x)
    assert torch.autograd.gradgradcheck(lambda x: entry(x, dim=-1), x)


@pytest.mark.parametrize("name", ["softmax", "softmin", "log_softmax", "sparsemax", "entmax15", "softmax_one"])
def test_infinite_inputs_of_simplex_maps_are_limits(name):
    one, none = torch.tensor([1.0, math.inf, -2.0]), torch.tensor([-math.inf, 0.0, -math.inf])
    if name == "softmin":
        one, none = -one, -none
    sharp = activation(name, dim=0)(one), activation(name, dim=0)(none)
    for found in (torch.exp(value) if name == "log_softmax" else value for value in sharp):
        expected = torch.tensor([0.0, 1.0, 0.0])
        torch.testing.assert_close(found if name != "softmax_one" else found / found.sum(), expected)


def test_softmax_with_a_mask():
    x = torch.tensor([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]], requires_grad=True)
    mask = torch.tensor([[True, True, False], [False, False, False]])
    result = activation("softmax", dim=-1)(x, mask)
    torch.testing.assert_close(result[0, :2], torch.softmax(x[0, :2], 0))
    assert result[0, 2] == 0
    assert (result[1] == 0).all()
    result.square().sum().backward()
    assert x.grad.isfinite().all()


@GATED
def test_a_gated_function_is_its_formula(entry):
    import sympy

    generator = torch.Generator().manual_seed(4)
    value, gate = torch.randn(2, 30, dtype=torch.float64, generator=generator) * 6
    names = {name: sympy.Symbol(name, real=True) for name in ("value", "gate", *entry.defaults)}
    formula = sympy.sympify(entry.formula, locals=names).subs({names[k]: v for k, v in entry.defaults.items()})
    compiled = sympy.lambdify([names["value"], names["gate"]], formula, "mpmath")
    expected = [
        float(compiled(mpmath.mpf(v), mpmath.mpf(g))) for v, g in zip(value.tolist(), gate.tolist(), strict=True)
    ]
    torch.testing.assert_close(entry(torch.cat((value, gate)), gate="last").tolist(), expected, rtol=1e-11, atol=1e-13)


@GATED
def test_gradients_of_a_gated_function(entry):
    x = torch.randn(2, 6, dtype=torch.float64, generator=torch.Generator().manual_seed(6), requires_grad=True)
    assert torch.autograd.gradcheck(entry, x)
    assert torch.autograd.gradgradcheck(entry, x)


@GATED
def test_the_gate_lies_where_it_is_said(entry):
    value, gate = torch.randn(2, 5, 4, generator=torch.Generator().manual_seed(5))
    last = entry(torch.cat((value, gate), -1), gate="last")
    torch.testing.assert_close(entry(torch.cat((gate, value), -1), gate="first"), last)
    torch.testing.assert_close(entry(torch.stack((gate, value), -1).flatten(-2), gate="interleaved"), last)
    torch.testing.assert_close(
        entry(torch.cat((value, gate), 0), gate="last", dim=0), entry(torch.cat((value, gate), -1), gate="last")
    )
    assert last.shape[-1] == entry.out_features(8)


@pytest.mark.parametrize("entry", [e for e in CATALOGUE if e.noise], ids=lambda entry: entry.name)
def test_noise_is_drawn_while_training_only(entry):
    module = activation(entry.name, **({} if entry.kind == "elementwise" else {"dim": -1}))
    x = torch.full((4, 1000), -1.0)
    torch.manual_seed(0)
    assert not torch.equal(module(x), module(x))
    module.eval()
    assert torch.equal(module(x), module(x))
