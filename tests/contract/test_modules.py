"""Every entry as a module does what users of torch expect of a module."""

import copy
import math
import pickle
import shutil

import pytest
import torch
from torch import nn

from actlab import activations
from actlab.activations import CATALOGUE, activation
from actlab.activations._torch_names import overwrites
from actlab.activations.module import module_class
from actlab.activations.own import own_activation
from actlab.errors import ParameterError

ENTRIES = list(CATALOGUE)
ALL = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
ELEMENTWISE = pytest.mark.parametrize(
    "entry", [entry for entry in ENTRIES if entry.kind == "elementwise"], ids=lambda entry: entry.name
)
LEARNABLE = pytest.mark.parametrize(
    "entry",
    [entry for entry in ENTRIES if any(parameter.learnable for parameter in entry.parameters)],
    ids=lambda entry: entry.name,
)


def make(entry, **settings):
    """Return the entry's module, quiet and along the last axis."""
    if entry.kind == "vector":
        settings["dim"] = -1
    return activation(entry.name, **settings).eval()


@pytest.fixture
def x():
    return torch.randn(4, 6, generator=torch.Generator().manual_seed(7)) * 2


@ALL
def test_copies_are_the_same_function(entry, x):
    module = make(entry)
    pickled, copied, loaded = pickle.loads(pickle.dumps(module)), copy.deepcopy(module), make(entry)
    loaded.load_state_dict(module.state_dict())
    for other in (pickled, copied, loaded):
        assert torch.equal(other(x), module(x))
        assert repr(other) == repr(module)


@ALL
def test_repr_names_the_class_and_every_parameter(entry):
    text = repr(make(entry))
    assert getattr(activations, entry.class_name) is type(make(entry))
    assert text.startswith(f"{entry.class_name}(")
    assert all(f"{parameter.name}=" in text for parameter in entry.parameters)


@ALL
def test_the_width_is_as_stated(entry, x):
    assert make(entry)(x).shape == (4, entry.out_features(6))


@ALL
@pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16, torch.float16])
def test_a_cast_module_keeps_its_dtype(entry, dtype, x):
    module = make(entry).to(dtype)
    result = module(x.to(dtype))
    assert result.dtype == dtype
    torch.testing.assert_close(
        result.double(), make(entry)(x).double(), rtol=0.03, atol=0.2 if entry.name == "sine" else 0.03
    )


@ALL
def test_meta_tensors_give_shapes(entry, x):
    with torch.device("meta"):
        module = make(entry)
    result = module(x.to("meta"))
    assert result.is_meta
    assert result.shape == make(entry)(x).shape
    assert repr(module)


@ALL
def test_autocast_changes_neither_value_nor_gradient(entry, x):
    module = make(entry)
    for given in (x, x.bfloat16()):
        leaf, outside = given.clone().requires_grad_(), given.clone().requires_grad_()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            result = module(leaf)
        expected = module(outside)
        assert result.dtype == given.dtype
        assert torch.equal(result, expected)
        result.square().sum().backward()
        expected.square().sum().backward()
        assert torch.equal(leaf.grad, outside.grad)


@ALL
def test_inplace_is_accepted_and_honoured_where_declared(entry, x):
    expected, given = make(entry)(x), x.clone()
    assert torch.equal(make(entry, inplace=True)(given), expected)
    assert torch.equal(given, expected if overwrites(entry) else x)


@ALL
def test_plain_is_the_same_function_near_0(entry, x):
    leaf = x.clone().requires_grad_()
    exact = make(entry)(leaf)
    (slope,) = torch.autograd.grad(exact.sum(), leaf)
    of_rounding = 2**-22 * (slope * x).abs().max().item()
    torch.testing.assert_close(make(entry, plain=True)(x), exact.detach(), rtol=1e-5, atol=1e-6 + of_rounding)


@ALL
def test_integers_are_refused(entry):
    with pytest.raises(TypeError, match=r"needs? a floating dtype. Try `x.float\(\)`"):
        make(entry)(torch.ones(2, 6, dtype=torch.int64))


@ALL
def test_vmap_is_the_loop(entry, x):
    module = make(entry)
    expected = torch.stack([module(row) for row in x])
    torch.testing.assert_close(torch.vmap(module)(x), expected)


