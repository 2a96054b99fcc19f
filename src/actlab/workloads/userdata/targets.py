"""What is to be predicted: classes or numbers, found or told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actlab._shared.spelling import option
from actlab.errors import DataError
from actlab.i18n import Text, _
from actlab.workloads._spec import Task
from actlab.workloads.userdata.words import listed, shown

__all__ = ["Target", "read_target"]

_MOST_CLASSES = 20
_FEWEST_COUNTED = 5
_LEAST_SHARE, _LEAST_MEAN = 0.2, 5
_NAMES_SHOWN = 4

Array = NDArray[Any]


@dataclass(frozen=True)
class Target:
    """What is to be predicted.

    Args:
        values: int64 labels of shape (n,), or float64 numbers of shape (n,) or (n, k).
        task: What they are.
        said: What they were found to be.
    """

    values: Array
    task: Task
    said: Text

    @property
    def classes(self) -> int:
        """Number of classes; 0 for numbers."""
        return int(self.values.max()) + 1 if self.task == "classification" else 0


def read_target(y: Any, *, task: Task | None = None) -> Target:
    """Return labels or numbers to predict.

    Args:
        y: n labels, anything that can be told apart; n numbers; or k numbers for each of n samples.
        task: ``classification`` or ``regression``; found by default. Text, truth values and categories are classes;
            numbers with fractions are no classes. Whole numbers are classes if there are at most 20 of them, or if
            they count the classes from 0 or 1 and none is rare; otherwise they are numbers to predict.

    Raises:
        DataError: They cannot be learned from.

    >>> read_target(["yes", "no"] * 20).said.en
    "2 classes: 'no' 20, 'yes' 20"
    >>> read_target(np.arange(40) ** 2).task
    'regression'
    """
    if task not in (None, "classification", "regression"):
        raise DataError(_("A task is 'classification' or 'regression'; got {task!r}.").format(task=task))
    raw = _given(y)
    found = task or _task(raw)
    if raw.ndim == 2 and found == "classification":
        raise DataError(_several_columns(raw))
    return _numbers(raw) if found == "regression" else _labels(raw, found_here=task is None)


def _given(y: Any) -> Array:
    raw = np.ma.filled(y.astype(float), np.nan) if isinstance(y, np.ma.MaskedArray) and y.mask.any() else np.asarray(y)
    if raw.ndim == 2 and raw.shape[1] == 1:
        raw = raw[:, 0]
    if raw.dtype.kind == "c":
        raise DataError(_("y holds complex numbers; give real ones, such as `y.real` or `abs(y)`."))
    if raw.ndim not in (1, 2) or 0 in raw.shape[1:]:
        raise DataError(
            _("y must have one label, or some numbers, per sample; got the shape {shape}.").format(shape=raw.shape)
        )
    if raw.dtype.kind == "f" and not np.isfinite(raw).all():
        raise DataError(_("y has NaN or infinite labels; drop these samples first."))
    return raw


def _several_columns(raw: Array) -> str:
    k = raw.shape[1]
    if _one_hot(raw):
        return _(
            "y is one-hot: its shape is {shape}, with a single 1 per row. Give one label per sample: "
            "`y.argmax(axis=1)`."
        ).format(shape=raw.shape)
    return _(
        "y has {k} columns, and classes need one label per sample: choose a column. If they are numbers to predict, "
        "try {remedy}."
    ).format(k=k, remedy=option("task", "regression"))


def _one_hot(raw: Array) -> bool:
    return raw.dtype.kind in "biuf" and bool(((raw == 0) | (raw == 1)).all() and (raw.sum(axis=1) == 1).all())


def _task(y: Array) -> Task:
    if y.dtype.kind == "O" and all(isinstance(each, int | float | np.number) for each in y.flat):
        y = y.astype(np.float64)
    if y.dtype.kind not in "fiu":
        return "classification"
    if (y != np.round(y)).any():
        return "regression"
    if y.ndim == 2:
        return "classification" if _one_hot(y) or len(np.unique(y)) <= _MOST_CLASSES else "regression"
    values, counts = np.unique(y, return_counts=True)
    if len(values) > _MOST_CLASSES:
        named = values[0] in (0, 1) and (np.diff(values) == 1).all()
        even = counts.min() >= _LEAST_SHARE * counts.mean() and counts.mean() >= _LEAST_MEAN
        return "classification" if named and even else "regression"
    return "regression" if len(values) > _FEWEST_COUNTED and counts.min() == 1 else "classification"


def _numbers(y: Array) -> Target:
    try:
        values = y.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise DataError(
            _("A regression needs numbers in y; got text such as {label}. Try {remedy}.").format(
                label=repr(_first_text(y)), remedy=option("task", "classification")
            )
        ) from error
    if not np.isfinite(values).all():
        raise DataError(_("y has NaN or infinite values; drop these samples first."))
    if (values == values[0]).all():
        raise DataError(_("y is constant: there is nothing to predict."))
    if values.ndim == 2:
        still = np.flatnonzero((values == values[0]).all(axis=0))
        if len(still):
            raise DataError(_("Column {column} of y is constant: there is nothing to predict.").format(column=still[0]))
        said = Text(en=f"{values.shape[1]} numbers to predict", es=f"{values.shape[1]} números que predecir")
        return Target(values, "regression", said)
    low, high = f"{values.min():g}", f"{values.max():g}"
    return Target(values, "regression", Text(en=f"numbers from {low} to {high}", es=f"números de {low} a {high}"))


def _first_text(y: Array) -> str:
    for each in y.flat:
        try:
            float(each)
        except (TypeError, ValueError):
            return shown(each)
    return ""


def _labels(y: Array, *, found_here: bool) -> Target:
    classes, labels = _classes(y)
    if len(classes) < 2:
        raise DataError(
            _("y has a single class ({label}); a comparison needs two or more.").format(
                label=", ".join(map(shown, classes)) or "-"
            )
        )
    counts = np.bincount(labels)
    if counts.min() < 2:
        alone = [shown(label) for label in classes[counts < 2]]
        hint = ""
        if found_here and y.dtype.kind in "fiu":
            hint = _(" If they are numbers to predict, try {remedy}.").format(remedy=option("task", "regression"))
        raise DataError(
            _("These classes of y have a single sample: {classes}; each class needs two or more.").format(
                classes=listed(alone)
            )
            + hint
        )
    return Target(labels.astype(np.int64), "classification", _said(classes, counts))


def _said(classes: Array, counts: NDArray[np.intp]) -> Text:
    order = np.argsort(-counts, kind="stable") if len(classes) > _NAMES_SHOWN else np.arange(len(classes))
    named = [f"'{shown(classes[place])}' {counts[place]}" for place in order[:_NAMES_SHOWN]]
    listing = ", ".join(named if len(classes) <= _NAMES_SHOWN else [*named, "..."])
    return Text(en=f"{len(classes)} classes: {listing}", es=f"{len(classes)} clases: {listing}")


def _classes(raw: Array) -> tuple[Array, NDArray[np.intp]]:
    try:
        return np.unique(raw, return_inverse=True)
    except TypeError as error:
        raise DataError(
            _("y mixes labels that cannot be sorted, as text with missing values; drop or fill these samples first.")
        ) from error
