"""Curves: right numbers, on a terminal of 80 columns, as SVG, and in a notebook."""

import math
from xml.etree import ElementTree

import pytest
import torch

import actlab
from actlab._shared.curve import Curve, as_svg, as_text
from actlab.errors import UsageError


def test_values_and_slopes_are_those_of_the_function():
    value, slope = actlab.plot("silu", low=-2, high=3).curves
    x = torch.tensor(value.x, dtype=torch.float64, requires_grad=True)
    y = torch.nn.functional.silu(x)
    (expected,) = torch.autograd.grad(y.sum(), x)
    assert value.x[0], value.x[-1] == (-2.0, 3.0)
    assert value.y == pytest.approx(y.tolist())
    assert slope.y == pytest.approx(expected.tolist(), abs=1e-12)


def test_it_prints_within_80_columns_and_draws_valid_svg(tmp_path):
    drawn = actlab.plot("gelu", "leaky_relu:negative_slope=0.2", "x*sigmoid(x)")
    assert max(map(len, repr(drawn).splitlines())) <= 80
    svg = ElementTree.parse(drawn.save(tmp_path / "curves.svg")).getroot()
    assert len(svg.findall("{http://www.w3.org/2000/svg}polyline")) == 6
    with pytest.raises(UsageError, match=r"such as curves\.svg"):
        drawn.save(tmp_path / "curves.png")


@pytest.mark.parametrize("arguments", [(), ("softmax",), ("relu", 3, 3)])
def test_what_has_no_curve_is_refused(arguments):
    names, limits = arguments[:1], arguments[1:]
    with pytest.raises(UsageError):
        actlab.plot(*names, **dict(zip(("low", "high"), limits, strict=False)))


def test_gaps_and_flat_curves_are_drawn():
    for y in ((1.0, 1.0), (math.nan, math.inf), (0.0, math.nan)):
        curve = Curve("<f>", (0.0, 1.0), y)
        assert ElementTree.fromstring(as_svg([curve])) is not None
        assert as_text(curve).startswith("<f>")


@pytest.mark.parametrize("thing", [actlab.activation("prelu"), actlab.activation(lambda x: x.sin())])
def test_a_notebook_shows_modules_with_their_curve(thing):
    assert "<polyline" in thing._repr_html_()
    assert "<polyline" not in actlab.activation("softmax", dim=0)._repr_html_()
    assert "<polyline" in thing.entry._repr_html_()


def test_the_verbs_have_their_twins():
    assert "ReLU (relu)" in repr(actlab.show("nn.ReLU"))
    assert actlab.facts("tanh").range == "(-1, 1)"
    assert actlab.facts(lambda x: torch.tanh(2 * x)).gain > 1
    assert not actlab.verify("relu").refuted