@ALL
def test_vmap_of_gradients_is_the_gradient(entry, x):
    module = make(entry)
    leaf = x.clone().requires_grad_()
    expected = torch.autograd.grad(module(leaf).square().sum(), leaf)[0]
    per_sample = torch.vmap(torch.func.grad(lambda row: module(row).square().sum()))(x)
    torch.testing.assert_close(per_sample, expected)


@pytest.mark.filterwarnings("ignore:.torch.jit.script:DeprecationWarning")  # from inside torch.func.jvp
@ALL
def test_jvp_is_the_transpose_of_vjp(entry, x):
    module, tangent = make(entry), torch.ones_like(x).cumsum(1)
    output, pushed = torch.func.jvp(module, (x,), (tangent,))
    cotangent = torch.arange(1.0, output.numel() + 1).view_as(output) / output.numel()
    (pulled,) = torch.func.vjp(module, x)[1](cotangent)
    torch.testing.assert_close((pushed * cotangent).sum(), (pulled * tangent).sum(), rtol=1e-4, atol=1e-4)


@ELEMENTWISE
def test_vmap_of_second_derivatives(entry, x):
    module = make(entry)
    flat = x.flatten()
    second = torch.vmap(torch.func.grad(torch.func.grad(module)))(flat)
    leaf = flat.clone().requires_grad_()
    (slope,) = torch.autograd.grad(module(leaf).sum(), leaf, create_graph=True)
    expected = torch.zeros_like(flat)
    if slope.requires_grad:
        expected = torch.autograd.grad(slope.sum(), leaf, materialize_grads=True)[0]
    torch.testing.assert_close(second, expected)


class Together(nn.Module):
    """Several modules on one input, so that one compilation serves for all."""

    def __init__(self, entries):
        super().__init__()
        self.parts = nn.ModuleList([make(entry) for entry in entries])

    def forward(self, x):
        return [part(x) for part in self.parts]


GROUPS = pytest.mark.parametrize(
    "entries", [ENTRIES[i : i + 20] for i in range(0, len(ENTRIES), 20)], ids=lambda entries: entries[0].name
)


@pytest.mark.slow
@GROUPS
def test_compiled_without_a_break_they_are_the_same(entries, x):
    modules = Together(entries)
    leaf, twin = x.clone().requires_grad_(), x.clone().requires_grad_()
    compiled = torch.compile(modules, fullgraph=True, backend="aot_eager")(leaf)
    check_same(entries, compiled, leaf, modules(twin), twin)


def check_same(entries, results, leaf, expectations, twin):
    """Compare values and gradients, entry by entry."""
    for entry, result, expected in zip(entries, results, expectations, strict=True):
        torch.testing.assert_close(result, expected, msg=lambda text, name=entry.name: f"{name}: {text}")
        (slope,) = torch.autograd.grad(result.square().sum(), leaf, retain_graph=True)
        (true,) = torch.autograd.grad(expected.square().sum(), twin)
        torch.testing.assert_close(
            slope, true, rtol=1e-4, atol=1e-5, msg=lambda text, name=entry.name: f"{name}: {text}"
        )


TWELVE = (
    *("relu", "leaky_relu", "gelu", "silu", "mish", "tanh", "sigmoid", "softplus"),
    *("hardswish", "elu", "softmax", "swiglu"),
)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.torch.jit.script:DeprecationWarning")  # from inside torch
def test_twelve_compiled_to_machine_code_are_the_same(x):
    if shutil.which("g++") is None:
        pytest.skip("torch.compile needs a C++ compiler, and there is none")
    entries = [CATALOGUE[name] for name in TWELVE]
    modules = Together(entries)
    torch.compiler.reset()
    leaf, twin = x.clone().requires_grad_(), x.clone().requires_grad_()
    compiled = torch.compile(modules, fullgraph=True)(leaf)
    check_same(entries, compiled, leaf, modules(twin), twin)


@pytest.mark.slow
@GROUPS
def test_exported_with_a_dynamic_batch_they_are_the_same(entries, x):
    modules = Together(entries)
    exported = torch.export.export(modules, (x,), dynamic_shapes=({0: torch.export.Dim("batch", min=2)},)).module()
    wide = torch.cat((x, x + 1))
    for entry, result, expected in zip(entries, exported(wide), modules(wide), strict=True):
        torch.testing.assert_close(result, expected, msg=lambda text, name=entry.name: f"{name}: {text}")


