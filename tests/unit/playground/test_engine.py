"""What trains in the page is what trains in the library: the same streams, data, start weights and networks."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

import actlab
from actlab.population.engines.fused.tiles import choose_tile, is_turned
from actlab.population.streams import Streams
from actlab.workloads import CATALOGUE
from checkers import node

pytestmark = pytest.mark.skipif(node.find() is None, reason="Node is not installed")

SETTINGS = {"seed": 0, "hidden": [10], "optimizer": "adam", "epochs": 100, "rate": 0.01}
BLOCKS = (0, 17, 199)


def test_seeds_are_those_of_the_library():
    keys = [
        (root, block, purpose) for root in (0, 4294967295) for block in (0, 17, 1999) for purpose in ("data", "init")
    ]
    found = node.evaluate("return given.map(([root, block, purpose]) => streamSeed(root, block, purpose))", keys)
    assert found == [Streams(root, block).seed(purpose) for root, block, purpose in keys]


@settings(max_examples=3, deadline=None)
@given(st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=5))
def test_random_numbers_are_those_of_numpy_and_torch(seeds):
    body = """return given.map((seed) => { const r = new RandomState(seed), p = new Pcg(seed); return {
      order: [...r.permutation(50)], normal: Array.from({length: 20}, () => r.normal()),
      torch: [...torchUniform(new Twister(seed), 50, 0.7)], words: seedWords([seed, 1], 4),
      ziggurat: Array.from({length: 3000}, () => p.normal()), uniform: p.uniform(),
      bits: [p.bit(), p.bit(), p.bit()] }; })"""
    for seed, found in zip(seeds, node.evaluate(body, seeds), strict=True):
        state, rng = np.random.RandomState(seed), np.random.default_rng(seed)
        assert found["order"] == state.permutation(50).tolist()
        np.testing.assert_allclose(found["normal"], state.normal(size=20), rtol=1e-14)
        drawn = torch.empty(50).uniform_(-0.7, 0.7, generator=torch.Generator().manual_seed(seed))
        assert found["torch"] == drawn.tolist()
        assert found["words"] == np.random.SeedSequence([seed, 1]).generate_state(4).tolist()
        np.testing.assert_allclose(found["ziggurat"], rng.standard_normal(3000), rtol=1e-9)
        assert found["uniform"] == rng.uniform()
        assert found["bits"] == [int(rng.choice([0, 1])) for _ in range(3)]


@pytest.mark.parametrize("name", ["moons", "circles", "spirals", "xor", "waves"])
def test_data_of_a_block_are_the_librarys(name):
    (workload,) = (each for each in CATALOGUE if each.name == name)
    body = """return given.blocks.map((block) => { const d = blockData({...given.settings, data: given.name}, block);
      return [d.train.x, d.train.y, d.test.x, d.test.y].map((part) => [...part]); })"""
    found = node.evaluate(body, {"blocks": BLOCKS, "settings": SETTINGS, "name": name})
    for block, parts in zip(BLOCKS, found, strict=True):
        streams = Streams(0, block)
        drawn = workload.parts("fresh", streams.seed("data"), streams.seed("split"))
        for ours, theirs in zip(parts, (drawn.x_train, drawn.y_train, drawn.x_test, drawn.y_test), strict=True):
            np.testing.assert_allclose(ours, theirs.ravel(), rtol=0, atol=1e-6)


def test_start_weights_are_torchs_to_the_bit():
    body = "return given.map((block) => [...startWeights(kernel, {seed: 0}, [2, 10, 7, 3], ['relu', 'tanh'], block)])"
    for block, found in zip(BLOCKS, node.evaluate(body, BLOCKS, kernel=True), strict=True):
        torch.manual_seed(Streams(0, block).seed("init"))
        layers = [nn.Linear(2, 10), nn.Linear(10, 7), nn.Linear(7, 3)]
        assert found == [
            x for layer in layers for p in (layer.weight, layer.bias) for x in p.detach().flatten().tolist()
        ]


@pytest.mark.slow
def test_twenty_networks_and_their_verdict_are_the_librarys():
    body = """const s = withFunctions({...given, data: "moons", candidates: [["relu"], ["tanh"]]}, kernel);
      return Array.from({length: 10}, (_, block) => trainBlock(kernel, s, block));"""
    found = node.evaluate(body, SETTINGS, kernel=True)
    frame = actlab.compare("relu", "tanh", blocks=10).frame()
    for place, name in enumerate(("relu", "tanh")):
        rows = frame[frame["candidate"] == name].sort_values("block")
        losses = [curve[-1] for curve in rows["curve"]]
        np.testing.assert_allclose([row["losses"][place] for row in found], losses, rtol=0, atol=1e-4)
        np.testing.assert_allclose([row["scores"][place] for row in found], rows["test_score"], atol=0.051)
        np.testing.assert_allclose([row["single"][place] for row in found], rows["single_score"], atol=0.51)
        assert [row["failed"][place] for row in found] == [status != "ok" for status in rows["status"]]


@pytest.mark.slow
def test_the_verdict_of_two_hundred_pairs_is_the_librarys():
    body = """const s = withFunctions({...given, data: "moons", candidates: [["relu"], ["tanh"]]}, kernel);
      const rows = Array.from({length: 200}, (_, block) => trainBlock(kernel, s, block));
      return runningIntervals(rows.map(({ scores }) => scores[0] - scores[1]), 0.05).at(-1);"""
    found = node.evaluate(body, SETTINGS, kernel=True, more=("sequence",))
    (pair,) = actlab.compare("relu", "tanh", blocks=200).judgement.pairs
    assert abs(found["mean"] - pair.difference) < 0.1


@given(st.lists(st.integers(1, 64), min_size=2, max_size=5), st.integers(1, 4000))
@settings(max_examples=1, deadline=None)
def test_tiles_are_those_of_the_engine(sizes, batch):
    cases = [[[s + extra for s in sizes], batch + 37 * extra] for extra in range(40)]
    body = (
        "return given.map(([sizes, batch]) => [tileOf(sizes, batch), isTurned(sizes[0], sizes[1], "
        "tileOf(sizes, batch))])"
    )
    for (widths, samples), (tile, turned) in zip(cases, node.evaluate(body, cases), strict=True):
        assert tile == choose_tile(tuple(widths), samples)
        assert turned == is_turned(widths[0], widths[1], tile)
