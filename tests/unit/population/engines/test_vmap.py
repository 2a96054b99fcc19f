"""The vmap engine against the reference: the same losses up to rounding, and no trace of tiles and neighbours."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from actlab.activations import Activation, Parameter, Text
from actlab.population.candidates import Candidate, Choice
from actlab.population.engines import loop
from actlab.population.engines.vmap import can_run, train, train_blocks, train_members, why_slow
from actlab.population.engines.vmap.linear import StackedLinear
from actlab.population.members import Member, members
from actlab.sources import Source

ROUNDING = 2e-6
BLOCKS = 3

CASES = {
    "cross-entropy": {"epochs": 100},
    "binary cross-entropy": {"loss": "binary_cross_entropy", "epochs": 100},
    "mean squared error": {"loss": "mean_squared_error", "epochs": 100},
    "huber": {"loss": "huber", "epochs": 100},
    "sgd, momentum, decay": {"optimizer": "sgd", "momentum": 0.9, "weight_decay": 0.05, "batch_size": 16},
    "sgd, cosine": {"optimizer": "sgd", "schedule": "cosine", "learning_rate": 0.1, "batch_size": 16},
    "adam, decay, cosine, warm-up": {"weight_decay": 0.05, "batch_size": 16, "schedule": "cosine", "warmup": 0.1},
    "adamw, warm-up": {"optimizer": "adamw", "weight_decay": 0.05, "batch_size": 16, "warmup": 0.2},
    "a last batch of one": {"batch_size": 13},
    "batch norm": {"net": "batch_norm", "batch_size": 16},
    "dropout": {"net": "dropout", "batch_size": 16},
    "an own network": {"net": "eager", "batch_size": 16},
    "convolutions, batch norm, dropout": {"net": "convolution", "shape": (1, 6, 6), "batch_size": 16},
    "a regression that stops early": {"loss": "huber", "batch_size": 16, "epochs": 60, "patience": 2},
    "signals": {"net": "signals", "shape": (2, 12), "batch_size": 16},
    "early stopping": {"net": "batch_norm", "batch_size": 16, "epochs": 60, "patience": 3, "learning_rate": 0.03},
}
"""The default is 25 epochs of 4 steps."""


def _case(toy_training, name: str, **more):
    return toy_training(**{"epochs": 25, **CASES[name], **more})


def _apart(a: list[float], b: list[float]) -> float:
    assert len(a) == len(b)
    return max((abs(x - y) / abs(y) for x, y in zip(a, b, strict=True)), default=0.0)


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_losses_are_the_reference_s_up_to_rounding(toy_training, name: str) -> None:
    training = _case(toy_training, name, candidates=("tanh", "sigmoid"))
    for candidate in training.candidates:
        for block, row in enumerate(train_blocks(training, candidate, range(BLOCKS))):
            reference = loop.train_block(training, candidate, block)
            assert len(row["curve"]) == len(reference["curve"])
            assert _apart(row["curve"], reference["curve"]) < ROUNDING
            assert _apart(row["validation_curve"], reference["validation_curve"]) < ROUNDING
            assert _differing(row, reference) == []


def _differing(row: dict, reference: dict) -> list[str]:
    """Return the columns of two final records that differ, numbers by more than rounding."""
    curves = {"seconds", "curve", "validation_curve"}
    assert row.keys() == reference.keys()
    return [
        name
        for name in row.keys() - curves
        if row[name]
        != (pytest.approx(reference[name], rel=10 * ROUNDING) if _counts(reference[name]) else reference[name])
    ]


def _counts(value: object) -> bool:
    return isinstance(value, float | list) and value != []


@pytest.mark.slow
@pytest.mark.parametrize("candidate", ["relu", "leaky_relu"])
def test_kinked_functions_part_in_few_blocks(toy_training, candidate: str) -> None:
    """A pre-activation that crosses a kink within rounding sends the two engines on different ways."""
    training = toy_training(candidates=(candidate, "tanh"), epochs=100)
    rows = train_blocks(training, training.candidates[0], range(10))
    parted = [
        row["block"]
        for row in rows
        if _apart(row["curve"], loop.train_block(training, training.candidates[0], row["block"])["curve"]) >= ROUNDING
    ]
    assert len(parted) <= 2


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_neighbours_and_tiles_leave_no_trace(toy_training, name: str) -> None:
    training = _case(toy_training, name, epochs=40 if name == "early stopping" else 3)
    candidate, everyone = training.candidates[0], members(training, range(4))
    together = _known(train_members(training, candidate, everyone))
    for size in (1, 3):
        assert _known(train_members(training, candidate, everyone, size=size)) == together
    backwards = _known(train_members(training, candidate, everyone[::-1]))
    assert backwards[::-1] == together


def _known(rows) -> list[str]:
    """Return rows as text, in which NaN equals NaN, without the time."""
    return [repr({**row, "seconds": 0}) for row in rows]


@pytest.mark.parametrize("sizes", [(3, 13, 7), (1, 1, 5), (17, 2, 31)])
def test_a_linear_layer_s_place_in_the_stack_does_not_show(sizes: tuple[int, int, int]) -> None:
    inputs, outputs, n = sizes
    generator = torch.Generator().manual_seed(0)
    layer = StackedLinear(inputs, outputs)
    x, weight = (torch.randn(9, *shape, generator=generator) for shape in ((n, inputs), (outputs, inputs)))
    bias = torch.randn(9, outputs, generator=generator)

    def results(chosen: list[int]) -> list[torch.Tensor]:
        leaves = [tensor[chosen].clone().requires_grad_() for tensor in (x, weight, bias)]

        def forward(x, weight, bias):
            return torch.func.functional_call(layer, {"weight": weight, "bias": bias}, (x,))

        y = torch.vmap(forward)(*leaves)
        return [y, *torch.autograd.grad((y**3).sum(), leaves)]

    whole = results(list(range(9)))
    for chosen in ([4, 4, 4], [8, 7, 4, 1, 4], [4, 0]):
        for one, all_of_them in zip(results(chosen), whole, strict=True):
            at = chosen.index(4)
            assert torch.equal(one[at], all_of_them[4])
    y = torch.func.functional_call(layer, {"weight": weight[4], "bias": bias[4]}, (x[4],))
    assert torch.allclose(whole[0][4], y, rtol=1e-5, atol=1e-6)


class Joined(torch.nn.Module):
    """Two layers side by side: the gradients that come back to them lie in one tensor, at odd places."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.first, self.second = StackedLinear(inputs, outputs), StackedLinear(inputs, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.cat([self.first(x), self.second(x[:, torch.arange(x.shape[1] - 1, -1, -1)])], dim=1).tanh()


