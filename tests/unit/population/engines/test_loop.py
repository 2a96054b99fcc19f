"""The reference engine: torch's own operations, paired candidates, no trace in the global state."""

from __future__ import annotations

import random

import numpy as np
import pytest
import torch
from torch import nn

import actlab
from actlab.activations import Activation, Parameter, Text
from actlab.activations.own import own_activation
from actlab.population.candidates import Candidate, Choice
from actlab.population.data import draw
from actlab.population.engines import loop
from actlab.population.networks import network
from actlab.population.streams import Streams
from actlab.sources import Source
from actlab.workloads import CATALOGUE

NOISY = own_activation(lambda x: torch.relu(x), name="noisy")
object.__setattr__(NOISY, "function", lambda x: torch.relu(x) + 0.01 * torch.randn_like(x))
LEARNABLE = Activation(
    title="Scaled",
    function=lambda x, *, a: a * torch.tanh(x),
    name="scaled",
    source=Source("the test", "scaled tanh", 0),
    shelf="own",
    parameters=(Parameter("a", 1.0, "(-inf, inf)", Text(en="scale"), learnable=True),),
)


def _candidate(entry: Activation, layers: int = 2) -> Candidate:
    return Candidate(entry.name, (Choice(entry),) * layers)


def _net_and_data(training, candidate, block=0):
    streams = Streams(training.seed, block, candidate.arm)
    data = draw(training, streams)
    return network(training, candidate, data, streams), data, streams


def test_moons_is_the_exercise_to_the_bit() -> None:
    training = actlab.plan(["relu", "tanh"], workload=CATALOGUE["moons"], blocks=2).training
    row = loop.train_block(training, training.candidates[0], 1)
    streams = Streams(training.seed, 1)
    data = draw(training, streams)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(streams.seed("init"))
        model = nn.Sequential(nn.Linear(2, 10), nn.ReLU(), nn.Linear(10, 2))
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    curve = []
    for _epoch in range(100):
        optimizer.zero_grad()
        loss = criterion(model(data.train.x), data.train.y)
        loss.backward()
        optimizer.step()
        curve.append(loss.item())
    assert row["curve"] == curve


OPTIMIZERS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9, weight_decay=0.1),
    "adam": lambda p: torch.optim.Adam(p, lr=0.01, weight_decay=0.1),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.1),
}
LOSSES = {
    "cross_entropy": nn.CrossEntropyLoss(),
    "binary_cross_entropy": nn.BCEWithLogitsLoss(),
    "mean_squared_error": nn.MSELoss(),
    "huber": nn.HuberLoss(),
}


@pytest.mark.slow
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("loss", LOSSES)
def test_training_is_torch_s_own_loop(toy_training, optimizer: str, loss: str) -> None:
    momentum = 0.9 if optimizer == "sgd" else 0.0
    training = toy_training(loss=loss, optimizer=optimizer, momentum=momentum, weight_decay=0.1, batch_size=16)
    row = loop.train_block(training, training.candidates[0], 0)
    model, data, streams = _net_and_data(training, training.candidates[0])
    torch_s, order, steps = OPTIMIZERS[optimizer](model.parameters()), streams.generator("order"), 0
    for epoch in range(5):
        total = 0.0
        for chosen in torch.randperm(53, generator=order).split(16):
            outputs, targets = model(data.train.x[chosen]), data.train.y[chosen]
            value = LOSSES[loss](outputs if loss == "cross_entropy" else outputs.squeeze(1), targets)
            torch_s.zero_grad()
            value.backward()
            torch_s.step()
            total += value.item() * len(chosen)
            steps += 1
        assert row["curve"][epoch] == pytest.approx(total / 53, rel=1e-12)
    assert steps == 20, "the last short batch is kept"


def test_pairing_survives_a_candidate_that_draws_and_one_that_learns(toy_training) -> None:
    training = toy_training("dropout", batch_size=16)
    nets = {
        candidate.label: _net_and_data(training, candidate)[0]
        for candidate in (training.candidates[0], _candidate(NOISY), _candidate(LEARNABLE))
    }
    weights = {label: [net[i].weight for i in (0, 3, 6)] for label, net in nets.items()}
    for label in ("noisy", "scaled"):
        assert all(torch.equal(a, b) for a, b in zip(weights["tanh"], weights[label], strict=True))


