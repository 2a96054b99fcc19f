"""Pairing: what a block shares, it shares to the bit, whatever the candidates draw or hold."""

import random

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


def tensors(data):
    return [data.train.x, data.train.y, data.test.x, data.test.y]


@pytest.fixture
def witnessed(monkeypatch):
    """Note the initial Linear weights and the data of each network that the loop trains."""
    seen, build = [], loop.network

    def network(plan, candidate, data, streams):
        net = build(plan, candidate, data, streams)
        weights = {
            n: p.detach().clone()
            for n, m in net.named_modules()
            if isinstance(m, nn.Linear)
            for n, p in ((f"{n}.weight", m.weight), (f"{n}.bias", m.bias))
        }
        seen.append((candidate.label, streams.block, tensors(data), weights))
        return net

    monkeypatch.setattr(loop, "network", network)
    return seen


@pytest.mark.parametrize("split", ["fresh", "block", "exercise"])
def test_a_block_shares_data_split_and_weights_to_the_bit(moons, witnessed, split):
    plan = moons(
        "relu",
        noisy,
        LEARNABLE,
        [noisy, "relu"],
        "leaky_relu:negative_slope=0.2",
        hidden=(10, 10),
        split=split,
        epochs=2,
    )
    for block in range(2):
        for candidate in plan.candidates:
            loop.train_block(plan, candidate, block)
    first = {block: (parts, weights) for label, block, parts, weights in witnessed if label == "relu"}
    for _, block, parts, weights in witnessed:
        same_parts, same_weights = first[block]
        assert all(torch.equal(one, other) for one, other in zip(parts, same_parts, strict=True))
        assert weights.keys() == same_weights.keys()
        assert all(torch.equal(weights[name], same_weights[name]) for name in weights)
    assert not torch.equal(first[0][1]["0.weight"], first[1][1]["0.weight"])


def test_a_candidate_that_draws_gives_the_same_row_alone_and_in_company(moons):
    plan = moons("relu", noisy, epochs=5)
    alone = loop.train_block(plan, plan.candidates[1], 1)
    for candidate in plan.candidates:
        loop.train_block(plan, candidate, 0)
    again = loop.train_block(plan, plan.candidates[1], 1)
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
    plan = moons(epochs=1)
    relu = plan.candidates[0]
    for arm in (0, 1):
        loop.train_block(plan, Candidate("relu", relu.layers, arm), 0)
    (_, _, parts, weights), (_, _, other_parts, other_weights) = witnessed
    assert all(torch.equal(one, other) for one, other in zip(parts, other_parts, strict=True))
    assert not any(torch.equal(weights[name], other_weights[name]) for name in weights)


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
