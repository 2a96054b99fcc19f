"""A workload from arrays: tables of numbers, images, sequences, tokens, and torch datasets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actlab._shared.identity import identify
from actlab.errors import DataError
from actlab.i18n import Text, _
from actlab.sources import Source
from actlab.workloads._recipe import Recipe
from actlab.workloads._spec import Task, Workload
from actlab.workloads.userdata.shapes import could_be_tokens, shaped, tokens
from actlab.workloads.userdata.targets import Target, read_target
from actlab.workloads.userdata.words import listed

__all__ = ["check_enough", "constant_notes", "own_data", "own_dataset", "with_tokens", "workload_of"]

_LEAST_SAMPLES = 20

Array = NDArray[Any]
Prepare = Callable[[Array, Array], tuple[Array, Array]]


def own_data(
    x: Any,
    y: Any,
    *,
    task: Task | None = None,
    test: tuple[Any, Any] | None = None,
    as_tokens: bool = False,
) -> Workload:
    """Return a workload from inputs and labels or targets.

    Args:
        x: Numbers of shape (n, ...): an array, a tensor or nested lists. A DataFrame, or a table with missing values
            or texts, is prepared as `own_frame` does.
        y: The n labels, anything that can be told apart, or n numbers, or rows of numbers, to predict.
        task: ``classification`` or ``regression``; found from y by default, see `read_target`.
        test: Inputs and labels of a test part of its own; drawn by default.
        as_tokens: Whether x are whole numbers that a network looks up, (n, length).

    Raises:
        DataError: The data cannot be learned from; the message says why and what to do.

    >>> import numpy as np
    >>> own_data(np.eye(40), [0, 1] * 20).title.en
    'own data: 40 samples, 40 features, 2 classes'
    >>> own_data(np.eye(40), np.linspace(0, 1, 40)).task
    'regression'
    """
    if test is not None:
        inputs, raw, held = _joined(_inputs(x), y, _inputs(test[0]), test[1])
    else:
        inputs, raw, held = _inputs(x), y, 0
    goal = read_target(raw, task=task)
    if len(inputs) != len(goal.values):
        raise DataError(
            _("X has {rows} rows and y has {labels} labels; give one label for each row.").format(
                rows=len(inputs), labels=len(goal.values)
            )
        )
    check_enough(len(inputs))
    notes = () if as_tokens else constant_notes(inputs, ())
    return workload_of(inputs, goal, held=held, as_tokens=as_tokens, notes=notes)


def _joined(x: Array, y: Any, x_test: Array, y_test: Any) -> tuple[Array, Array, int]:
    """Return training and test part, one after the other, and the size of the latter."""
    if x.shape[1:] != x_test.shape[1:]:
        raise DataError(
            _("The training inputs have the shape {train} and the test inputs {test}; samples must be alike.").format(
                train=x.shape, test=x_test.shape
            )
        )
    parts = (np.asarray(y), np.asarray(y_test))
    for inputs, labels in zip((x, x_test), parts, strict=True):
        if len(inputs) != len(labels):
            raise DataError(
                _("X has {rows} rows and y has {labels} labels; give one label for each row.").format(
                    rows=len(inputs), labels=len(labels)
                )
            )
    return np.concatenate([x, x_test]), np.concatenate(parts), len(x_test)


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
    except (TypeError, ValueError, IndexError, KeyError) as error:
        raise DataError(
            _("The items of the dataset must be pairs (inputs, label), all of one shape: {error}.").format(
                error=str(error).partition("\n")[0]
            )
        ) from error
    return own_data(inputs, labels, task=task)


def workload_of(
    inputs: Array,
    goal: Target,
    *,
    features: int | None = None,
    prepare: Prepare | None = None,
    held: int = 0,
    groups: Array | None = None,
    ordered: bool = False,
    as_tokens: bool = False,
    notes: tuple[Text, ...] = (),
) -> Workload:
    """Return a workload of given data.

    Args:
        inputs: Of shape (n, ...).
        goal: What is to be predicted.
        features: How many features people would count; from the shape by default.
        prepare: What turns the rows of a split into numbers.
        held: How many of the last samples are the test part; 0 where it is drawn.
        groups: Of each sample; samples of a group stay on one side of a split.
        ordered: Whether the samples follow one another in time.
        as_tokens: Whether the inputs are tokens.
        notes: What was found and should be said.
    """
    found = tokens(inputs) if as_tokens else shaped(inputs, features)
    images = inputs.ndim > 2
    return Workload(
        name="own data",
        title=_title(len(inputs), found.size, goal),
        sample=partial(_given, inputs, goal.values),
        generated=False,
        source=Source("the user", "own data", 0),
        licence="the user's",
        hidden=found.hidden,
        network=found.network,
        recipe=Recipe(
            epochs=20 if images else 100,
            learning_rate=0.001 if images else 0.01,
            batch_size=64 if images else None,
            loss="cross_entropy" if goal.task == "classification" else "mean_squared_error",
        ),
        scaling=found.scaling,
        held_out=held,
        groups=groups,
        ordered=ordered,
        prepare=prepare,
        content=identify((inputs, goal.values, groups, repr(prepare), held, ordered)).digest,
        notes=notes,
    )


def with_tokens(workload: Workload) -> Workload | None:
    """Return a workload whose inputs reach the network as the whole numbers they are; None where they are others.

    >>> found = own_data(np.arange(80).reshape(40, 2) % 7, [0, 1] * 20)
    >>> with_tokens(found).parts("block", 0, 0).x_train.dtype
    dtype('int64')
    """
    if workload.generated or workload.prepare is not None:
        return None
    inputs, _labels = workload.sample(0)
    if not could_be_tokens(inputs):
        return None
    note = Text(
        en="The inputs are whole numbers that the network looks up; they reach it as they are.",
        es="Las entradas son números enteros que la red busca en una tabla; le llegan tal cual.",
    )
    return replace(workload, scaling="tokens", notes=(*workload.notes, note))


def _given(x: Array, y: Array, _seed: int) -> tuple[Array, Array]:
    return x, y


def _title(samples: int, size: Text, goal: Target) -> Text:
    classes = goal.classes
    k = goal.values.shape[1] if goal.values.ndim == 2 else 1
    numbers = ("a regression", "una regresión") if k == 1 else (f"{k} numbers to predict", f"{k} números que predecir")
    return Text(
        en=f"own data: {samples} samples, {size.en}, " + (f"{classes} classes" if classes else numbers[0]),
        es=f"datos propios: {samples} muestras, {size.es}, " + (f"{classes} clases" if classes else numbers[1]),
    )


def check_enough(rows: int) -> None:
    """Refuse too few samples.

    Raises:
        DataError: There are fewer than 20.
    """
    if rows < _LEAST_SAMPLES:
        raise DataError(
            _("X has {rows} rows; a comparison needs at least {least}.").format(rows=rows, least=_LEAST_SAMPLES)
        )


def constant_notes(inputs: Array, names: Sequence[str]) -> tuple[Text, ...]:
    """Say which columns are constant; they are kept, as pixels at an image's rim are, and carry nothing.

    Raises:
        DataError: All are.
    """
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


def _inputs(x: Any) -> Array:
    if hasattr(x, "toarray"):
        x = x.toarray()
    raw = np.asarray(x)
    if raw.dtype.kind == "c":
        raise DataError(_("X holds complex numbers; give real ones, such as real and imaginary parts side by side."))
    try:
        inputs = raw.astype(np.float64, copy=False)
    except (TypeError, ValueError, RuntimeError) as error:
        raise DataError(_("X must hold numbers only; give a DataFrame if some columns are text.")) from error
    if inputs.ndim < 2 or 0 in inputs.shape[1:]:
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
