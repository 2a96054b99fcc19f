"""Breast tumours, told apart by measurements of their cells."""

from typing import Any

from numpy.typing import NDArray

from actlab.i18n import Text
from actlab.sources import Source
from actlab.workloads._recipe import Recipe
from actlab.workloads._spec import Workload


def sample(_seed: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the 569 samples of 30 measurements, and whether each is benign."""
    from sklearn.datasets import load_breast_cancer

    x, y = load_breast_cancer(return_X_y=True)
    return x, y


ENTRY = Workload(
    name="breast_cancer",
    title=Text(
        en="breast tumours, benign or malignant: 569 samples of 30 measurements",
        es="tumores de mama, benignos o malignos: 569 muestras de 30 medidas",
    ),
    sample=sample,
    generated=False,
    source=Source("Wolberg et al.", "Breast cancer Wisconsin (diagnostic)", 1995, "doi:10.24432/C5DW2B"),
    licence="CC BY 4.0",
    hidden=(32,),
    recipe=Recipe(epochs=100, learning_rate=0.003),
    suites=("tabular",),
)