@LEARNABLE
def test_parameters_are_learned(entry, x):
    module = make(entry)
    module(x).square().sum().backward()
    assert all(parameter.grad.isfinite().all() for parameter in module.parameters())
    assert list(module.parameters())


@LEARNABLE
@pytest.mark.parametrize(("channel_dim", "shape"), [(1, (2, 3, 4, 5)), (-1, (2, 7, 3))])
def test_one_value_a_channel(entry, channel_dim, shape):
    module = make(entry, num_parameters=3, channel_dim=channel_dim)
    for i, parameter in enumerate(module.parameters()):
        with torch.no_grad():
            parameter += 0.1 * torch.arange(3) + 0.01 * i
    images = torch.randn(shape, generator=torch.Generator().manual_seed(8))
    result = module(images)
    for channel in range(3):
        single = make(entry)
        for one, many in zip(single.parameters(), module.parameters(), strict=True):
            one.data = many.detach()[channel]
        torch.testing.assert_close(result.select(channel_dim, channel), single(images.select(channel_dim, channel)))


@LEARNABLE
def test_a_given_value_is_where_training_starts(entry):
    parameter = next(parameter for parameter in entry.parameters if parameter.learnable)
    start = parameter.default + 0.25
    assert make(entry, **{parameter.name: start}).values()[parameter.name].item() == pytest.approx(start)


def shifted(k):
    def function(x):
        return torch.tanh(x + k)

    return own_activation(function, name=f"shifted{k}")


@pytest.mark.slow
def test_twenty_modules_compile_whole_in_one_process():
    """Dynamo caches by code object: with one shared forward the ninth module fails under fullgraph."""
    torch.compiler.reset()
    modules = [module_class(shifted(k))() for k in range(20)]
    for module in modules:
        compiled = torch.compile(module, fullgraph=True, backend="eager")
        assert torch.equal(compiled(torch.ones(2)), module(torch.ones(2)))
    codes = {type(module).forward.__code__ for module in [*modules, *map(make, ENTRIES)]}
    assert len(codes) == len(modules) + len(ENTRIES)


def test_structural_arguments_are_checked():
    for name, settings in {
        "relu": {"dim": 0},
        "softmax": {},
        "tanh": {"gate": "first"},
        "glu": {"gate": "middle"},
        "gelu": {"num_parameters": 3},
    }.items():
        with pytest.raises(ParameterError):
            activation(name, **settings)
    with pytest.raises(ParameterError, match="divisible by 2"):
        activation("glu")(torch.zeros(3))


def test_the_four_that_training_is_compared_with_keep_torchs_bits():
    """`plain`, which training uses: values and gradients of nn.ReLU, nn.Tanh, nn.Sigmoid, nn.LeakyReLU to the bit."""
    x = torch.randn(10_000, generator=torch.Generator().manual_seed(9)) * 4
    for name, rival in {
        "relu": nn.ReLU(),
        "tanh": nn.Tanh(),
        "sigmoid": nn.Sigmoid(),
        "leaky_relu": nn.LeakyReLU(),
    }.items():
        ours, theirs = x.clone().requires_grad_(), x.clone().requires_grad_()
        value, expected = activation(name, plain=True)(ours), rival(theirs)
        assert torch.equal(value, expected)
        value.square().sum().backward()
        expected.square().sum().backward()
        assert torch.equal(ours.grad, theirs.grad)
        assert torch.equal(activation(name)(x), rival(x))


def test_plain_softmax_heeds_a_mask(x):
    mask = x > 0
    torch.testing.assert_close(
        activation("softmax", dim=-1, plain=True)(x, mask), activation("softmax", dim=-1)(x, mask)
    )


@pytest.mark.parametrize("gate", ["first", "last", "interleaved"])
def test_plain_glu_finds_its_gate(gate, x):
    torch.testing.assert_close(activation("glu", gate=gate, plain=True)(x), activation("glu", gate=gate)(x))
    with pytest.raises(ParameterError, match="divisible by 2"):
        activation("glu", gate=gate, plain=True)(torch.zeros(3))


def test_a_constrained_parameter_stays_above_its_lower_end():
    module = activation("xielu")
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.fill_(-50.0)
    assert module.values()["alpha_p"] >= 0
    assert module.values()["alpha_n"] >= 0.5
    assert math.isfinite(module(torch.tensor(-3.0)).item())
