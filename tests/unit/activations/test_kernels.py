"""The C++ kernels: as exact as the Python form, in every way that torch calls an operator."""

import shutil

import pytest
import torch

from actlab.activations import CATALOGUE, activation
from actlab.activations._exact import FAST
from actlab.activations.kernels import NAMES, kernel_source, use_kernels
from actlab.properties.accuracy import derivatives, excess, stratified, truth

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("c++") is None and shutil.which("g++") is None, reason="there is no C++ compiler"),
]
ALL = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(autouse=True)
def kernels():
    use_kernels()
    yield
    FAST.clear()


def both(name, x):
    """Return f, f', f'' and f''' by the kernel and by the Python form."""
    fast = derivatives(activation(name), x, 3)
    FAST.clear()
    slow = derivatives(activation(name), x, 3)
    use_kernels()
    return fast, slow


@ALL
@pytest.mark.parametrize("order", [0, 1, 2])
def test_they_keep_the_rule(name, order):
    x = stratified("float32", 2)
    got = derivatives(activation(name), torch.from_numpy(x), order)[order].numpy()
    entry = CATALOGUE[name]
    assert excess(got, truth(entry, order, x), truth(entry, order + 1, x), x).max() <= 1


@ALL
@pytest.mark.parametrize("count", [0, 1, 7, 16, 1000, 100_000])
def test_lengths(name, count):
    x = torch.randn(count, generator=torch.Generator().manual_seed(count)) * 3
    for fast, slow in zip(*both(name, x), strict=True):
        torch.testing.assert_close(fast, slow, rtol=1e-5, atol=1e-6)


@ALL
def test_layouts(name):
    base = torch.randn(4, 6, 5, 3, generator=torch.Generator().manual_seed(1)) * 3
    for x in (
        base[::2, :, 1:, ::2],
        base.transpose(0, 2),
        base.to(memory_format=torch.channels_last),
        base[0, 0, 0, 0],
    ):
        leaf, twin = x.clone().requires_grad_(), x.clone().requires_grad_()
        for fast, slow in zip(*both(name, x), strict=True):
            torch.testing.assert_close(fast, slow, rtol=1e-5, atol=1e-6)
        activation(name)(leaf).sum().backward()  # a gradient that is one number expanded
        torch.autograd.backward(activation(name)(twin), torch.ones_like(twin))
        assert torch.equal(leaf.grad, twin.grad)


@ALL
def test_special_numbers(name):
    x = torch.tensor([-torch.inf, -1e38, -0.0, 0.0, 1e38, torch.inf, torch.nan])
    fast, slow = both(name, x)
    for one, other in zip(fast[:3], slow[:3], strict=True):
        torch.testing.assert_close(one, other, rtol=1e-5, atol=0.0, equal_nan=True)


@ALL
def test_the_input_alone_is_kept(name):
    x, kept = torch.randn(64).requires_grad_(), []
    with torch.autograd.graph.saved_tensors_hooks(lambda held: kept.append(held) or held, lambda held: held):
        activation(name)(x)
    assert [held.data_ptr() for held in kept] == [x.data_ptr()]


@pytest.mark.filterwarnings("ignore:.torch.jit.script:DeprecationWarning")  # from inside torch.func.jvp
@ALL
def test_what_they_do_not_serve_is_computed_in_python(name):
    module, x = activation(name), torch.linspace(-3, 3, 8)
    torch.testing.assert_close(torch.vmap(torch.func.grad(module))(x), derivatives(module, x, 1)[1])
    assert module(x.double()).dtype == torch.float64
    value, pushed = torch.func.jvp(module, (x,), (torch.ones_like(x),))
    torch.testing.assert_close(value, module(x))
    torch.testing.assert_close(pushed, derivatives(module, x, 1)[1])


def test_other_parameters_are_computed_in_python():
    x = torch.linspace(-3, 3, 8)
    torch.testing.assert_close(activation("softplus", beta=2.0)(x), torch.nn.functional.softplus(x, 2.0))


def test_a_changed_input_is_noticed():
    x = torch.randn(8).requires_grad_()
    middle = x * 1
    result = activation("gelu")(middle)
    middle.zero_()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        result.sum().backward()


def test_the_source_is_the_same_every_time():
    assert kernel_source() == kernel_source()
