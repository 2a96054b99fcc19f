"""What every workload must be: joining the folder is enough to be tested."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from actlab.population.candidates import read_candidates
from actlab.population.data import draw
from actlab.population.engines import loop
from actlab.population.streams import Streams
from actlab.population.training import Training
from actlab.workloads import CATALOGUE, Parts, Workload

WORKLOADS = pytest.mark.parametrize("workload", CATALOGUE, ids=lambda workload: workload.name)


def parts_of(workload: Workload, data_seed: int = 1, split_seed: int = 2) -> Parts:
    return workload.parts(workload.splits[0], data_seed, split_seed)


def training_of(workload: Workload) -> Training:
    layers = len(workload.hidden)
    return Training(
        workload=workload,
        split=workload.splits[0],
        candidates=read_candidates(["relu", "tanh"], layers),
        hidden=workload.hidden,
        recipe=replace(workload.recipe, epochs=1),
        seed=0,
        engine="loop",
        torch_version=torch.__version__,
    )


@WORKLOADS
def test_entry_says_what_it_is(workload: Workload) -> None:
    assert workload.licence
    assert workload.title.es
    assert workload.title.en != workload.title.es
    assert workload.suites
    assert workload.metric.higher_is_better == (workload.task == "classification")


@WORKLOADS
def test_parts_have_the_promised_form(workload: Workload) -> None:
    parts = parts_of(workload)
    for x, y in ((parts.x_train, parts.y_train), (parts.x_test, parts.y_test)):
        assert x.dtype == np.float32
        assert np.isfinite(x).all()
        assert np.isfinite(y).all()
        assert len(x) == len(y)
        if workload.task == "classification":
            assert y.dtype == np.int64
            assert set(np.unique(y)) <= set(range(parts.classes))
        else:
            assert y.dtype == np.float32
            assert y.ndim == 2
    n = len(parts.x_train) + parts.single
    assert parts.single == math.ceil(workload.test_size * n)
    if workload.generated:
        assert len(parts.x_test) == max(workload.fresh_test, parts.single) >= 2000
    else:
        assert len(parts.x_test) == parts.single


@WORKLOADS
def test_further_test_samples_leave_the_data_set_as_it_is(workload: Workload) -> None:
    if workload.fresh_test is None:
        pytest.skip("no further samples are drawn")
    for (x, y), (more_x, more_y) in ((workload.sample(seed), workload.sample(seed, 1500)) for seed in (3, 4)):
        assert np.array_equal(more_x[: len(x)], x)
        assert np.array_equal(more_y[: len(y)], y)
        assert len(more_x) == len(more_y) == len(x) + 1500
        rest, spread = more_x[len(x) :], x.std(axis=0) / np.sqrt(len(x))
        assert len(np.unique(rest, axis=0)) == 1500
        assert np.all(np.abs(rest.mean(axis=0) - x.mean(axis=0)) < 8 * spread + 1e-9)
        if workload.task == "classification":
            assert np.ptp(np.bincount(more_y[len(y) :])) <= 1


@pytest.mark.slow
@WORKLOADS
def test_seeds_decide_and_nothing_else(workload: Workload) -> None:
    before = np.random.get_state()[1].copy()  # noqa: NPY002  the global state is what must not move
    first, again = parts_of(workload), parts_of(workload)
    other_split = parts_of(workload, split_seed=3)
    assert np.array_equal(first.x_train, again.x_train)
    assert np.array_equal(first.y_test, again.y_test)
    assert not np.array_equal(first.x_train, other_split.x_train)
    assert np.array_equal(before, np.random.get_state()[1])  # noqa: NPY002
    other_data = parts_of(workload, data_seed=4)
    assert np.array_equal(first.x_train, other_data.x_train) == (not workload.generated)


@WORKLOADS
def test_scaling_is_fitted_on_the_training_part(workload: Workload) -> None:
    parts = parts_of(workload)
    axis = {"features": 0, "whole": None, "none": None}[workload.scaling]
    if workload.scaling != "none":
        varying = parts.x_train.std(axis=axis) > 0
        assert np.abs(parts.x_train.mean(axis=axis, dtype=np.float64)).max() < 1e-5
        assert np.abs(parts.x_train.std(axis=axis, dtype=np.float64)[varying] - 1).max() < 1e-5
        assert np.abs(parts.x_test.mean(axis=axis, dtype=np.float64)).max() > 1e-5
    if workload.task == "regression" and workload.scaling != "none":
        assert abs(parts.y_train.std(dtype=np.float64) - 1) < 1e-5


@pytest.mark.slow
@WORKLOADS
def test_a_network_of_it_trains(workload: Workload) -> None:
    training = training_of(workload)
    (record,) = loop.train_blocks(training, training.candidates[1], [0])
    assert record["status"] != "nonfinite"
    assert math.isfinite(record["test_score"])
    if workload.task == "classification":
        assert 0 < record["chance_score"] < 70
    data = draw(training, Streams(0, 0))
    assert len(record["dead"]) == len(workload.hidden)
    assert data.outputs >= 1


@pytest.mark.parametrize("name", ["moons", "mnist1d"])
def test_published_split_needs_no_seed(name: str) -> None:
    workload = CATALOGUE[name]
    first, second = (workload.parts("exercise", seed, seed + 1) for seed in (0, 5))
    assert np.array_equal(first.x_test, second.x_test)
    assert np.array_equal(first.y_train, second.y_train)
