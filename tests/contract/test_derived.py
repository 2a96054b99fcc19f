"""Gain, initialization and sup|f'| of every elementwise entry, against independent computations."""

import itertools
import math

import numpy as np
import pytest
import torch
from scipy.integrate import quad

from actlab.activations import CATALOGUE
from actlab.activations.derive import gain, init_, sup_abs_derivative
from actlab.errors import UsageError
from actlab.properties import Subject
from actlab.properties.analysis import extremes
from actlab.properties.formula import number

ELEMENTWISE = [entry.name for entry in CATALOGUE if entry.kind == "elementwise"]
WIDTH, DEPTH, SAMPLES, FACTOR = 512, 30, 32, 2.0


def _gain_or_none(name):
    try:
        return gain(name)
    except UsageError:
        return None


@pytest.mark.slow
@pytest.mark.parametrize("name", ELEMENTWISE)
def test_the_gain_agrees_with_quadrature_split_at_the_formulas_boundaries(name):
    formula = Subject(CATALOGUE[name]).formula
    cuts = sorted({float(k) for k in range(-12, 13)} | {float(number(b)) for b in formula.boundaries})

    def integrand(z):
        return float(formula.array(np.array([z]))[0]) ** 2 * math.exp(-z * z / 2) / math.sqrt(2 * math.pi)

    moment = sum(quad(integrand, a, b, epsabs=1e-12)[0] for a, b in itertools.pairwise(cuts))
    assert gain(name) == pytest.approx(moment**-0.5, rel=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in ELEMENTWISE if _gain_or_none(name)])
def test_thirty_layers_keep_the_second_moment(name):
    entry, generator = CATALOGUE[name], torch.Generator().manual_seed(0)
    layers = [torch.nn.Linear(WIDTH, WIDTH) for _ in range(DEPTH)]
    init_(torch.nn.Sequential(*layers), entry, generator)
    signal = entry(torch.randn(SAMPLES, WIDTH, generator=generator))
    with torch.no_grad():
        for layer in layers:
            before = layer(signal)
            assert 1 / FACTOR < before.square().mean() < FACTOR
            signal = entry(before)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in ELEMENTWISE if getattr(CATALOGUE[name], "surrogate", None) is None])
def test_the_largest_slope_agrees_with_the_formula(name):
    found = extremes(Subject(CATALOGUE[name]).formula, order=1)
    largest = float(max(abs(found.low), abs(found.high)))
    assert sup_abs_derivative(name) == pytest.approx(largest, rel=1e-6, abs=1e-12)
