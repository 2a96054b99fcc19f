"""The line that runs a plan again names the same plan."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import actlab
from actlab.comparison.options import _rate
from actlab.population.tuning import Tuning
from actlab.report.run import replay
from checkers import run_folders


@given(st.floats(1e-6, 1e-2), st.floats(10.0, 100.0))
def test_learning_rates_read_back_as_the_same_range(low, high):
    tuning = Tuning.between(low, high)
    assert Tuning.between(_rate(tuning.low), _rate(tuning.high)) == tuning


@given(st.integers(1, 999), st.integers(-8, -5))
def test_a_short_learning_rate_stays_short(digits, power):
    rate = float(f"{digits}e{power}")
    assert _rate(round(math.log10(rate), 9)) == rate


OPTIONS = [
    {"blocks": 3, "hidden": (4, 3), "learning_rate": 0.0123456789, "alpha": 0.01, "pairs": "all", "seed": -2},
    {"until": "decided", "max_blocks": 60, "first_look": 30, "exact": True, "delta": 0.125},
    {"blocks": 2, "regime": "tuned", "trials": 5, "learning_rates": (2e-4, 0.7)},
]


@pytest.mark.parametrize("options", OPTIONS)
def test_what_a_plan_holds_of_its_options_makes_the_same_plan(options):
    plan = actlab.plan(["relu", "tanh"], epochs=2, engine="loop", **options)
    held = {each.name: eval(each.value, {}) for each in plan.describe().options}
    again = actlab.plan(["relu", "tanh"], regime=options.get("regime", "drop-in"), **held)
    assert again.hash == plan.hash


def test_a_study_s_line_holds_what_its_plans_have_in_common():
    plans = [run_folders.plan(), replace(run_folders.plan(), workload="wine", regime="gain", options=())]
    line = replay.command_of_study([plans[0], replace(plans[1], options=plans[0].options[1:3])])
    assert line.startswith("actlab compare relu tanh --workload moons --workload wine --regime drop-in --regime gain")
    assert line.endswith("--blocks 6 --delta 0.5 --alpha 0.05 --pairs baseline")
