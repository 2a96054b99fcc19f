"""The line that runs a plan again names the same plan."""

import math

from hypothesis import given
from hypothesis import strategies as st

from actlab.population.tuning import Tuning
from actlab.report.run.replay import _rate


@given(st.floats(1e-6, 1e-2), st.floats(10.0, 100.0))
def test_learning_rates_read_back_as_the_same_range(low, high):
    tuning = Tuning.between(low, high)
    again = Tuning.between(float(_rate(tuning.low)), float(_rate(tuning.high)))
    assert again == tuning


@given(st.integers(1, 999), st.integers(-8, -5))
def test_a_short_learning_rate_stays_short(digits, power):
    rate = float(f"{digits}e{power}")
    assert float(_rate(round(math.log10(rate), 9))) == rate