def test_what_a_candidate_draws_shifts_neither_order_nor_masks(toy_training) -> None:
    """An activation that draws and then discards gives the very losses of one that does not draw."""
    training = toy_training("dropout", batch_size=16)
    calm, drawing = (own_activation(lambda x: torch.tanh(x), name=name) for name in ("calm", "drawing"))
    object.__setattr__(drawing, "function", lambda x: torch.tanh(x) + 0.0 * torch.rand(3).sum())
    curves = [loop.train_block(training, _candidate(each), 0)["curve"] for each in (calm, drawing)]
    assert curves[0] == curves[1]


@pytest.mark.parametrize("net", ["mlp", "dropout", "eager", "convolution"])
def test_the_global_state_is_left_as_it_was(toy_training, net: str) -> None:
    shape = (1, 6, 6) if net == "convolution" else (3,)
    training = toy_training(net, candidates=[NOISY.function, "relu"], shape=shape, epochs=1, hidden=(8, 5))
    before = torch.get_rng_state(), np.random.get_state()[1].copy(), random.getstate()  # noqa: NPY002
    loop.train_block(training, _candidate(NOISY), 0)
    assert torch.equal(before[0], torch.get_rng_state())
    assert (before[1] == np.random.get_state()[1]).all()  # noqa: NPY002
    assert before[2] == random.getstate()


def test_weight_decay_spares_the_activation_s_parameters(toy_training) -> None:
    training = toy_training(optimizer="adamw", weight_decay=0.5, learning_rate=1e-9, epochs=50)
    net, data, streams = _net_and_data(training, _candidate(LEARNABLE))
    with torch.no_grad():
        net[0].weight.mul_(1)
    training_fast = toy_training(optimizer="sgd", weight_decay=0.5, learning_rate=0.1, epochs=1)
    for parameter in net.parameters():
        parameter.requires_grad_(requires_grad=True)
    data.train.x.zero_()  # biases start the signal; a's own gradient stays small
    before = net[1].a.item(), net[0].weight.detach().clone()
    loop.train(net, data, training_fast.recipe, training.workload.metric, streams.generator("order"))
    assert torch.allclose(net[0].weight, before[1] * 0.95), "no gradient reaches it: decay alone"
    assert abs(net[1].a.item() - before[0]) < 0.01


def test_early_stopping_keeps_the_best_epoch(toy_training) -> None:
    training = toy_training("batch_norm", patience=3, epochs=200, learning_rate=0.05, batch_size=8)
    row = loop.train_block(training, training.candidates[0], 0)
    curve = row["validation_curve"]
    lowest = int(np.argmin(curve))
    assert row["epochs"] == len(curve) == len(row["curve"]) == lowest + 1 + 3 < 200
    assert row["validation_loss"] == curve[lowest]
    assert row["validation_score"] == row["validation_scores"][lowest]


def test_a_validation_part_is_carved_out_of_training_alone(toy_training) -> None:
    without, with_one = toy_training(), toy_training(patience=2)
    whole, carved = (draw(training, Streams(0, 0)) for training in (without, with_one))
    assert whole.validation is None
    assert carved.validation is not None
    assert len(carved.train) + len(carved.validation) == len(whole.train)
    assert torch.equal(carved.test.x, whole.test.x)
    both = torch.cat([carved.train.x, carved.validation.x])
    assert {tuple(r) for r in both.tolist()} == {tuple(r) for r in whole.train.x.tolist()}


def test_an_own_network_keeps_its_own_init(toy_training) -> None:
    training = toy_training("eager")
    net, _, streams = _net_and_data(training, training.candidates[0])
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(streams.seed("init"))
        first, last = nn.Linear(3, 8), nn.Linear(5, 2)
        nn.init.xavier_normal_(last.weight)
    assert torch.equal(net[0].weight, first.weight)
    assert torch.equal(net[4].weight, last.weight)


@pytest.mark.parametrize(("loss", "expected"), [("huber", "no_better_than_constant"), ("mean_squared_error", "ok")])
def test_a_network_that_learned_nothing_is_a_failure(toy_training, loss: str, expected: str) -> None:
    rate, epochs = (1e-12, 1) if loss == "huber" else (0.02, 100)
    training = toy_training(loss=loss, learning_rate=rate, epochs=epochs)
    row = loop.train_block(training, training.candidates[0], 0)
    assert row["status"] == expected
    assert row["test_score"] == row["test_loss"]


def test_a_diverged_network_is_a_record(toy_training) -> None:
    training = toy_training(loss="mean_squared_error", optimizer="sgd", learning_rate=1e9, epochs=30, patience=5)
    assert loop.train_block(training, training.candidates[1], 0)["status"] == "nonfinite"
