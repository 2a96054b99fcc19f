"""A workload from the user's own data: arrays, frames, tensors, torch datasets."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actlab.errors import DataError
from actlab.i18n import Text, _
from actlab.sources import Source
from actlab.workloads._recipe import Recipe
from actlab.workloads._spec import Task, Workload

__all__ = ["own_data", "own_dataset"]

_LEAST_SAMPLES = 20
_MOST_CLASSES = 20
_LEAST_SAMPLES_A_CLASS = 20
_NAMES_SHOWN = 5


def own_data(x: Any, y: Any, *, task: Task | None = None, any_shape: bool = False) -> Workload:
    """Return a workload from inputs and labels or targets.

    Args:
        x: Numbers of shape (n, d): an array, a DataFrame, a tensor or nested lists.
        y: The n labels, anything that can be told apart, or n numbers to predict.
        task: ``classification`` or ``regression``; found from y where left out. Text, truth values and categories
            are classes; numbers with fractions are targets; whole numbers are classes unless there are more than
            20 of them and fewer than 20 samples for each.
        any_shape: Whether x may have the shape (n, ...), as a network of the user's own may want.

    Raises:
        DataError: The data cannot be learned from; the message says why and what to do.

    >>> import numpy as np
    >>> own_data(np.eye(40), [0, 1] * 20).title.en
    'own data: 40 samples, 40 features, 2 classes'
    >>> own_data(np.eye(40), np.linspace(0, 1, 40)).task
    'regression'
    """
    inputs = _inputs(x, any_shape=any_shape)
    raw = _given_labels(y)
    if len(inputs) != len(raw):
        raise DataError(
            _("X has {rows} rows and y has {labels} labels; give one label for each row.").format(
                rows=len(inputs), labels=len(raw)
            )
        )
    if len(inputs) < _LEAST_SAMPLES:
        raise DataError(
            _("X has {rows} rows; a comparison needs at least {least}.").format(rows=len(inputs), least=_LEAST_SAMPLES)
        )
    found = task or _task(raw)
    targets = _labels(raw) if found == "classification" else _targets(raw)
    return Workload(
        name="own data",
        title=_title(inputs, targets, found),
        sample=partial(_given, inputs, targets),
        generated=False,
        source=Source("the user", "own data", 0),
        licence="the user's",
        hidden=(32, 32),
        recipe=Recipe(
            epochs=100,
            learning_rate=0.01,
            loss="cross_entropy" if found == "classification" else "mean_squared_error",
        ),
        scaling="features" if inputs.ndim == 2 else "whole",
        content=hashlib.sha256(inputs.tobytes() + targets.tobytes()).hexdigest(),
        notes=_notes(inputs, _column_names(x)),
    )


def own_dataset(dataset: Any, *, task: Task | None = None) -> Workload:
    """Return a workload from a torch dataset whose items are pairs (inputs, label).

    Raises:
        DataError: It has no length, or its items are no such pairs.

    >>> import torch
    >>> own_dataset(torch.utils.data.TensorDataset(torch.eye(40), torch.arange(40) % 2)).task
    'classification'
    """
    if not hasattr(dataset, "__len__"):
        raise DataError(_("The dataset has no length; give one with `__len__` and `__getitem__`, or arrays (X, y)."))
    try:
        pairs = [dataset[index] for index in range(len(dataset))]
        inputs = np.stack([np.asarray(x) for x, _label in pairs])
        labels = np.stack([np.asarray(label) for _x, label in pairs])
    except (TypeError, ValueError, IndexError) as error:
        raise DataError(
            _("The items of the dataset must be pairs (inputs, label), all of one shape: {error}.").format(
                error=str(error).partition("\n")[0]
            )
        ) from error
    return own_data(inputs, labels, task=task, any_shape=True)


def _given(x: NDArray[Any], y: NDArray[Any], _seed: int) -> tuple[NDArray[Any], NDArray[Any]]:
    return x, y


def _title(inputs: NDArray[Any], targets: NDArray[Any], task: Task) -> Text:
    sizes = [str(length) for length in inputs.shape[1:]]
    features = " x ".join(sizes)
    one = sizes == ["1"]
    classes = 0 if task == "regression" else int(targets.max()) + 1
    return Text(
        en=f"own data: {len(inputs)} samples, {features} feature{'' if one else 's'}, "
        + (f"{classes} classes" if classes else "a regression"),
        es=f"datos propios: {len(inputs)} muestras, {features} característica{'' if one else 's'}, "
        + (f"{classes} clases" if classes else "una regresión"),
    )


def _column_names(x: Any) -> list[str]:
    return [str(name) for name in x.columns] if hasattr(x, "columns") else []


def _notes(inputs: NDArray[Any], names: Sequence[str]) -> tuple[Text, ...]:
    """Say which columns are constant; they are kept, as pixels at an image's rim are, and carry nothing."""
    if inputs.ndim != 2:
        return ()
    constant = np.flatnonzero((inputs == inputs[0]).all(axis=0))
    if len(constant) == 0:
        return ()
    if len(constant) == inputs.shape[1]:
        raise DataError(_("All columns of X are constant: there is nothing to learn from."))
    which = listed([names[index] if names else str(index) for index in constant.tolist()])
    if len(constant) == 1:
        return (
            Text(en=f"The column {which} is constant and tells nothing.",
                 es=f"La columna {which} es constante y no dice nada."),
        )  # fmt: skip
    return (
        Text(
            en=f"{len(constant)} columns are constant and tell nothing: {which}.",
            es=f"{len(constant)} columnas son constantes y no dicen nada: {which}.",
        ),
    )


