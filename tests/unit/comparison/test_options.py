"""Options are declared once: signature, command line, validation and messages follow from the table."""

import inspect
import math
from dataclasses import replace
from fractions import Fraction

import click
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import actlab
from actlab.cli.compare import command
from actlab.comparison.domains import RateRange, RealNumber, Switch, Whole, Widths
from actlab.comparison.option import read, table
from actlab.comparison.options import (
    Options,
    QuestionOptions,
    RunOptions,
    StudyOptions,
    TrainingOptions,
)
from actlab.errors import ActlabError, UnknownOptionError, UsageError

QUICK = {"blocks": 2, "epochs": 2, "engine": "loop"}
KNOWN = table(Options)
EVERY = pytest.mark.parametrize("name", KNOWN)


def test_every_option_belongs_to_one_part():
    parts = [set(table(part)) for part in (TrainingOptions, QuestionOptions, RunOptions)]
    assert set(KNOWN) == set().union({"workload", "regime"}, *parts)
    assert sum(map(len, parts)) == len(set().union(*parts))
    assert set(table(StudyOptions)) - set(KNOWN) == {"workloads", "regimes"}


@pytest.mark.parametrize("function", [actlab.compare, actlab.plan])
@EVERY
def test_help_tells_every_option(function, name):
    parameter = inspect.signature(function).parameters[name]
    assert (parameter.kind, parameter.default) == (parameter.KEYWORD_ONLY, KNOWN[name].default)
    assert f"\n        {name}: {KNOWN[name].help.split()[0]}" in function.__doc__


@EVERY
def test_the_command_line_has_what_is_for_it(name):
    found = {each.name: each for each in command.params if isinstance(each, click.Option)}
    assert (name in found) == KNOWN[name].shell
    if name in found and KNOWN[name].default not in (None, (), False):
        assert found[name].default in (KNOWN[name].default, [KNOWN[name].default])


def test_the_command_line_has_no_other():
    assert {each.name for each in command.params} - set(KNOWN) == {"candidates", "dry_run", "json_", "lang"}


JUNK = st.one_of(
    st.none(), st.text(max_size=5), st.floats(), st.integers(), st.booleans(), st.complex_numbers(),
    st.lists(st.one_of(st.floats(), st.text(max_size=2)), max_size=3), st.just(object()), st.just(np.arange(3)),
    st.just({1: 2}), st.just(b"x"), st.just(10**400), st.just(np.float64("nan")), st.just(np.bool_(True)),
)  # fmt: skip


@pytest.mark.parametrize("options", [Options, StudyOptions])
@settings(max_examples=300)
@given(data=st.data())
def test_any_value_is_plain_afterwards_or_refused_with_its_name(options, data):
    name = data.draw(st.sampled_from(sorted(table(options))))
    value = data.draw(JUNK)
    try:
        found = read(options, {name: value})[name]
    except UsageError as error:
        found, said = None, str(error)
        if not said.startswith(f"{name} must be ") or "\n" in said or len(said) > 300:
            raise
    domain = table(options)[name].domain
    if isinstance(domain, Whole | RealNumber | Switch) and found is not None:
        assert type(found) in (int, float, bool)
        assert math.isfinite(found)


@pytest.mark.parametrize("name", ["seed", "alpha", "pairs", "engine", "regime", "trials", "exact"])
def test_none_is_no_value_where_there_is_a_default(name):
    with pytest.raises(UsageError, match=f"{name} must be .*; got None"):
        actlab.compare(["relu", "tanh"], **{**QUICK, name: None})


@pytest.mark.parametrize(
    ("domain", "values"),
    [
        (RealNumber(), st.floats(min_value=0, exclude_min=True, allow_infinity=False)),
        (Whole(), st.integers()),
        (Widths(), st.lists(st.integers(1, 10**6), min_size=1).map(tuple)),
        (RateRange(), st.tuples(st.floats(1e-9, 1e-5), st.floats(1e-4, 1e9))),
    ],
    ids=lambda each: type(each).__name__,
)
@given(data=st.data())
def test_what_is_written_reads_back(domain, values, data):
    value = domain.check(data.draw(values))
    assert domain.check(domain.read(domain.write(value))) == value


