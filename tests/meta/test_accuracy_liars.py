"""The measure of accuracy rejects functions that are off by little, or only somewhere."""

import math

import numpy as np
import pytest
import torch

from actlab.activations import CATALOGUE
from actlab.properties.accuracy import accuracy, derivatives, excess, stratified
from checkers.accuracy import report, worst

TANH = CATALOGUE["tanh"]


def off_by_six_ulps(x):
    return TANH(x) * (1 + 6 * 2.0**-23)


def off_alone(x):
    """Wrong for a single element only."""
    return TANH(x) if len(x) > 1 else TANH(x) * 1.00001


def lost_tail(x):
    """A slope of 0 where the true one is small."""
    return torch.tanh(x)


def flushed(x):
    return torch.where(x.abs() < 1e-30, 0 * x, TANH(x))


def rounded_in_bfloat16(x):
    """Computed in bfloat16 rather than rounded to it once."""
    return x - x**3 / 3 if x.dtype == torch.bfloat16 else TANH(x)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("liar", "format_"),
    [
        (off_by_six_ulps, "float32"),
        (off_alone, "float32"),
        (lost_tail, "float32"),
        (flushed, "float32"),
        (rounded_in_bfloat16, "bfloat16"),
    ],
)
def test_a_liar_is_too_far(liar, format_):
    found = accuracy(TANH, liar, per_binade=1)
    assert max(getattr(found, format_)) > 1
    assert not found.holds


def test_a_liar_is_told_by_a_line_that_can_be_pasted():
    ratio, text = worst(TANH, flushed)
    assert ratio > 1
    call, told = text.split("  # ")
    x = float(call.partition("torch.tensor([")[2].partition("]")[0])
    assert 0 < abs(x) < 1e-30
    names = {"derivatives": derivatives, "CATALOGUE": {"tanh": flushed}, "torch": torch}
    assert told == f"{eval(call, names).item()!r}, should be {math.tanh(x)!r}"
    assert text in report(TANH, flushed)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("liar", "where"),
    [
        (lambda x: torch.where(x.isinf(), math.nan, TANH(x)), ("-inf", "inf")),
        (lambda x: torch.where(x == 0, 1e-3 + x, TANH(x)), ("-0", "0")),
        (lambda x: torch.where(x == math.inf, 0.99, TANH(x)), ("inf",)),
        (lambda x: TANH(x.nan_to_num()), ("nan",)),
    ],
)
def test_a_liar_at_special_numbers_is_named(liar, where):
    assert set(where) <= set(accuracy(TANH, liar, per_binade=1).special)


def test_a_derivative_that_does_not_exist_is_none_and_does_not_hold():
    found = accuracy(CATALOGUE["hard_sigmoid_torch"], torch.nn.functional.hardsigmoid, per_binade=1)
    assert found.float32[2] is None
    assert not found.holds


def test_the_rule_is_four_ulps_and_two_of_the_input():
    one, ulp = np.ones(1, dtype=np.float32), np.float32(2.0**-23)
    assert excess(one + 4 * ulp, one.astype(float), 0 * one, one) == pytest.approx(1)
    assert excess(one + 5 * ulp, one.astype(float), 0 * one, one) > 1
    assert excess(one + 6 * ulp, one.astype(float), one.astype(float), one) == pytest.approx(1)


def test_the_points_are_in_every_binade_of_both_signs():
    points = stratified("float32")
    assert len(points) >= 4000
    binades = {(x > 0, int(math.frexp(x)[1])) for x in points.tolist()}
    assert len(binades) == 2 * 254
