"""Expectations of functions that jump close to the end of a panel of the quadrature."""

import math

import pytest

from actlab._shared.quadrature import normal_expectation
from actlab.properties import facts


def test_a_jump_near_zero_is_seen():
    threshold = 0.0009765625
    true = math.exp(-(threshold**2) / 2) / math.sqrt(2 * math.pi)
    assert facts("jumprelu", fresh=True).mean == pytest.approx(true, rel=1e-12)


@pytest.mark.parametrize("at", [-0.4999, -1e-4, 1e-6, 0.5, 2.25])
def test_the_mean_of_a_step_is_its_tail(at):
    found = normal_expectation(lambda z: (z > at).astype(float), breaks=[at])
    assert found == pytest.approx(math.erfc(at / math.sqrt(2)) / 2, rel=1e-12)
