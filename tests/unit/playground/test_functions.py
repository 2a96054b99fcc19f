"""The page's functions: those of the module, those printed as JavaScript, and formulas that somebody types."""

import json

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from actlab.activations import CATALOGUE
from actlab.activations._expression import Expression
from actlab.activations.module import module_class
from actlab.playground.sliders import movable
from actlab.playground.source import list_functions, printed
from actlab.pointwise import NotPointwiseError, print_javascript, trace
from actlab.population.engines.fused.functions import graph_of
from checkers import node

pytestmark = pytest.mark.skipif(node.find() is None, reason="Node is not installed")

POINTS = np.concatenate([np.linspace(-12, 12, 481) + 0.0013, [1e-7, -1e-7, 30, -30, 88, -88, 1e4, -1e4]])
STEEP = {"sine": 30}
SINGLE = {"gelu_clipped": 2e-8}
"""Functions whose definition holds polynomials that were fitted for single precision."""
EXPRESSIONS = ("x*sigmoid(x)", "max(0, x)^2", "where(x > 0, x, 0.1*(exp(x) - 1))", "-x^2 + 3*x - 1", "2^x/(1 + e^x)",
               "erf(x/2)*pi", "min(x, softplus(x), )".replace(", )", ")"), "gelu(x) + silu(x)", "1 - cos(x)/cosh(x)",
               "abs(x)**1.5", "log1p(abs(x))", "tanh(expm1(min(x, 3)))")  # fmt: skip


def _truth(call, points):
    x = torch.tensor(points, requires_grad=True)
    y = call(x)
    (slope,) = torch.autograd.grad(y.sum(), x, allow_unused=True)
    return y.detach().numpy(), np.zeros_like(points) if slope is None else slope.numpy()


def test_the_list_is_what_the_sources_give():
    assert json.loads(list_functions())["functions"] == node.functions()


def test_every_function_of_the_module_is_the_librarys():
    body = (
        "return given.names.map((name) => kernel.apply(name, Float32Array.from(given.points)).map((each)"
        " => [...each].map(String)))"
    )
    points = POINTS.astype(np.float32)
    found = node.evaluate(body, {"names": [each.name for each in printed()], "points": points.tolist()}, kernel=True)
    for each, (values, slopes) in zip(printed(), found, strict=True):
        y, slope = _truth(module_class(CATALOGUE[each.name])(), points)
        steep = STEEP.get(each.name, 1)  # an angle of 30 x is rounded before its sine is taken
        np.testing.assert_allclose(np.array(values, float), y, rtol=2e-6, atol=1e-6 * steep, err_msg=each.name)
        np.testing.assert_allclose(np.array(slopes, float), slope, rtol=1e-5, atol=2e-6 * steep**2, err_msg=each.name)


def test_every_printed_function_is_the_librarys_in_double_precision():
    graphs, entries = [], [entry for entry in CATALOGUE if entry.kind == "elementwise"]
    for entry in entries:
        try:
            graphs.append(graph_of(module_class(entry)(plain=True)))
        except NotPointwiseError:
            graphs.append(None)
    texts = [None if graph is None else print_javascript(graph) for graph in graphs]
    assert sum(text is not None for text in texts) == len(printed())
    calls = ", ".join("null" if text is None else text for text in texts)
    body = f"""const calls = [{calls}];
      return calls.map((call, i) => call && given.points.map((x) => call(x, given.learned[i]).map(String)));"""
    modules = [module_class(entry)(plain=True) for entry in entries]
    learned = [[float(each.detach()) for each in module.parameters()] for module in modules]
    for entry, pairs in zip(entries, node.evaluate(body, {"points": POINTS.tolist(), "learned": learned}), strict=True):
        if pairs is None:
            continue
        values, slopes = np.array(pairs, float).T
        y, slope = _truth(module_class(entry)().double(), POINTS)
        within = SINGLE.get(entry.name, 1e-12)
        np.testing.assert_allclose(values, y, rtol=within, atol=within, err_msg=entry.name)
        np.testing.assert_allclose(slopes, slope, rtol=10 * within, atol=within, err_msg=entry.name)


@pytest.mark.parametrize("name", sorted(movable()))
def test_a_moved_parameter_is_the_librarys(name):
    held = movable()[name]
    at = [each["low"] + 0.37 * (each["high"] - each["low"]) for each in held.parameters]
    pairs = node.evaluate(
        f"return given.points.map((x) => ({held.code})(x, given.at))", {"points": POINTS[:-8].tolist(), "at": at}
    )
    values, slopes = np.array(pairs).T
    given_ = {each["name"]: value for each, value in zip(held.parameters, at, strict=True)}
    y, slope = _truth(module_class(CATALOGUE[name])(**given_), POINTS[:-8])
    np.testing.assert_allclose(values, y, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(slopes, slope, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_a_typed_formula_is_the_commands(text):
    points = np.linspace(-3.03, 3, 50)
    pairs = node.evaluate(
        "const call = readFormula(given.text); return given.points.map(call)", {"text": text, "points": points.tolist()}
    )
    values, slopes = np.array(pairs, float).T
    y, slope = _truth(Expression(text), points)
    np.testing.assert_allclose(values, y, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(slopes, slope, rtol=1e-9, atol=1e-12)


@settings(max_examples=5, deadline=None)
@given(st.lists(st.text(alphabet="x+-*/^(),.12e_sintahmax<>= ", max_size=30), min_size=20, max_size=60))
def test_any_text_is_read_or_refused(texts):
    body = """return given.map((text) => { try { return readFormula(text)(0.5).length; }
      catch (error) { if (error instanceof FormulaError) return error.message; throw error; } })"""
    assert all(each == 2 or each.startswith("formula_") for each in node.evaluate(body, texts))


def test_javascript_has_every_operation_of_the_catalogue():
    assert (
        print_javascript(trace(lambda x: torch.where(torch.isnan(x), x, torch.exp2(x).round()))).count("roundEven") == 1
    )
