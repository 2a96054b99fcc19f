"""The scikit-learn face: multilayer perceptrons with any activation, for pipelines and searches.

They train with the reference engine, so they mean the same as a comparison's networks.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any, Literal, Self, get_args

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import train_test_split
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from actlab._shared.process_state import isolated
from actlab._shared.user_code import Portable
from actlab.errors import UsageError
from actlab.i18n import _
from actlab.population.candidates import CandidateLike, read_candidate
from actlab.population.data import Data, Part
from actlab.population.engines.loop import train
from actlab.population.networks import activation_module, initialise
from actlab.population.streams import Streams
from actlab.workloads import ACCURACY, LOG_LOSS, MLP, Loss, Metric, Optimizer, Recipe

__all__ = ["MLPClassifier", "MLPRegressor"]

_FLOATS = (np.float64, np.float32)


class _Perceptron(BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """What the classifier and the regressor share."""

    _loss: Loss
    _metric: Metric

    def __init__(
        self,
        hidden_layer_sizes: Sequence[int] | int = (100,),
        activation: CandidateLike = "relu",
        *,
        solver: Optimizer = "adam",
        learning_rate_init: float = 0.001,
        momentum: float = 0.9,
        weight_decay: float = 0.0,
        batch_size: int | Literal["auto"] | None = 200,
        max_iter: int = 200,
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        n_iter_no_change: int = 10,
        random_state: Any = None,
    ) -> None:
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.solver = solver
        self.learning_rate_init = learning_rate_init
        self.momentum = momentum
        self.weight_decay = weight_decay
        self.batch_size = batch_size
        self.max_iter = max_iter
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.n_iter_no_change = n_iter_no_change
        self.random_state = random_state

    def __getstate__(self) -> dict[str, Any]:
        """Return what is saved: a function of the user's own travels by value."""
        state: dict[str, Any] = {**super().__getstate__()}
        if not isinstance(self.activation, str):
            state["activation"] = Portable(self.activation)
        return state

    def _recipe(self, samples: int) -> Recipe:
        """Return the recipe.

        Raises:
            UsageError: A setting lies outside its domain.
        """
        if self.solver not in get_args(Optimizer):
            raise UsageError(
                _("solver is one of {known}; got {solver!r}.").format(
                    known=", ".join(get_args(Optimizer)), solver=self.solver
                )
            )
        return Recipe(
            epochs=self.max_iter,
            learning_rate=self.learning_rate_init,
            optimizer=self.solver,
            momentum=self.momentum if self.solver == "sgd" else 0.0,
            weight_decay=self.weight_decay,
            batch_size=min(200, samples) if self.batch_size == "auto" else self.batch_size,
            loss=self._loss,
            patience=self.n_iter_no_change if self.early_stopping else None,
        )

    def _train(self, x: NDArray[Any], y: NDArray[Any], outputs: int) -> None:
        """Fit the network to inputs (n, d) and labels (n,) or targets (n, outputs)."""
        streams = Streams(int(check_random_state(self.random_state).randint(2**31)), 0)
        data = self._data(x, y, outputs, streams)
        with isolated(streams.seed("activation")):
            net = self._network(x.shape[1], outputs, streams).to(data.train.x.dtype)
            trained = train(net, data, self._recipe(len(data.train)), self._metric, streams.generator("order"))
        self.network_ = trained.network.eval()
        self.loss_curve_ = trained.curve
        self.loss_ = trained.curve[-1]
        self.n_iter_ = len(trained.curve)
        if not np.isfinite(self.loss_):
            warnings.warn(_("The training diverged; try a lower learning_rate_init."), ConvergenceWarning, stacklevel=3)

    def _data(self, x: NDArray[Any], y: NDArray[Any], outputs: int, streams: Streams) -> Data:
        held = None
        if self.early_stopping:
            x, x_held, y, y_held = train_test_split(
                x, y, test_size=self.validation_fraction, random_state=streams.seed("split", "validation")
            )
            held = _part(x_held, y_held)
        fitted = _part(x, y)
        return Data(train=fitted, test=fitted, validation=held, outputs=outputs)

    def _network(self, features: int, outputs: int, streams: Streams) -> torch.nn.Module:
        hidden = self._hidden()
        candidate = read_candidate(self.activation, len(hidden), {})
        net = MLP().build(
            lambda layer, width: activation_module(candidate.layers[layer], width), (features,), outputs, hidden
        )
        initialise(net, streams)
        return net

    def _hidden(self) -> tuple[int, ...]:
        """Return the width of each hidden layer.

        Raises:
            UsageError: One is no whole number above 0.
        """
        given = np.atleast_1d(np.asarray(self.hidden_layer_sizes))
        if given.ndim != 1 or given.dtype.kind not in "iu" or (given < 1).any() or not given.size:
            raise UsageError(
                _("hidden_layer_sizes needs whole numbers above 0, such as (32, 32); got {sizes}.").format(
                    sizes=self.hidden_layer_sizes
                )
            )
        return tuple(given.tolist())

    def _outputs(self, x: ArrayLike) -> NDArray[Any]:
        check_is_fitted(self, "network_")
        inputs = validate_data(self, x, reset=False, dtype=_FLOATS)
        dtype = next(self.network_.parameters()).dtype
        with torch.no_grad():
            outputs: NDArray[Any] = self.network_(torch.tensor(np.ascontiguousarray(inputs), dtype=dtype)).numpy()
        return outputs


