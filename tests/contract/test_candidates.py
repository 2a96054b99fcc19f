"""Every entry of the catalogue can be compared: its network is built and trained."""

import math

import pytest

from actlab.activations import CATALOGUE
from actlab.population.engines import loop

WIDTH = 12  # divisible by 2 and 3, so that every gate can halve it


@pytest.mark.parametrize("name", [entry.name for entry in CATALOGUE])
def test_a_network_with_it_trains(moons, name):
    training = moons("relu", name, epochs=2, hidden=(WIDTH, WIDTH)).training
    row = loop.train_block(training, training.candidates[1], 0)
    assert len(row["curve"]) == 2
    assert all(map(math.isfinite, row["curve"]))