def listed(names: Sequence[str]) -> str:
    """Return the first names and the last, often the target; all where there are few.

    >>> listed(["a", "b"])
    "'a', 'b'"
    >>> listed([*"abcdefgh", "label"])
    "'a', 'b', 'c', 'd', 'e', ..., 'label'"
    """
    quoted = [f"'{name}'" for name in names]
    return ", ".join(quoted if len(names) <= _NAMES_SHOWN + 1 else [*quoted[:_NAMES_SHOWN], "...", quoted[-1]])


def _inputs(x: Any, *, any_shape: bool) -> NDArray[np.float64]:
    try:
        inputs = np.asarray(x, dtype=np.float64)
    except (TypeError, ValueError, RuntimeError) as error:
        raise DataError(_("X must hold numbers only; encode text columns as numbers first.")) from error
    if inputs.ndim < 2 or 0 in inputs.shape[1:] or (inputs.ndim > 2 and not any_shape):
        raise DataError(
            _("X must have the shape (samples, features); got {shape}. Try `X.reshape(len(X), -1)`.").format(
                shape=inputs.shape
            )
        )
    broken = ~np.isfinite(inputs.reshape(len(inputs), -1)).all(axis=1)
    if broken.any():
        raise DataError(
            _("X has NaN or infinite values in {rows} of its rows; drop or fill these rows first.").format(
                rows=int(broken.sum())
            )
        )
    return inputs


def _given_labels(y: Any) -> NDArray[Any]:
    raw = np.asarray(y)
    if raw.ndim == 2 and raw.shape[1] == 1:
        raw = raw[:, 0]
    if raw.ndim != 1:
        raise DataError(
            _("y must be one label a sample; got the shape {shape}. Try `y.ravel()`.").format(shape=raw.shape)
        )
    if raw.dtype.kind == "f" and not np.isfinite(raw).all():
        raise DataError(_("y has NaN or infinite labels; drop these samples first."))
    return raw


def _task(y: NDArray[Any]) -> Task:
    if y.dtype.kind not in "fiu":
        return "classification"
    if (y != np.round(y)).any():
        return "regression"
    values = len(np.unique(y))
    return "regression" if values > _MOST_CLASSES and len(y) < _LEAST_SAMPLES_A_CLASS * values else "classification"


def _targets(y: NDArray[Any]) -> NDArray[np.float64]:
    try:
        targets = y.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise DataError(_("A regression needs numbers in y; got text. Try task='classification'.")) from error
    if (targets == targets[0]).all():
        raise DataError(_("y is constant: there is nothing to predict."))
    return targets


def _labels(y: NDArray[Any]) -> NDArray[np.int64]:
    classes, labels = _classes(y)
    if len(classes) < 2:
        raise DataError(
            _("y has a single class ({label}); a comparison needs two or more.").format(
                label=", ".join(map(str, classes)) or "-"
            )
        )
    counts = np.bincount(labels)
    if counts.min() < 2:
        alone = listed([str(label) for label in classes[counts < 2]])
        raise DataError(
            _("These classes of y have a single sample: {classes}; each class needs two or more.").format(classes=alone)
        )
    return labels.astype(np.int64)


def _classes(raw: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.intp]]:
    try:
        return np.unique(raw, return_inverse=True)
    except TypeError as error:
        raise DataError(
            _("y mixes labels that cannot be sorted, as text with missing values; drop or fill these samples first.")
        ) from error
