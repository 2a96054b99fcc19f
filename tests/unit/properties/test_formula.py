import math

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actlab.properties import Formula
from actlab.properties.analysis import extremes, stretches
from actlab.properties.proofs import sign_on, vanishes


@pytest.mark.parametrize(
    ("text", "boundaries"),
    [
        ("Min(Max(0, x), 6)", (0, 6)),
        ("sign(x)*Max(Abs(x) - 1/2, 0)", (-0.5, 0.5)),
        ("Max(x, x)", ()),
        ("Piecewise((x, x < exp(1)), (exp(1), True))", (math.e,)),
        ("Piecewise((1, Eq(x, 0)), (sin(x)/x, True))", (0,)),
        ("Abs(Abs(x) - 1)", (-1, 0, 1)),
        ("Piecewise((x, x >= 0), (2*x - x, True))", ()),  # two branches of one expression
    ],
)
def test_boundaries_are_read_from_the_formula(text, boundaries):
    assert [float(point) for point in Formula(text, {}).boundaries] == pytest.approx(list(boundaries))


def test_the_value_at_a_boundary_is_the_formulas_own():
    step = Formula("Piecewise((1, x > 0), (0, True))", {})
    assert [step(x) for x in (-1, 0, 1)] == [0, 0, 1]
    assert Formula("Min(Max(0, x), 6)", {})(6) == 6


def test_parameters_are_read_by_their_decimal_digits():
    with mpmath.workdps(60):
        assert abs(Formula("a*x", {"a": 0.01})(1) - mpmath.mpf(1) / 100) < mpmath.mpf(10) ** -55


def test_an_unknown_name_is_refused():
    with pytest.raises(ValueError, match="slope"):
        Formula("slope*x", {})


@settings(deadline=None, max_examples=50)
@given(st.floats(-50, 50))
def test_the_array_agrees_with_the_oracle(x):
    for text in ("x/(1 + exp(-x))", "sign(x)*Max(Abs(x) - 1/2, 0)"):
        formula = Formula(text, {})
        assert formula.array(np.array([x]))[0] == pytest.approx(float(formula(x)), rel=1e-12, abs=1e-300)


def test_extremes_of_a_function_whose_swings_grow():
    found = extremes(Formula("x*cos(x)", {}))
    assert (found.low, found.high) == (-mpmath.inf, mpmath.inf)


def test_extremes_of_a_function_that_swings_evenly():
    found = extremes(Formula("sin(30*x)", {}))
    assert [float(found.low), float(found.high)] == pytest.approx([-1, 1])


def test_stretches_change_their_sense_at_the_minimum():
    (piece,) = Formula("x/(1 + exp(-x))", {}).pieces
    assert [sense for *_ends, sense in stretches(piece)] == [-1, 1, 1]


@pytest.mark.slow
@settings(deadline=None, max_examples=15)
@given(st.fractions(-3, 3, max_denominator=9), st.fractions(-3, 3, max_denominator=9))
def test_a_sign_is_never_proved_of_what_changes_sign(root, height):
    """(x - root)(1 + x^2 height^2) changes its sign once, tanh(x) - tanh(root) too."""
    for text in (f"(x - ({root}))*(1 + (({height})*x)**2)", f"tanh(x) - tanh({root})", f"exp(x) - exp({root})"):
        (piece,) = Formula(text, {}).pieces
        assert sign_on(piece.expression, piece.lower, piece.upper)[0] == 0


def test_vanishing_is_proved_through_exponentials():
    expression = Formula("tanh(x) - (1 - exp(-2*x))/(1 + exp(-2*x))", {}).expression
    assert vanishes(expression)
    assert not vanishes(expression + Formula("exp(-x)/10**9", {}).expression)
