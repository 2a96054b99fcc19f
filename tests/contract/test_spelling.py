"""Modules take their arguments as torch.nn spells them, and refuse in words what they cannot do."""

import inspect

import pytest
import torch
from torch import nn

from actlab.activations import CATALOGUE, activation
from actlab.activations._torch_names import overwrites
from actlab.activations.module import module_class
from actlab.errors import ParameterError


def torch_class(entry):
    """Return torch's class of the same function at the same arguments, and what it needs to be made."""
    for twin in entry.twins:
        made = getattr(nn, twin.where.removeprefix("torch.nn."), None)
        if twin.differs is None and isinstance(made, type):
            return made, eval(f"dict({twin.arguments})") if "=" in twin.arguments else {}
    return None, {}


SAME = [entry for entry in CATALOGUE if torch_class(entry)[0] is not None]
THEIRS = pytest.mark.parametrize("entry", SAME, ids=lambda entry: entry.name)
X = torch.linspace(-3, 3, 24).reshape(4, 6)
CALLS = {  # positional, as torch's documentation has them; every module also takes its defaults
    "leaky_relu": [(0.2,), (0.2, True)],
    "elu": [(2.0,), (2.0, True)],
    "celu": [(2.0,), (2.0, True)],
    "hardtanh": [(-2.0, 2.0), (-2.0, 2.0, True)],
    "threshold": [(0.1, 20.0), (0.1, 20.0, True)],
    "rrelu": [(0.1, 0.3), (0.1, 0.3, True)],
    "softplus": [(2.0,), (2.0, 20.0), (2.0, -1.0), (0.5, 1.0)],
    "prelu": [(6,), (1, 0.3), (6, 0.3)],
    "gelu": [("none",), ("tanh",)],
    "softshrink": [(0.7,)],
    "hardshrink": [(0.7,)],
    "softmax": [(-1,), (0,)],
    "log_softmax": [(-1,)],
    "softmin": [(1,)],
    "glu": [(0,), (1,)],
    "relu": [(True,)],
    "silu": [(True,)],
}


@pytest.mark.parametrize(("name", "call"), [(name, call) for name, calls in CALLS.items() for call in calls])
def test_positional_arguments_mean_what_they_mean_in_torch(name, call):
    made, _needed = torch_class(CATALOGUE[name])
    ours, theirs = module_class(CATALOGUE[name])(*call).eval(), made(*call).eval()
    torch.testing.assert_close(ours(X.clone()), theirs(X.clone()), rtol=1e-5, atol=1e-6)


@THEIRS
def test_keywords_of_torch_are_known(entry):
    made, needed = torch_class(entry)
    signature = inspect.signature(made).parameters
    given = {name: p.default for name, p in signature.items() if p.default is not inspect.Parameter.empty}
    if entry.kind == "vector":
        needed = {"dim": -1}
    if entry.name == "threshold":
        needed = {"threshold": 1.0, "value": 0.0}
    theirs = made(**{**given, **needed}).eval()
    if entry.name == "gelu_tanh":
        given = needed = {}
    ours = activation(entry.name, **{**given, **needed}).eval()
    torch.testing.assert_close(ours(X), theirs(X), rtol=1e-5, atol=1e-6)


@THEIRS
def test_inplace_overwrites_where_torch_does(entry):
    made, _needed = torch_class(entry)
    if not overwrites(entry) or "inplace" not in inspect.signature(made).parameters:
        pytest.skip("torch has no such argument")
    ours, given = activation(entry.name, inplace=True).eval(), X.clone()
    assert ours(given).data_ptr() == given.data_ptr()
    leaf, twin = X.clone().requires_grad_(), X.clone().requires_grad_()
    ours(leaf * 1).square().sum().backward()
    activation(entry.name).eval()(twin).square().sum().backward()
    torch.testing.assert_close(leaf.grad, twin.grad)


def test_parameters_are_made_where_and_as_they_are_asked_for():
    module = activation("prelu", num_parameters=3, device="meta", dtype=torch.float64)
    assert module.negative_slope.is_meta
    assert module.negative_slope.dtype == torch.float64
    assert activation("tanh", device="cpu", dtype=torch.float64)(X).dtype == X.dtype


@pytest.mark.parametrize(
    ("name", "settings", "words"),
    [
        ("hardtanh", {"min_val": 2.0, "max_val": 1.0}, "min_val <= max_val; got 2 and 1"),
        ("rrelu", {"lower": 0.5, "upper": 0.1}, "lower <= upper; got 0.5 and 0.1"),
        ("prelu", {"num_parameters": 0}, "num_parameters must be a whole number from 1 on"),
        ("prelu", {"num_parameters": 2.0}, "num_parameters must be a whole number from 1 on"),
        ("gelu", {"approximate": "erf"}, "gelu does not know approximate='erf'"),
    ],
)
def test_arguments_are_refused_in_words(name, settings, words):
    with pytest.raises(ParameterError, match=words.replace("(", r"\\(")):
        activation(name, **settings)


def test_too_many_arguments_and_double_ones_are_refused():
    from actlab.activations import LeakyReLU, Tanh

    with pytest.raises(ParameterError, match="at most 0 arguments by position"):
        Tanh(1.0)
    with pytest.raises(ParameterError, match="'negative_slope' both by position and by name"):
        LeakyReLU(0.1, negative_slope=0.1)


@pytest.mark.parametrize(
    ("name", "settings", "shape", "words"),
    [
        ("prelu", {"num_parameters": 3}, (2, 4), "the input has 4 channels along dimension 1"),
        ("prelu", {"num_parameters": 3}, (3,), "the input has 1 dimensions"),
        ("max_min", {"dim": -1}, (2, 5), "divisible by 2; got 5"),
        ("glu", {}, (), "the input has 0 dimensions"),
        ("glu", {"dim": 3}, (2, 4), "acts along dimension 3; the input has 2 dimensions"),
        ("softmax", {"dim": 2}, (2, 4), "acts along dimension 2; the input has 2 dimensions"),
    ],
)
def test_shapes_are_refused_in_words(name, settings, shape, words):
    with pytest.raises(ParameterError, match=words):
        activation(name, **settings)(torch.zeros(shape))


@pytest.mark.parametrize("entry", [e for e in CATALOGUE if e.kind == "vector"], ids=lambda entry: entry.name)
def test_nothing_in_is_nothing_out(entry):
    for shape in ((2, 0), (0, 4)):
        module = activation(entry.name, dim=-1)
        assert module(torch.zeros(shape)).shape == (shape[0], entry.out_features(shape[1]))