def _part(x: NDArray[Any], y: NDArray[Any]) -> Part:
    return Part(torch.tensor(np.ascontiguousarray(x)), torch.tensor(np.ascontiguousarray(y)))


class MLPClassifier(ClassifierMixin, _Perceptron):  # type: ignore[misc]  # scikit-learn ships no types
    """A multilayer perceptron classifier with any activation.

    Minimises the cross-entropy of softmax(W_L h_L + b_L), h_(l+1) = f_l(W_l h_l + b_l), torch's default init.

    Args:
        hidden_layer_sizes: Width of each hidden layer.
        activation: A name (``"mish"``), a name with parameters (``"leaky_relu:negative_slope=0.2"``), an entry,
            a function, class or module of your own, or a list with one of these for each hidden layer.
        solver: ``sgd``, ``adam`` or ``adamw``.
        learning_rate_init: The learning rate, constant.
        momentum: Of ``sgd``.
        weight_decay: The optimizer's.
        batch_size: Samples per step; ``auto`` for 200 or all, whichever is less; None for all.
        max_iter: Passes over the training data.
        early_stopping: Whether to set a part aside, stop when its loss no longer falls, and keep the best epoch.
        validation_fraction: Share of that part.
        n_iter_no_change: So many epochs without a lower loss end the training.
        random_state: Seed of initial weights and order.

    Raises:
        UsageError: A setting lies outside its domain, or the activations do not fit the layers; raised by `fit`.

    >>> from sklearn.datasets import load_iris
    >>> x, y = load_iris(return_X_y=True)
    >>> MLPClassifier((16,), "tanh", learning_rate_init=0.01, random_state=0).fit(x, y).score(x, y) > 0.9
    True
    """

    _loss = "cross_entropy"
    _metric = ACCURACY

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:  # noqa: N803  scikit-learn's name
        """Train on inputs (n, d) and n labels."""
        inputs, labels = validate_data(self, X, y, dtype=_FLOATS)
        check_classification_targets(labels)
        self.classes_, codes = np.unique(labels, return_inverse=True)
        self._train(inputs, codes.astype(np.int64), len(self.classes_))
        return self

    def predict_proba(self, X: ArrayLike) -> NDArray[Any]:  # noqa: N803  scikit-learn's name
        """Return the probability of each class, shape (n, classes), in the order of ``classes_``."""
        from scipy.special import softmax

        shares: NDArray[Any] = softmax(self._outputs(X), axis=1)
        return shares

    def predict(self, X: ArrayLike) -> NDArray[Any]:  # noqa: N803  scikit-learn's name
        """Return the most probable class of each sample."""
        chosen = self._outputs(X).argmax(axis=1)
        labels: NDArray[Any] = self.classes_[chosen]
        return labels


class MLPRegressor(RegressorMixin, _Perceptron):  # type: ignore[misc]  # scikit-learn ships no types
    """A multilayer perceptron regressor with any activation.

    Minimises the mean squared error of w_L h_L + b_L, h_(l+1) = f_l(W_l h_l + b_l), torch's default init. Inputs
    and targets are taken as they are: put a ``StandardScaler`` before it.

    Args:
        hidden_layer_sizes: As are all others, those of `MLPClassifier`.

    Raises:
        UsageError: A setting lies outside its domain, or the activations do not fit the layers; raised by `fit`.

    >>> import numpy as np
    >>> x = np.linspace(-1, 1, 200)[:, None]
    >>> model = MLPRegressor((32,), "gelu", learning_rate_init=0.01, random_state=0)
    >>> model.fit(x, np.abs(x[:, 0])).score(x, np.abs(x[:, 0])) > 0.9
    True
    """

    _loss = "mean_squared_error"
    _metric = LOG_LOSS

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:  # noqa: N803  scikit-learn's name
        """Train on inputs (n, d) and n targets."""
        inputs, targets = validate_data(self, X, y, dtype=_FLOATS, y_numeric=True)
        self._train(inputs, targets.astype(inputs.dtype)[:, None], 1)
        return self

    def predict(self, X: ArrayLike) -> NDArray[Any]:  # noqa: N803  scikit-learn's name
        """Return the prediction for each sample."""
        return self._outputs(X)[:, 0]
