"""An activation that is typed in: what it means, and that nothing but its small grammar is read."""

import pickle

import pytest
import torch

from actlab.activations._expression import Expression, is_expression
from actlab.activations.own import read_own, told_apart
from actlab.activations.reading import find_activation
from actlab.errors import OwnFunctionError, UsageError
from actlab.population.candidates import read_candidates

X = torch.linspace(-4, 4, 41, dtype=torch.float64)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("x*sigmoid(x)", lambda x: x * torch.sigmoid(x)),
        ("max(0, x)", torch.relu),
        ("max(0,x)^2", lambda x: torch.relu(x) ** 2),
        ("where(x > 0, x, 0.1*x)", lambda x: torch.where(x > 0, x, 0.1 * x)),
        ("where(0 >= x, expm1(x), x)", lambda x: torch.where(x <= 0, torch.expm1(x), x)),
        ("-x/(1+abs(x))", lambda x: -x / (1 + x.abs())),
        ("ln(1+e**x)", lambda x: torch.log(1 + torch.e**x)),
        ("tanh(2*pi*x) - min(x, 1)", lambda x: torch.tanh(2 * torch.pi * x) - x.clamp(max=1)),
        ("softplus(x)*1e-3", lambda x: torch.nn.functional.softplus(x) * 1e-3),
        ("+x", lambda x: x),
    ],
)
def test_expressions_mean_what_mathematics_means(text, meant):
    assert is_expression(text)
    assert torch.equal(Expression(text)(X), meant(X))
    assert read_own(text).kind == "elementwise"


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true') + x", "x.data", "(lambda: x)()", "[x]", "x if x else x", "x and x", "x; x",
        "eval('x')", "open(x)", "x*foo(x)", "y*x", "x*'a'", "x**True", "x*1j", "x < x < x", "max(x)", "relu(x, x)",
        "relu(x=x)", "(x", "1 + 2", "x" + "+x" * 300, "(" * 60 + "x" + ")" * 60 + "*" + "-" * 60 + "x",
        "x := 3", "f'{x}'",
        "x @ x", "x // 2", "~x", "x == x", "x*1e40", "*x", "x*sigmoid(x)(x)", "torch.relu(x)",
    ],
)  # fmt: skip
def test_nothing_else_is_read(text):
    with pytest.raises(OwnFunctionError, match=r"^'.*' (cannot be read at|is no expression|has no x)"):
        Expression(text)


def test_a_slip_is_named():
    with pytest.raises(OwnFunctionError, match=r"at 'sigmod'.* Did you mean sigmoid\?"):
        Expression("x*sigmod(x)")


def test_names_and_expressions_are_told_apart():
    for name in ("relu", "leaky_relu:negative_slope=0.1", "mine.py:act", "x", "swish-1", "h-swish", "dir/mine.py:f"):
        assert not is_expression(name)


def test_expressions_travel_and_are_candidates_beside_names():
    entry = read_own("x*sigmoid(1.5*x)")
    assert torch.equal(pickle.loads(pickle.dumps(entry))(X), entry(X))
    labels = [candidate.label for candidate in read_candidates(["relu", "max(0, x)", "max(0, x)**2"], 2)]
    assert labels == ["relu", "max_0_x", "max_0_x_2"]


def test_two_expressions_of_one_name_stay_two():
    assert [entry.name for entry in told_apart([read_own("2*x"), read_own("2+x"), read_own("2*x")])] == [
        "2_x",
        "2_x#2",
        "2_x",
    ]


def test_an_activation_is_found_by_whatever_names_it():
    assert find_activation("F.silu").name == find_activation(torch.nn.SiLU).name == "silu"
    assert find_activation(lambda x: torch.tanh(x)).shelf == "own"
    with pytest.raises(UsageError, match="sets parameters"):
        find_activation("leaky_relu:negative_slope=0.2")
