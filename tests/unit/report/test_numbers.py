import math

from hypothesis import given
from hypothesis import strategies as st

from actlab.report.numbers import digits, ends, signed, unsigned
from actlab.statistics import Interval
from checkers import run_folders


@given(st.floats(1e-6, 1e3))
def test_a_tenth_of_delta_is_never_written_as_nothing(delta):
    plan = run_folders.plan(delta=delta)
    assert digits(plan) >= 2
    assert float(unsigned(plan, delta / 10 * 0.6)) > 0 or digits(plan) == 2


def test_what_is_unknown_is_said_in_words():
    plan = run_folders.plan(delta=0.5)
    assert signed(plan, None) == "unknown"
    assert unsigned(plan, None) == ""
    assert ends(plan, Interval(-math.inf, math.inf)) == "[no interval yet]"
    assert ends(plan, Interval(-math.inf, 1.0)) == "[-inf, +1.00]"
    assert ends(plan, Interval(80.0, 85.5), unsigned) == "[80.00, 85.50]"
