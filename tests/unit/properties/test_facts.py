import dataclasses
import json
import math

import pytest
import torch

from actlab.activations import CATALOGUE, Activation, Source
from actlab.properties import Facts, cached_facts, facts, measure_cost
from actlab.properties._record import cache_folder


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


@pytest.mark.slow
def test_tanh():
    found = facts("tanh")
    assert (found.range, found.smoothness, found.lipschitz) == ("(-1, 1)", "C^inf", 1.0)
    assert found.curvature == pytest.approx(4 / (3 * math.sqrt(3)))
    assert found.range_float32 == found.range_bfloat16 == (-1.0, 1.0)  # rounding reaches what is only a limit
    assert found.zeros == ("0",)
    assert (found.limits, found.slopes) == ((-1.0, 1.0), (0.0, 0.0))


def test_relu():
    found = facts("relu")
    assert found.gain == pytest.approx(math.sqrt(2))
    assert found.chi == pytest.approx(1)
    assert found.mean == pytest.approx(1 / math.sqrt(2 * math.pi))
    assert found.fixed_point_slope == pytest.approx(1)
    assert found.zeros == ("(-inf, 0]",)
    assert (found.smoothness, found.minimum, found.maximum) == ("C^0", 0.0, None)
    assert found.range_float32 == (0.0, torch.finfo(torch.float32).max)


def test_a_vector_function_has_none_of_these_facts():
    assert facts("softmax") == Facts("softmax")


def _own(formula, function):
    return Activation(
        title="Own", name="own", function=function, formula=formula, shelf="own", source=Source("A", "B", 1)
    )


def test_silu_dips_and_is_not_kept_by_its_gain_alone():
    found = facts(_own("x/(1 + exp(-x))", torch.nn.functional.silu))
    assert found.minimum == pytest.approx(-0.2784645427610738)
    assert found.minimum_at == pytest.approx(-1.2784645427610738)
    assert found.fixed_point_slope > 1
    assert found.bias_scale > 0


def test_a_function_without_a_finite_gain_has_no_gain_but_other_facts():
    found = facts(_own("exp(x**2)", lambda x: torch.exp(x * x)))
    assert found.gain is None
    assert found.minimum == 1.0


def test_a_formula_is_not_needed_for_the_moments():
    own = Activation(
        title="Own", name="own", function=torch.nn.functional.relu, shelf="own", source=Source("A", "B", 1)
    )
    found = facts(own)
    assert found.range is None
    assert found.gain == pytest.approx(math.sqrt(2))


def test_a_record_comes_back_as_it_was():
    assert cached_facts(CATALOGUE["relu"]) is None
    first = facts("relu")
    assert cached_facts(CATALOGUE["relu"]) == first
    assert Facts.read(json.loads(json.dumps(first.plain(), allow_nan=False))) == first


def test_a_damaged_record_is_computed_again():
    first = facts("relu")
    (record,) = cache_folder().iterdir()
    record.write_text("{")
    assert cached_facts(CATALOGUE["relu"]) is None
    assert facts("relu") == first


def test_a_changed_formula_is_another_record():
    facts("relu")
    assert cached_facts(dataclasses.replace(CATALOGUE["relu"], name="relu", formula="Max(0, x)/2")) is None


def test_the_cache_is_the_users_own():
    facts("relu")
    assert cache_folder().stat().st_mode & 0o077 == 0


def test_bytes_kept():
    assert measure_cost("identity").bytes_kept == 0
    assert measure_cost("sigmoid").bytes_kept == 4  # its output
    composed = _own("x*tanh(x)", lambda x: x * torch.tanh(x))
    assert measure_cost(composed).bytes_kept == 8  # its input and tanh(x)
