"""Images, sequences and tokens: each reaches a network that takes it, from arrays and from npz files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from actlab.errors import DataError, OwnModelError
from actlab.population.candidates import read_candidates
from actlab.population.code import network_code
from actlab.population.data import draw
from actlab.population.engines import loop
from actlab.population.streams import Streams
from actlab.population.training import Training
from actlab.workloads import Workload, own_model, read_data, read_table, with_model

RNG = np.random.default_rng(5)
Y = np.arange(60) % 2


def training_of(workload: Workload, **recipe: Any) -> Training:
    return Training(
        workload=workload,
        split=workload.splits[0],
        candidates=read_candidates(["relu", "tanh"], len(workload.hidden)),
        hidden=workload.hidden,
        recipe=replace(workload.recipe, epochs=2, **recipe),
        seed=0,
        engine="loop",
        torch_version=torch.__version__,
    )


INPUTS = {
    "sequences": (RNG.normal(size=(60, 9, 2)), "9 steps of 2 features"),
    "sequences of one row": (RNG.normal(size=(60, 1, 9)), "9 steps of 1 feature"),
    "grey images": (RNG.integers(0, 256, (60, 1, 8, 6)), "8 x 6 pixels, 1 channel"),
    "images": (RNG.integers(0, 256, (60, 3, 8, 8)), "8 x 8 pixels, 3 channels"),
    "images with channels last": (RNG.integers(0, 256, (60, 8, 7, 3)), "8 x 7 pixels, 3 channels"),
}


@pytest.mark.parametrize("form", INPUTS)
def test_each_shape_trains(form: str, tmp_path: Path) -> None:
    inputs, size = INPUTS[form]
    np.savez(tmp_path / "t.npz", X=inputs, y=Y)
    for found in (read_data((inputs, Y)), read_table(tmp_path / "t.npz")):
        assert size in found.title.en
        parts = found.parts("block", 0, 0)
        assert parts.x_train.shape[1:] == inputs.shape[1:]
        assert abs(parts.x_train.mean()) < 1e-4
        training = training_of(found)
        (row,) = loop.train_blocks(training, training.candidates[0], [0])
        assert np.isfinite(row["test_loss"])


def test_channels_last_and_first_are_one_network() -> None:
    first = RNG.normal(size=(60, 3, 8, 8))
    last = np.moveaxis(first, 1, -1)
    rows = []
    for inputs in (first, last):
        training = training_of(read_data((inputs, Y)))
        rows += loop.train_blocks(training, training.candidates[0], [0])
    assert rows[0]["test_loss"] == pytest.approx(rows[1]["test_loss"], rel=1e-4)


def test_tokens_train_as_they_are(tmp_path: Path) -> None:
    words = RNG.integers(0, 30, (60, 12))
    np.savez(tmp_path / "t.npz", tokens=words, label=Y)
    found = read_table(tmp_path / "t.npz", "label")
    assert "12 tokens out of 30" in found.title.en
    parts = found.parts("block", 0, 0)
    assert parts.x_train.dtype == np.int64
    assert set(np.unique(parts.x_train)) <= set(range(30))
    training = training_of(found)
    (row,) = loop.train_blocks(training, training.candidates[0], [0])
    assert np.isfinite(row["test_loss"])
    assert "torch.zeros(5, 12, dtype=torch.int64)" in network_code(training)


def embedding(first: int) -> Any:
    def build(activation: Any) -> nn.Module:
        return nn.Sequential(nn.Embedding(first, 4), nn.Flatten(), nn.Linear(48, 5), activation(), nn.Linear(5, 2))

    return build


def test_a_network_that_looks_tokens_up_gets_them_as_they_are() -> None:
    words = RNG.integers(0, 30, (60, 12))
    found = with_model(read_data((words, Y)), own_model(embedding(30)))
    assert found.parts("block", 0, 0).x_train.dtype == np.int64
    assert "reach it as they are" in found.notes[-1].en
    for inputs, first in ((words, 20), (words + 0.5, 30)):
        with pytest.raises(OwnModelError, match="looks its inputs up in an embedding"):
            with_model(read_data((inputs, Y)), own_model(embedding(first)))


@pytest.mark.parametrize("inputs", [RNG.normal(size=(60, 4)), np.full((60, 4), -1)])
def test_what_are_no_tokens(inputs: np.ndarray, tmp_path: Path) -> None:
    np.savez(tmp_path / "t.npz", tokens=inputs, label=Y)
    with pytest.raises(DataError, match="whole numbers from 0 on"):
        read_table(tmp_path / "t.npz", "label")


def test_more_axes_are_refused() -> None:
    with pytest.raises(DataError, match="has 5 axes"):
        read_data((np.zeros((60, 2, 2, 2, 2)), Y))


@pytest.mark.parametrize("form", ["sequences", "images with channels last"])
def test_the_code_of_the_networks_runs(form: str) -> None:
    training = training_of(read_data((INPUTS[form][0], Y)))
    namespace: dict[str, Any] = {"__name__": "shown"}
    exec(network_code(training), namespace)  # our own text
    net = namespace["NETWORKS"]["relu"]()
    assert isinstance(net, nn.Module)
    assert net(torch.randn(5, *INPUTS[form][0].shape[1:])).shape == (5, 2)


@pytest.mark.parametrize("kind", ["groups", "time"])
def test_a_validation_part_follows_groups_and_time(kind: str) -> None:
    import pandas as pd

    table = pd.DataFrame({"a": RNG.normal(size=60), "which": np.arange(60) // 5 + 3.0, "b": RNG.normal(size=60)})
    found = read_data(table.assign(label=Y), target="label", **{kind: "which"})
    parts = found.parts(found.splits[0], 0, 1)
    carved = parts.with_validation(0.25, 7)
    assert carved.x_validation is not None
    assert len(carved.x_train) + len(carved.x_validation) == len(parts.x_train)
    if kind == "time":
        assert np.array_equal(carved.x_validation, parts.x_train[-len(carved.x_validation) :])
    else:
        assert parts.groups is not None
        places = [np.flatnonzero((parts.x_train == row).all(axis=1))[0] for row in carved.x_validation]
        held = set(parts.groups[places])
        assert np.isin(parts.groups, [*held]).sum() == len(places)


def test_unscaled_targets_keep_their_unit() -> None:
    found = read_data((RNG.normal(size=(60, 2)), RNG.normal(50, 9, 60)))
    plain = replace(found, scaled_target=False)
    assert abs(found.parts("block", 0, 0).y_train.mean()) < 1e-5
    assert plain.parts("block", 0, 0).y_train.mean() > 40
    assert plain.digest != found.digest
    assert draw(training_of(plain), Streams(0, 0)).train.y.mean() > 40