def test_numbers_of_numpy_are_numbers():
    plain = actlab.plan(["relu", "tanh"], seed=3, hidden=(4,), delta=0.25, alpha=0.01, **QUICK)
    numpy = actlab.plan(
        ["relu", "tanh"], seed=np.int64(3), hidden=np.array([4]), delta=np.float32(0.25), alpha=Fraction(1, 100),
        **{**QUICK, "blocks": np.int32(2), "epochs": np.float64(2.0)},
    )  # fmt: skip
    assert numpy.hash == plain.hash
    assert numpy.describe() == plain.describe()


CHANGES = {
    "blocks": 3, "until": "decided", "exact": True, "delta": 0.1, "alpha": 0.01, "pairs": "all",
    "split": "block", "hidden": (4,), "epochs": 3, "learning_rate": 0.1, "seed": 1, "engine": "vmap",
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_trained_does_not_depend_on_what_is_asked(name):
    """The hash covers every option of the training and of the question, the training's digest its own alone."""
    options = QUICK | {name: CHANGES[name]}
    if name == "until":
        options = {**options, "max_blocks": 40, "first_look": 30}
        del options["blocks"]
    one, other = (actlab.plan(["relu", "tanh", "gelu"], **each) for each in (QUICK, options))
    assert other.hash != one.hash
    assert (other.training.digest == one.training.digest) == (name in table(QuestionOptions))
    assert (other.question == one.question) == (name in table(TrainingOptions))
    rows = {chunk.name for chunk in one.training.chunks([2])}
    assert (rows == {chunk.name for chunk in other.training.chunks([2])}) == (name in table(QuestionOptions))


MISSPELT = {
    "lr": r"Did you mean learning_rates or learning_rate\?",
    "n_jobs": r"Did you mean workers\?",
    "learning_rat": r"Did you mean learning_rate or learning_rates",
    "epoch": r"Did you mean epochs",
    "hidden_layer_sizes": r"Did you mean hidden\?",
    "random_state": r"Did you mean seed\?",
    "zzz": "there are: workload, regime, data",
}


@pytest.mark.parametrize("name", MISSPELT)
def test_a_misspelt_option_is_told_the_right_one(name):
    with pytest.raises(UnknownOptionError, match=MISSPELT[name]) as caught:
        actlab.compare(["relu", "tanh"], **{name: 1})
    assert isinstance(caught.value, TypeError)


def test_suggested_names_are_of_no_other_option():
    assert not {other for each in KNOWN.values() for other in each.also} & (set(KNOWN) - {"alpha"})


WRONG = {
    "task without data": ({"task": "regression"}, "task belongs to data; name the file, such as"),
    "two sources": ({"workload": "moons", "data": ([[0.0]], [0])}, "data takes the place of workload; give one"),
    "a file without its target": ({"data": "my.csv"}, "my.csv"),
    "a workload that is none": ({"workload": 3}, "workload must be a name or a workload; got 3"),
    "a suite": ({"workload": "suite:tabular"}, "names 4 workloads; try actlab.study"),
    "an unknown task": ({"task": "foo"}, "task must be one of: classification, regression; got 'foo'"),
    "an unknown regime": ({"regime": "foo"}, "regime must be one of: drop-in, gain, tuned; got 'foo'"),
    "blocks as text": ({"blocks": "30"}, "blocks must be a whole number; got '30'"),
    "a budget that is no number": (
        {"until": "decided", "time_budget": math.nan},
        "time_budget must be above 0; got nan",
    ),
    "billions of blocks": ({"blocks": 2_000_000_000}, "blocks must be 1000000 or less"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_requests_are_refused_in_python_s_words(case):
    options, message = WRONG[case]
    with pytest.raises(ActlabError, match=message) as caught:
        actlab.compare(["relu", "tanh"], **options)
    assert "--" not in str(caught.value)


def test_regimes_of_a_study_are_a_list():
    with pytest.raises(UsageError, match="regimes must be a list; got 'ab'"):
        actlab.study(["relu", "tanh"], regimes="ab")


def test_a_plan_prints_what_it_compares():
    plan = actlab.plan(["relu", "tanh"], **QUICK)
    assert repr(plan) == "<Plan: relu, tanh on moons, drop-in, 2 blocks, 4 networks>"
    for words in ("4 networks: 2 blocks of two moons", "a difference of 0.5 points matters", plan.hash[:8], "about"):
        assert words in str(plan)
    assert replace(plan).hash == plan.hash
