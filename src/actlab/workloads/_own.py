"""A workload from the user's own arrays."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actlab.errors import DataError
from actlab.i18n import Text, _
from actlab.sources import Source
from actlab.workloads._recipe import Recipe
from actlab.workloads._spec import Workload

__all__ = ["own_data"]

_LEAST_SAMPLES = 20


def own_data(x: Any, y: Any) -> Workload:
    """Return a classification workload from inputs and labels.

    Args:
        x: Numbers of shape (n, d): an array, a DataFrame, a tensor or nested lists.
        y: The n labels; anything that can be told apart.

    Raises:
        DataError: The arrays cannot be learned from; the message says why and what to do.

    >>> import numpy as np
    >>> own_data(np.eye(40), [0, 1] * 20).splits
    ('block',)
    """
    inputs, labels = _inputs(x), _labels(y)
    if len(inputs) != len(labels):
        raise DataError(
            _("X has {rows} rows and y has {labels} labels; give one label for each row.").format(
                rows=len(inputs), labels=len(labels)
            )
        )
    if len(inputs) < _LEAST_SAMPLES:
        raise DataError(
            _("X has {rows} rows; a comparison needs at least {least}.").format(rows=len(inputs), least=_LEAST_SAMPLES)
        )
    return Workload(
        name="own data",
        title=Text(en=f"own data, {len(inputs)} samples", es=f"datos propios, {len(inputs)} muestras"),
        sample=partial(_given, inputs, labels),
        generated=False,
        source=Source("the user", "own data", 0),
        hidden=(32, 32),
        recipe=Recipe(epochs=100, learning_rate=0.01),
        content=hashlib.sha256(inputs.tobytes() + labels.tobytes()).hexdigest(),
    )


def _given(x: NDArray[Any], y: NDArray[Any], _seed: int) -> tuple[NDArray[Any], NDArray[Any]]:
    return x, y


def _inputs(x: Any) -> NDArray[np.float64]:
    try:
        inputs = np.asarray(x, dtype=np.float64)
    except (TypeError, ValueError, RuntimeError) as error:
        raise DataError(_("X must hold numbers only; encode text columns as numbers first.")) from error
    if inputs.ndim != 2 or inputs.shape[1] == 0:
        raise DataError(
            _("X must have the shape (samples, features); got {shape}. Try `X.reshape(len(X), -1)`.").format(
                shape=inputs.shape
            )
        )
    if not np.isfinite(inputs).all():
        rows = int((~np.isfinite(inputs)).any(axis=1).sum())
        raise DataError(
            _("X has NaN or infinite values in {rows} of its rows; drop or fill these rows first.").format(rows=rows)
        )
    return inputs


def _labels(y: Any) -> NDArray[np.int64]:
    raw = np.asarray(y)
    if raw.ndim != 1:
        raise DataError(
            _("y must be one label a sample; got the shape {shape}. Try `y.ravel()`.").format(shape=raw.shape)
        )
    if raw.dtype.kind == "f" and not np.isfinite(raw).all():
        raise DataError(_("y has NaN or infinite labels; drop these samples first."))
    classes, labels = _classes(raw)
    if len(classes) < 2:
        raise DataError(
            _("y has a single class ({label}); a comparison needs two or more.").format(
                label=", ".join(map(str, classes)) or "-"
            )
        )
    if raw.dtype.kind == "f" and (raw != np.round(raw)).any():
        raise DataError(_("y holds fractional numbers: that is a regression; only classification is built so far."))
    counts = np.bincount(labels)
    if counts.min() < 2:
        raise DataError(_("A class of y has a single sample; each class needs two or more."))
    return labels.astype(np.int64)


def _classes(raw: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.intp]]:
    try:
        return np.unique(raw, return_inverse=True)
    except TypeError as error:
        raise DataError(
            _("y mixes labels that cannot be sorted, as text with missing values; drop or fill these samples first.")
        ) from error
