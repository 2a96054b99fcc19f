"""Gradients through untrained layers: what theory says exactly, and how a decay is read."""

import pandas as pd
import pytest

from actlab.evidence import Gradients, Lab, decays


@pytest.mark.parametrize(("init", "factor"), [("he", 1.0), ("xavier", 1 / 2), ("torch", 1 / 6)])
def test_relu_halves_the_variance_of_the_weights(init, factor):
    frame = Gradients(names=("relu",), inits=(init,), layers=4, width=8, networks=2)(Lab())
    assert decays(frame)["relu", init].predicted == pytest.approx(factor, rel=1e-9)


def test_measured_and_predicted_agree_for_wide_layers():
    frame = Gradients(names=("tanh",), inits=("xavier",), layers=5, width=150, networks=30)(Lab())
    found = decays(frame)["tanh", "xavier"]
    assert found.factor == pytest.approx(found.predicted, rel=0.05)


def test_the_decay_is_the_factor_a_layer():
    rows = [
        {"candidate": "f", "init": "he", "network": network, "layer": layer, "square": 0.5 ** (4 - layer),
         "predicted": 0.25 ** (4 - layer)}
        for network in range(3)
        for layer in range(1, 5)
    ]  # fmt: skip
    found = decays(pd.DataFrame(rows))["f", "he"]
    assert (found.factor, found.predicted) == pytest.approx((0.5, 0.25))
    assert found.low <= found.factor <= found.high