@pytest.mark.parametrize("sizes", [(4, 8, 32), (16, 16, 16), (2, 10, 48), (5, 7, 13)])
def test_nor_where_layers_stand_side_by_side(sizes: tuple[int, int, int]) -> None:
    inputs, outputs, n = sizes
    generator = torch.Generator().manual_seed(1)
    layer = Joined(inputs, outputs)
    names = [name for name, _ in layer.named_parameters()]
    weights = {name: torch.randn(9, *p.shape, generator=generator) for name, p in layer.named_parameters()}
    x = torch.randn(9, n, inputs, generator=generator)

    def results(chosen: list[int]) -> list[torch.Tensor]:
        leaves = {name: weights[name][chosen].clone().requires_grad_() for name in names}
        y = torch.vmap(lambda w, x: torch.func.functional_call(layer, w, (x,)))(leaves, x[chosen])
        return [y, *torch.autograd.grad((y**3).sum(), [*leaves.values()])]

    whole = results(list(range(9)))
    for chosen in ([4, 4, 4], [8, 7, 4, 1, 4], [4, 0]):
        for one, all_of_them in zip(results(chosen), whole, strict=True):
            assert torch.equal(one[chosen.index(4)], all_of_them[4])


def test_each_member_has_its_own_learning_rate(toy_training) -> None:
    training = toy_training(epochs=30, batch_size=16)
    rates = (0.1, 0.01, 0.001)
    wanted = [Member(0, rate, trial) for trial, rate in enumerate(rates)]
    for row, rate in zip(train_members(training, training.candidates[0], wanted), rates, strict=True):
        own = replace(training, recipe=replace(training.recipe, learning_rate=rate))
        assert row["learning_rate"] == rate
        assert _apart(row["curve"], loop.train_block(own, own.candidates[0], 0)["curve"]) < ROUNDING
    assert [row["trial"] for row in train_members(training, training.candidates[0], wanted)] == [0, 1, 2]


