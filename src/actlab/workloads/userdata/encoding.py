"""Columns of a table to a network's inputs, fitted on the training part of each split."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["MOST_INPUTS", "Encoder", "EncodingStep"]

MOST_INPUTS = 20
"""Inputs that one column may become: its most frequent categories in the training part, and one for all others."""

Array = NDArray[Any]


@dataclass(frozen=True)
class EncodingStep:
    """What becomes of one column.

    Args:
        categories: Number of its categories, which are whole numbers from 0; 0 for a column of numbers.
        fill: scikit-learn's strategy for missing values, which are NaN; empty where none are missing.
    """

    categories: int = 0
    fill: str = ""

    @property
    def inputs(self) -> int:
        """Number of the network's inputs that the column becomes."""
        return 1 if self.categories <= 2 else min(self.categories, MOST_INPUTS)


@dataclass(frozen=True)
class Encoder:
    """Turns rows of numbers and category codes into inputs.

    The number of inputs depends on the columns alone, so that all blocks train networks of one shape. A category
    that the training part lacks counts as none in the test part.

    Args:
        steps: One per column.

    >>> encoder = Encoder((EncodingStep(fill="median"), EncodingStep(categories=3)))
    >>> train = np.array([[1.0, 0], [3.0, 1], [np.nan, 0]])
    >>> encoder(train, np.array([[5.0, 2]]))
    (array([[1., 1., 0., 0.],
           [3., 0., 1., 0.],
           [2., 1., 0., 0.]]), array([[5., 0., 0., 0.]]))
    """

    steps: tuple[EncodingStep, ...]

    def __call__(self, train: Array, test: Array) -> tuple[Array, Array]:
        """Fit on the training rows and return the inputs of both parts."""
        fitted = self._columns()
        inputs = fitted.fit_transform(train)
        held = fitted.transform(test)
        coded = self._coded(inputs.shape[1])
        return inputs, _without_unseen(inputs, held, coded)

    def _columns(self) -> Any:
        from sklearn.compose import ColumnTransformer
        from sklearn.impute import SimpleImputer
        from sklearn.preprocessing import OneHotEncoder

        fills = sorted({step.fill for step in self.steps} - {""})
        parts: list[tuple[str, Any, list[int]]] = [("as they are", "passthrough", self._places(categories=False))]
        parts += [
            (fill, SimpleImputer(strategy=fill, keep_empty_features=True, fill_value=0.0), self._places(fill=fill))
            for fill in fills
            if self._places(fill=fill)
        ]
        categories = self._places(categories=True)
        if categories:
            parts.append(("categories", self._one_hot(categories, OneHotEncoder, SimpleImputer), categories))
        return ColumnTransformer(parts, sparse_threshold=0.0)

    def _one_hot(self, places: Sequence[int], encoder: Any, imputer: Any) -> Any:
        one_hot = encoder(
            categories=[np.arange(float(self.steps[place].categories)) for place in places],
            max_categories=MOST_INPUTS,
            drop="if_binary",
            sparse_output=False,
        )
        if not any(self.steps[place].fill for place in places):
            return one_hot
        from sklearn.pipeline import make_pipeline

        return make_pipeline(imputer(strategy="most_frequent", keep_empty_features=True), one_hot)

    def _places(self, *, categories: bool = False, fill: str = "") -> list[int]:
        return [
            place
            for place, step in enumerate(self.steps)
            if (step.categories > 0) == categories and (categories or step.fill == fill)
        ]

    def _coded(self, inputs: int) -> slice:
        """Return where the inputs of categories are: last."""
        return slice(inputs - sum(step.inputs for step in self.steps if step.categories), inputs)


def _without_unseen(train: Array, test: Array, coded: slice) -> Array:
    """Set the inputs of categories that do not vary in the training part to what they are there."""
    still = (train[:, coded] == train[0, coded]).all(axis=0)
    if still.any():
        test = test.copy()
        test[:, coded][:, still] = train[0, coded][still]
    return test
