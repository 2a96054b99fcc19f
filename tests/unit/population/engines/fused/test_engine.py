"""The fused engine in a training: it trains what the loop engine trains, and declines what it cannot."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from actlab.activations import CATALOGUE
from actlab.pointwise import compile as compiling
from actlab.population import data
from actlab.population.candidates import Candidate, Choice
from actlab.population.engines import choose, loop
from actlab.population.engines.fused.chain import NotAChainError, find_chain
from actlab.population.engines.fused.engine import can_run
from actlab.population.engines.fused.train import special, train_blocks, train_members
from actlab.population.engines.generic.run import generic
from actlab.population.members import members
from actlab.population.tuning import Tuning

RELATIVE = 1e-5
BLOCKS = 3
CROSSINGS = 1
"""Networks of a kinked function that may have met a kink from its other side."""


def own(x):
    return x * torch.sigmoid(x) + 0.1 * torch.sin(x)


SMOOTH = ("tanh", "silu")
CASES = {
    "minibatches with a short last one": {"batch_size": 16},
    "full batch, warm-up and cosine": {"schedule": "cosine", "warmup": 0.2, "epochs": 100},
    "momentum": {"optimizer": "sgd", "momentum": 0.9, "batch_size": 20},
    "adam, binary": {"loss": "binary_cross_entropy", "weight_decay": 0.1, "batch_size": 30},
    "adamw, numbers": {"loss": "mean_squared_error", "optimizer": "adamw", "weight_decay": 0.1, "batch_size": 16},
    "huber": {"loss": "huber", "batch_size": 16, "schedule": "cosine"},
    "early stopping": {"batch_size": 16, "patience": 3, "epochs": 60},
    "early stopping by a loss": {"loss": "mean_squared_error", "optimizer": "sgd", "patience": 2, "epochs": 60},
    "an own function": {"candidates": ((own, "relu"), "tanh"), "batch_size": 16},
    "an init of the user's": {"net": "eager", "batch_size": 16},
}


def case(toy_training, name, **changes):
    options = {"candidates": (SMOOTH, "relu"), "epochs": 30, **CASES[name], **changes}
    return toy_training(options.pop("net", "mlp"), engine="fused", **options)


def apart(row, reference):
    """Return the largest relative difference of the losses; infinity where the lengths differ."""
    if any(len(row[name]) != len(reference[name]) for name in ("curve", "validation_curve", "validation_scores")):
        return math.inf
    names = ("curve", "validation_curve")
    pairs = [pair for name in names for pair in zip(row[name], reference[name], strict=True)]
    pairs += [(row["train_loss"], reference["train_loss"]), (row["test_loss"], reference["test_loss"])]
    return max(abs(a - b) / max(abs(b), 1e-3) for a, b in pairs)


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_parity_with_the_loop_engine(toy_training, name):
    training = case(toy_training, name)
    for candidate in training.candidates:
        found = list(train_blocks(training, candidate, range(BLOCKS)))
        wanted = [loop.train_block(training, candidate, block) for block in range(BLOCKS)]
        far = [apart(row, reference) for row, reference in zip(found, wanted, strict=True)]
        assert sum(value > RELATIVE for value in far) <= (CROSSINGS if "relu" in candidate.label else 0), far
        assert all(row.keys() == reference.keys() for row, reference in zip(found, wanted, strict=True))
        assert [row["status"] for row in found] == [row["status"] for row in wanted]


def test_another_learning_rate_is_seen(toy_training):
    """The liar: the rows of a slightly other training are not taken for the same."""
    training = case(toy_training, "huber")
    other = replace(training, recipe=replace(training.recipe, learning_rate=training.recipe.learning_rate * 1.001))
    row = next(train_blocks(training, training.candidates[0], [0]))
    assert apart(row, loop.train_block(other, training.candidates[0], 0)) > RELATIVE


ELEMENTWISE = [entry.name for entry in CATALOGUE if entry.kind == "elementwise" and entry.noise is None]
DEPTH = 5
GROUPS = [tuple(ELEMENTWISE[start : start + DEPTH]) for start in range(0, len(ELEMENTWISE), DEPTH)]


@pytest.mark.slow
@pytest.mark.parametrize("names", GROUPS, ids="-".join)
def test_parity_for_every_elementwise_entry(toy_training, names):
    """Five entries share a network, which spares compiling: each is the activation of one layer."""
    hidden = (6,) * len(names)
    training = toy_training(hidden=hidden, epochs=50, batch_size=30, learning_rate=0.003)
    candidate = Candidate("mixed", tuple(Choice(CATALOGUE[name]) for name in names))
    far = [
        apart(row, loop.train_block(training, candidate, block))
        for block, row in enumerate(train_blocks(training, candidate, range(BLOCKS)))
    ]
    assert sum(value > RELATIVE for value in far) <= CROSSINGS, far


def known(rows):
    """Return rows as text, in which NaN equals NaN, without the time."""
    return [repr({**row, "seconds": 0}) for row in rows]


@pytest.mark.parametrize("name", ["early stopping", "an init of the user's"])
def test_neighbours_and_tiles_leave_no_trace(toy_training, monkeypatch, name):
    training = case(toy_training, name)
    candidate, everyone = training.candidates[0], members(training, range(4))
    together = known(train_members(training, candidate, everyone))
    assert known(train_members(training, candidate, everyone[::-1]))[::-1] == together
    assert known(train_members(training, candidate, everyone[2:3])) == together[2:3]
    monkeypatch.setattr("actlab.population.engines.fused.train._BUDGET", 0)
    assert known(train_members(training, candidate, everyone)) == together


def test_trials_of_a_block(toy_training):
    training = case(toy_training, "early stopping", epochs=5)
    training = replace(training, regime="tuned", tuning=Tuning(5, -3.0, 0.0))
    candidate = training.candidates[0]
    rows = list(train_blocks(training, candidate, range(2)))
    wanted = [row for block in range(2) for row in loop.train_blocks(training, candidate, [block])]
    assert [(row["block"], row["trial"], row["learning_rate"]) for row in rows] == [
        (row["block"], row["trial"], row["learning_rate"]) for row in wanted
    ]
    assert [row.get("test_loss") is None for row in rows] == [row.get("test_loss") is None for row in wanted]
    for row, reference in zip(rows, wanted, strict=True):
        assert row["validation_loss"] == pytest.approx(reference["validation_loss"], rel=1e-4)


def test_each_block_s_data_are_drawn_once_for_all_candidates(toy_training, monkeypatch):
    drawn = []
    draw = data.draw
    monkeypatch.setattr(data, "draw", lambda training, streams: drawn.append(streams.block) or draw(training, streams))
    data._drawn.cache_clear()
    training = case(toy_training, "momentum")
    for candidate in training.candidates:
        list(train_blocks(training, candidate, range(3)))
    assert drawn == [0, 1, 2]


def test_the_global_state_is_left_as_it_was(toy_training):
    training = case(toy_training, "an own function", epochs=1)
    before = torch.get_rng_state(), np.random.get_state()[1].tolist()  # noqa: NPY002
    list(train_blocks(training, training.candidates[0], range(2)))
    assert torch.equal(before[0], torch.get_rng_state())
    assert np.random.get_state()[1].tolist() == before[1]  # noqa: NPY002


DECLINED = {
    "batch_norm": ("batch_norm", "tanh", "neither a Linear layer"),
    "dropout": ("dropout", "tanh", "StreamDropout"),
    "branching": ("branching", "tanh", "cannot be traced"),
    "softmax": ("mlp", "softmax", "mixes units"),
    "noise": ("mlp", "rrelu", "draws random numbers"),
    "an own function that draws": ("mlp", lambda x: torch.relu(x) + 0.1 * torch.rand_like(x), "depends"),
}


@pytest.mark.parametrize("name", DECLINED)
def test_what_the_kernels_lack_is_declined_with_a_reason(toy_training, name):
    net, activation, reason = DECLINED[name]
    assert reason in can_run(toy_training(net, candidates=(activation, "tanh"), engine="fused"))


def test_without_a_compiler_another_engine_trains_and_says_why(toy_training, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(compiling, "_zig", lambda: None)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    training = case(toy_training, "momentum", epochs=1)
    special.cache_clear()
    generic.cache_clear()
    chosen = choose(training, blocks=10_000_000)
    assert chosen.engine.name == "vmap"
    assert [name for name, _reason in chosen.passed_over] == ["fused", "generic"]
    assert "there is no C++ compiler" in chosen.line
    assert chosen.line.count("pip install actlab[compiler]") == 1
    assert choose(training, "fused").engine.name == "loop"


def test_a_trial_that_went_well_with_a_compiler_does_not_hide_that_it_is_gone(toy_training, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    training = case(toy_training, "momentum", epochs=1)
    assert choose(training).engine.name == "generic"
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(compiling, "_zig", lambda: None)
    assert choose(training).engine.name == "vmap"


class SimpleNN(nn.Module):
    """As a course writes it."""

    def __init__(self, activation):
        super().__init__()
        self.hidden = nn.Linear(2, 10)
        self.activation = activation
        self.output = nn.Linear(10, 2)

    def forward(self, x):
        return self.output(self.activation(self.hidden(x)))


def test_a_class_with_a_forward_of_its_own_is_a_chain():
    for activation in (nn.ReLU(), torch.tanh, lambda x: nn.functional.leaky_relu(x, 0.2)):
        chain = find_chain(SimpleNN(activation))
        assert chain.sizes == (2, 10, 2)
        assert chain.names == ("hidden.weight", "hidden.bias", "output.weight", "output.bias")


class Residual(nn.Module):
    """Not one after the other."""

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 4)

    def forward(self, x):
        return x + torch.tanh(self.linear(x))


TWICE = nn.Linear(3, 3)
NO_CHAINS = [
    (Residual(), "one after the other"),
    (nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2)), "alternate"),
    (nn.Sequential(nn.Linear(2, 2), nn.Tanh()), "alternate"),
    (nn.Sequential(nn.Linear(2, 2, bias=False), nn.Tanh(), nn.Linear(2, 2)), "bias"),
    (nn.Sequential(nn.Linear(2, 2), nn.PReLU(), nn.Linear(2, 2)), "PReLU"),
    (nn.Sequential(TWICE, nn.Tanh(), TWICE), "share"),
    (nn.Sequential(nn.Linear(2, 2).double(), nn.Tanh(), nn.Linear(2, 2)), "neither"),
]


@pytest.mark.parametrize(("net", "reason"), NO_CHAINS, ids=[reason for _net, reason in NO_CHAINS])
def test_other_networks_are_no_chains(net, reason):
    with pytest.raises(NotAChainError, match=reason):
        find_chain(net)


@pytest.mark.slow
def test_mean_and_deviation_on_the_exercise_are_the_loop_engine_s(moons):
    """256 networks, a sixteenth of them trained by the loop engine as well: the accuracies are the same ones."""
    training = moons("relu", "tanh", blocks=256).training
    for candidate in training.candidates:
        found = np.array([row["test_score"] for row in train_blocks(training, candidate, range(256))])
        error = found.std(ddof=1) / math.sqrt(len(found))
        wanted = np.array([loop.train_block(training, candidate, block)["test_score"] for block in range(0, 256, 16)])
        paired = found[::16] - wanted
        assert abs(paired.mean()) < 2 * error
        assert abs(found[::16].std(ddof=1) - wanted.std(ddof=1)) < 2 * error
        assert (paired == 0).mean() > 0.8
