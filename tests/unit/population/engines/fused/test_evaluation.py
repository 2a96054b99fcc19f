"""Scoring in stacks says of a network what scoring it alone says, whatever stands beside it."""

import pytest

import actlab
from actlab.population.engines.fused.train import Tile
from actlab.population.members import members
from actlab.workloads import CATALOGUE

EXACT = ("epochs", "curve", "status", "dead", "saturated", "train_score")


def rows(training, candidate, blocks):
    tile = Tile(training, candidate, members(training, blocks, candidate.arm))
    run = tile.train()
    data = [tile.blocks[member.block].data for member in tile.members]
    return tile.rows(run), tile._one_by_one(data, [tile._curves(run, i) for i in range(len(data))])


@pytest.mark.parametrize(
    ("workload", "options"),
    [
        ("moons", {"hidden": (7,), "split": "exercise"}),
        ("wine", {}),
        ("diabetes", {}),
        ("moons", {"regime": "tuned", "trials": 5, "learning_rates": (1e-3, 1.0)}),
    ],
)
@pytest.mark.parametrize("name", ["relu", "gelu"])
def test_a_stack_says_what_each_network_says(workload, options, name):
    training = actlab.plan(
        [name, "tanh"], workload=CATALOGUE[workload], blocks=3, epochs=20, engine="fused", **options
    ).training
    assert training.engine == "fused"
    stacked, alone = rows(training, training.candidates[0], range(3))
    for ours, reference in zip(stacked, alone, strict=True):
        assert ours.keys() == reference.keys() | {"candidate", "regime", "block", "trial", "learning_rate", "engine"}
        for column, value in reference.items():
            if isinstance(value, float):
                assert ours[column] == pytest.approx(value, rel=2e-6, abs=2e-6), column
            elif column not in EXACT:
                assert ours[column] == value, column


@pytest.mark.slow
@pytest.mark.parametrize("name", ["mish", "softplus", "gelu_tanh"])
def test_a_networks_numbers_do_not_depend_on_those_beside_it(name):
    training = actlab.plan(
        [name, "relu"], workload=CATALOGUE["diabetes"], blocks=12, epochs=3, hidden=(7, 5), engine="fused"
    ).training
    together, _ = rows(training, training.candidates[0], range(12))
    for block in range(12):
        apart, _ = rows(training, training.candidates[0], range(block, block + 1))
        assert together[block] == apart[0]
