"""Estimators with functions of one's own: searched, cloned, saved; settings that mean nothing are refused."""

import pickle

import joblib
import numpy as np
import pytest
import torch
from sklearn.base import clone
from sklearn.datasets import load_iris
from sklearn.model_selection import GridSearchCV
from torch import nn

import actlab
from actlab.errors import UsageError

X, Y = load_iris(return_X_y=True)


def damped(x):
    return x * torch.sigmoid(2 * x)


class Learned(nn.Module):
    def __init__(self):
        super().__init__()
        self.k = nn.Parameter(torch.tensor(1.0))

    def forward(self, x):
        return torch.tanh(self.k * x)


WAYS = [damped, lambda x: torch.tanh(3 * x), Learned, nn.Softplus(), "x*sigmoid(x)", [damped, "relu"]]


def fitted(activation):
    sizes = (6, 5) if isinstance(activation, list) else (6,)
    return actlab.MLPClassifier(sizes, activation, max_iter=3, random_state=0).fit(X, Y)


@pytest.mark.parametrize("activation", WAYS)
def test_saved_and_loaded_they_predict_the_same(activation, tmp_path):
    model = fitted(activation)
    joblib.dump(model, tmp_path / "model.joblib")
    for again in (pickle.loads(pickle.dumps(model)), joblib.load(tmp_path / "model.joblib")):
        assert np.array_equal(again.predict_proba(X), model.predict_proba(X))
    assert np.array_equal(clone(model).fit(X, Y).predict_proba(X), model.predict_proba(X))


def test_a_search_runs_over_own_functions():
    search = GridSearchCV(
        actlab.MLPClassifier((4,), max_iter=2, random_state=0),
        {"activation": [damped, Learned, "relu"]},
        cv=2,
        n_jobs=1,
    ).fit(X, Y)
    assert search.best_params_["activation"] in (damped, Learned, "relu")


def test_settings_are_scikit_learns_or_refused():
    for solver in ("lbfgs", "SGD"):
        with pytest.raises(UsageError, match="solver is one of sgd, adam, adamw"):
            actlab.MLPClassifier((4,), solver=solver, max_iter=1).fit(X, Y)
    with pytest.raises(UsageError, match="whole numbers above 0"):
        actlab.MLPClassifier((4, 0), max_iter=1).fit(X, Y)
    for sizes in (np.array([4, 3]), [4, 3], 4, np.int64(4)):
        assert actlab.MLPClassifier(sizes, batch_size="auto", max_iter=1, random_state=0).fit(X, Y).n_iter_ == 1
