"""Trials: shared points, a choice that sees no test part, one look at the test part, pilots that are thrown away."""

import math

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from actlab.errors import UsageError
from actlab.population import evaluation, gain_init
from actlab.population.data import draw
from actlab.population.engines import ENGINES
from actlab.population.engines.loop import train_blocks
from actlab.population.evaluation import select
from actlab.population.networks import network
from actlab.population.streams import Streams
from actlab.population.tuning import Tuning, sobol
from actlab.records import chosen
from checkers.trials import breaches

SEEDS = st.integers(0, 2**32 - 1)


@given(SEEDS, st.integers(0, 6))
def test_the_first_powers_of_two_lie_one_in_each_equal_part(seed, m):
    parts = np.floor(2**m * sobol(seed, 2**m)).astype(int)
    assert sorted(parts) == list(range(2**m))


def test_each_point_is_uniform_over_scrambles():
    points = np.array([sobol(seed, 5) for seed in range(4000)])
    assert np.abs(points.mean(axis=0) - 0.5).max() < 4 * math.sqrt(1 / 12 / 4000)


@given(SEEDS, st.floats(-6, -3), st.floats(3, 6), st.integers(5, 12))
def test_rates_lie_in_the_range(seed, low, width, trials):
    tuning = Tuning(trials, low, low + width)
    assert all(10.0**low <= rate * (1 + 1e-12) and rate <= 10.0 ** (low + width) for rate in tuning.rates(seed))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Tuning(4, -3, 0), "Tuning needs 5 trials or more for each candidate; got 4"),
        (lambda: Tuning.between(0.01, 1), "span fewer than 3 decades"),
        (lambda: Tuning.between(1, 0.001), "go from a smaller to a larger"),
        (lambda: Tuning.between(0, 1), "go from a smaller to a larger"),
    ],
)
def test_ranges_that_are_refused(make, message):
    with pytest.raises(UsageError, match=message):
        make()


@pytest.fixture
def tuned(moons):
    return lambda *candidates, **options: (
        moons(
            *candidates, **{"regime": "tuned", "learning_rates": (1e-3, 1), "epochs": 3, "trials": 5, **options}
        ).training
    )


@pytest.mark.slow
def test_all_candidates_of_a_block_share_its_points_and_blocks_do_not(tuned):
    frame = rows(tuned("relu", "tanh"), blocks=3)
    assert breaches(frame) == []
    assert frame["learning_rate"].nunique() == 15


def rows(training, blocks=2):
    return pd.DataFrame([row for each in training.candidates for row in train_blocks(training, each, range(blocks))])


def test_the_test_part_is_opened_once_for_the_chosen_network(tuned, monkeypatch):
    training, opened = tuned(), []
    look = evaluation._opened
    monkeypatch.setattr(
        evaluation, "_opened", lambda training, net, data: opened.append(net) or look(training, net, data)
    )
    frame = rows(training)
    assert len(opened) == 4
    assert len(chosen(frame)) == 4
    for _key, trials in frame.groupby(["candidate", "block"]):
        best = trials.loc[trials["validation_loss"].idxmin()]
        assert trials.index[trials["test_score"].notna()].tolist() == [best.name]
        assert trials["chance_score"].notna().sum() == 1


@pytest.mark.slow
def test_the_choice_sees_nothing_of_the_test_part(tuned, monkeypatch):
    training = tuned()
    before = rows(training)
    parts = type(training.workload).parts

    def turned(self, *seeds):
        """The same training and validation samples, and test labels turned around."""
        from dataclasses import replace

        whole = parts(self, *seeds)
        return replace(whole, y_test=1 - whole.y_test)

    monkeypatch.setattr(type(training.workload), "parts", turned)
    after = rows(training)
    seen = ["candidate", "block", "trial", "validation_loss", "train_loss", "status"]
    pd.testing.assert_frame_equal(before[seen], after[seen], check_exact=True)
    assert (before["test_score"].isna() == after["test_score"].isna()).all()
    assert (chosen(before)["test_score"] + chosen(after)["test_score"]).tolist() == pytest.approx([100] * 4)


@given(st.lists(st.one_of(st.floats(0, 5), st.just(math.nan)), min_size=1, max_size=12))
def test_the_lowest_loss_is_chosen_and_nan_never_before_a_number(losses):
    found = losses[select([{"validation_loss": loss} for loss in losses])]
    numbers = [loss for loss in losses if not math.isnan(loss)]
    assert found == min(numbers) if numbers else math.isnan(found)


@pytest.mark.slow
def test_engines_agree_on_trials(tuned):
    training = tuned("tanh", "relu")
    loop = rows(training)
    stacked = pd.DataFrame(
        [row for each in training.candidates for row in ENGINES["vmap"].train_blocks(training, each, range(2))]
    )
    assert breaches(stacked) == []
    assert (loop["test_score"].isna() == stacked["test_score"].isna()).all()
    np.testing.assert_allclose(loop["validation_loss"], stacked["validation_loss"], rtol=1e-4)
    assert loop["learning_rate"].tolist() == stacked["learning_rate"].tolist()


# the gain init


def weights(training, candidate):
    streams = Streams(training.seed, 0)
    net = network(training, training.candidates[candidate], draw(training, streams), streams)
    return [module for module in net.modules() if isinstance(module, torch.nn.Linear)]


def test_candidates_share_the_draws_scaled_by_their_gains(moons):
    from actlab.activations.derive import gain

    training = moons("relu", "tanh", regime="gain", hidden=(12, 7)).training
    relu, tanh = (weights(training, candidate) for candidate in (0, 1))
    assert torch.equal(relu[0].weight, tanh[0].weight)
    for one, other in zip(relu[1:], tanh[1:], strict=True):
        torch.testing.assert_close(one.weight / gain("relu"), other.weight / gain("tanh"))
    assert all(not layer.bias.any() for layer in relu)


def test_wide_layers_keep_the_second_moment(moons):
    training = moons("relu", "sigmoid", regime="gain", hidden=(512,) * 6).training
    for candidate in training.candidates:
        streams = Streams(0, 1)
        net = network(training, candidate, draw(training, streams), streams)
        x = torch.randn(400, 2)
        moments = []
        for module in net:
            x = module(x)
            if isinstance(module, torch.nn.Linear):
                moments.append(float(x.detach().square().mean()))
        assert all(0.5 < moment < 2 for moment in moments[1:-1]), moments


def test_a_function_of_several_units_has_a_measured_gain(moons):
    training = moons("softmax", "relu", regime="gain", hidden=(64, 64)).training
    layer = weights(training, 0)[1]
    inputs = torch.softmax(torch.randn(2000, 64), -1)
    assert float((inputs @ layer.weight.detach().T).square().mean()) == pytest.approx(1, rel=0.5)


def test_an_activation_without_a_gain_is_refused_before_the_run(moons):
    def nothing(x):
        return x * 0

    with pytest.raises(UsageError, match="no finite gain"):
        moons(nothing, "relu", regime="gain")
    assert gain_init.check_gains(moons("relu", "tanh").training.candidates) is None
