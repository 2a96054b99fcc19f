"""Pairing: what a block shares, it shares to the bit, whatever the candidates draw or hold."""

import random
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

import actlab
from actlab.activations import Activation, Parameter, Source, Text
from actlab.population.candidates import Candidate
from actlab.population.engines import loop
from actlab.population.streams import Streams


def noisy(x):
    """An own function that draws: x where a coin falls, and 0 elsewhere."""
    return x * (torch.rand_like(x) < 0.9) + 0.01 * float(np.random.standard_normal()) * random.random()  # noqa: NPY002


def sloped(x, *, slope=0.25):
    return torch.where(x > 0, x, slope * x)


LEARNABLE = Activation(
    name="sloped",
    title="Sloped",
    function=sloped,
    formula="Piecewise((x, x > 0), (slope*x, True))",
    parameters=(Parameter("slope", 0.25, "[0, 1]", Text(en="slope"), learnable=True),),
    source=Source("Nobody", "Nothing", 0),
)


@pytest.fixture
def witnessed(monkeypatch):
    """Note the data, the initial Linear weights and the order of the batches of each network that the loop trains."""
    seen, build, order = [], loop.network, loop.epoch_orders

    def network(training, candidate, data, streams):
        net = build(training, candidate, data, streams)
        layers = [module for module in net.modules() if isinstance(module, nn.Linear)]
        weights = [p.detach().clone() for layer in layers for p in (layer.weight, layer.bias)]
        seen.append(
            Seen(candidate.label, streams.block, [data.train.x, data.train.y, data.test.x, data.test.y], weights, [])
        )
        return net

    def orders(*arguments):
        for indices in order(*arguments):
            seen[-1].order.append(indices)
            yield indices

    monkeypatch.setattr(loop, "network", network)
    monkeypatch.setattr(loop, "epoch_orders", orders)
    return seen


class Seen(NamedTuple):
    """What one network was given."""

    label: str
    block: int
    data: list
    weights: list
    order: list


def same(first, second):
    return len(first) == len(second) and all(torch.equal(a, b) for a, b in zip(first, second, strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("split", ["fresh", "block", "exercise"])
def test_a_block_shares_data_split_weights_and_order_to_the_bit(moons, witnessed, split):
    training = moons(
        "relu",
        noisy,
        LEARNABLE,
        [noisy, "relu"],
        "leaky_relu:negative_slope=0.2",
        hidden=(10, 10),
        split=split,
        epochs=2,
    ).training
    training = replace(training, recipe=replace(training.recipe, batch_size=64))
    for block in range(2):
        for candidate in training.candidates:
            loop.train_block(training, candidate, block)
    first = {each.block: each for each in witnessed if each.label == "relu"}
    for each in witnessed:
        block = first[each.block]
        assert len(each.weights) == 6
        assert same(each.data, block.data)
        assert same(each.weights, block.weights)
        assert same(each.order, block.order)
        assert not torch.equal(each.order[0], each.order[1])
    assert not torch.equal(first[0].weights[0], first[1].weights[0])
    assert not torch.equal(first[0].order[0], first[1].order[0])


def test_a_candidate_that_draws_gives_the_same_row_alone_and_in_company(moons):
    training = moons("relu", noisy, epochs=5).training
    alone = loop.train_block(training, training.candidates[1], 1)
    for candidate in training.candidates:
        loop.train_block(training, candidate, 0)
    again = loop.train_block(training, training.candidates[1], 1)
    assert {**alone, "seconds": 0} == {**again, "seconds": 0}
    assert len(set(alone["curve"])) == 5


def state():
    return random.getstate(), np.random.get_state(), torch.get_rng_state()  # noqa: NPY002


def test_the_global_generators_are_the_same_after_a_comparison(tmp_path, monkeypatch, without_processes):
    monkeypatch.chdir(tmp_path)
    python, numpy, torch_state = state()
    actlab.compare(["relu", noisy, LEARNABLE], epochs=2, blocks=2, workers=1)
    after = state()
    assert after[0] == python
    assert all(np.array_equal(a, b) for a, b in zip(after[1], numpy, strict=True))
    assert torch.equal(after[2], torch_state)
    assert torch.get_num_threads() == 1


def test_an_arm_has_its_own_weights_on_the_same_data(moons, witnessed):
    training = moons(epochs=1).training
    relu = training.candidates[0]
    for arm in (0, 1):
        loop.train_block(training, Candidate("relu", relu.layers, arm), 0)
    first, second = witnessed
    assert same(first.data, second.data)
    assert not any(torch.equal(a, b) for a, b in zip(first.weights, second.weights, strict=True))


@given(st.integers(0, 10), st.integers(0, 10), st.sampled_from(["0", "2", "4"]))
def test_streams_of_different_keys_differ(root, block, path):
    seeds = [
        Streams(root, block).seed("init", path),
        Streams(root + 1, block).seed("init", path),
        Streams(root, block + 1).seed("init", path),
        Streams(root, block).seed("order", path),
        Streams(root, block, arm=1).seed("init", path),
        Streams(root, block).seed("init", path + ".x"),
    ]
    assert len(set(seeds)) == len(seeds)
    assert all(0 <= seed < 2**32 for seed in seeds)
