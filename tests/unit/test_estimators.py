"""The scikit-learn face: scikit-learn's own checks, and what ours add."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
import torch
from sklearn.datasets import load_iris, make_moons
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

import actlab
from actlab.errors import CandidateError, UnknownNameError

SMALL: dict[str, Any] = {
    "hidden_layer_sizes": (16,), "learning_rate_init": 0.03, "max_iter": 30, "batch_size": 50,
}  # fmt: skip


@pytest.mark.slow
@parametrize_with_checks([actlab.MLPClassifier(**SMALL), actlab.MLPRegressor(**SMALL)])
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.SkipTestWarning")
def test_scikit_learn_accepts(estimator: Any, check: Any) -> None:
    check(estimator)


def test_grid_search_over_activations() -> None:
    x, y = make_moons(200, noise=0.1, random_state=0)
    grid: dict[str, list[Any]] = {"mlpclassifier__activation": ["relu", "tanh", torch.sin, ["tanh"]]}
    pipe = make_pipeline(StandardScaler(), actlab.MLPClassifier(**SMALL, random_state=0))
    search = GridSearchCV(pipe, grid, cv=2).fit(x, y)
    assert search.best_score_ > 0.8
    assert len(search.cv_results_["params"]) == 4


def test_an_activation_for_each_layer() -> None:
    x, y = load_iris(return_X_y=True)
    model = actlab.MLPClassifier((8, 8), ["tanh", "leaky_relu:negative_slope=0.2"], max_iter=2).fit(x, y)
    assert [type(module).__name__ for module in model.network_] == ["Linear", "Tanh", "Linear", "LeakyReLU", "Linear"]
    with pytest.raises(CandidateError, match="2 hidden layers"):
        actlab.MLPClassifier((8, 8), ["tanh"] * 3).fit(x, y)
    with pytest.raises(UnknownNameError, match="Did you mean"):
        actlab.MLPClassifier(activation="rleu").fit(x, y)


def test_seed_decides_and_the_global_state_stays() -> None:
    x, y = load_iris(return_X_y=True)
    state = torch.get_rng_state()
    fits = [actlab.MLPClassifier(**SMALL, random_state=seed).fit(x, y).loss_curve_ for seed in (1, 1, 2)]
    assert torch.equal(state, torch.get_rng_state())
    assert fits[0] == fits[1] != fits[2]


def test_early_stopping_ends_and_pickle_keeps() -> None:
    x, y = load_iris(return_X_y=True)
    model = actlab.MLPClassifier(
        (16,), early_stopping=True, n_iter_no_change=2, learning_rate_init=0.1, random_state=0
    ).fit(x, y)
    assert model.n_iter_ < model.max_iter
    again = pickle.loads(pickle.dumps(model))
    assert np.array_equal(model.predict_proba(x), again.predict_proba(x))
    np.testing.assert_allclose(model.predict_proba(x).sum(axis=1), 1)


def test_divergence_is_said() -> None:
    x = np.linspace(-1, 1, 50)[:, None]
    with pytest.warns(ConvergenceWarning, match="diverged"):
        actlab.MLPRegressor((4,), "identity", solver="sgd", learning_rate_init=1e6, max_iter=50).fit(x, x[:, 0])