def test_a_stopped_member_takes_no_further_step(toy_training, monkeypatch) -> None:
    training = _case(toy_training, "early stopping")
    steps = []
    step = train.train_together.__globals__["Tile"].step

    def counted(self, *rest):
        steps.append(len(self.entries))
        return step(self, *rest)

    monkeypatch.setattr(train.train_together.__globals__["Tile"], "step", counted)
    rows = list(train_blocks(training, training.candidates[0], range(BLOCKS)))
    batches = math.ceil(42 / 16)
    assert len({row["epochs"] for row in rows}) > 1
    assert sum(steps) == batches * sum(row["epochs"] for row in rows)


LEARNABLE = Activation(
    title="Scaled",
    function=lambda x, *, a: a * torch.tanh(x),
    name="scaled",
    source=Source("the test", "scaled tanh", 0),
    shelf="own",
    parameters=(Parameter("a", 1.0, "(-inf, inf)", Text(en="scale"), learnable=True),),
)


def test_learnable_activations_are_trained_and_do_not_decay(toy_training) -> None:
    """Rounding grows faster here, in either engine: half of the members keep within it, none parts."""
    training = toy_training(optimizer="adamw", weight_decay=0.3, epochs=100)
    candidate = Candidate("scaled", (Choice(LEARNABLE),) * 2)
    apart = [
        _apart(row["curve"], loop.train_block(training, candidate, row["block"])["curve"])
        for row in train_blocks(training, candidate, range(8))
    ]
    assert np.median(apart) < ROUNDING
    assert max(apart) < 10 * ROUNDING


def test_the_global_state_is_left_as_it_was(toy_training) -> None:
    training = toy_training("dropout", epochs=1)
    before = torch.get_rng_state()
    list(train_blocks(training, training.candidates[0], range(2)))
    assert torch.equal(before, torch.get_rng_state())


def test_a_network_that_branches_on_its_data_is_declined_with_a_reason(toy_training) -> None:
    reason = can_run(toy_training("branching"))
    assert reason is not None
    assert "torch.vmap cannot take the network" in reason


def test_a_function_that_draws_is_declined(toy_training) -> None:
    noisy = lambda x: torch.relu(x) + 0.1 * torch.randn_like(x)  # noqa: E731
    assert can_run(toy_training(candidates=("relu", noisy))) is not None


@pytest.mark.parametrize("net", ["mlp", "batch_norm", "dropout", "eager"])
def test_ordinary_networks_are_taken(toy_training, net: str) -> None:
    training = toy_training(net, batch_size=16, patience=2)
    assert can_run(training) is None
    assert why_slow(training) is None


def test_convolutions_over_signals_gain(toy_training) -> None:
    training = toy_training("signals", shape=(2, 12), batch_size=16)
    assert can_run(training) is None
    assert why_slow(training) is None


def test_convolutions_and_wide_networks_gain_nothing(toy_training) -> None:
    assert "convolutions" in why_slow(toy_training("convolution", shape=(1, 6, 6)))
    assert "parameters" in why_slow(toy_training(hidden=(300, 300)))


def test_a_tile_keeps_within_its_budget(toy_training) -> None:
    """4,096 members of 64-64-64-10 would take 5 GB at once: they are trained tile by tile."""
    training = toy_training(shape=(64,), hidden=(64, 64), samples=1437, batch_size=128)
    entry = train._entry(training, training.candidates[0], Member(0, 0.01))
    size = train.tile_size(training, entry)
    assert 32 <= size <= 256
    assert size * (2 * 4 * entry.data.train.x.numel() + 4 * 7 * 9000) < train._BUDGET


def test_records_are_complete(toy_training) -> None:
    training = toy_training(engine="vmap")
    row = next(train_blocks(training, training.candidates[0], [0]))
    reference = loop.train_block(training, training.candidates[0], 0)
    assert row.keys() == reference.keys()
    assert row["engine"] == "vmap"
    assert np.isfinite(row["seconds"])
