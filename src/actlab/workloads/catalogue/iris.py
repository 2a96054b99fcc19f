"""Iris flowers of three species, told apart by their petals and sepals."""

from typing import Any

from numpy.typing import NDArray

from actlab.i18n import Text
from actlab.sources import Source
from actlab.workloads._recipe import Recipe
from actlab.workloads._spec import Workload


def sample(_seed: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the 150 samples of 4 measurements, and the species of each."""
    from sklearn.datasets import load_iris

    x, y = load_iris(return_X_y=True)
    return x, y


ENTRY = Workload(
    name="iris",
    title=Text(
        en="iris flowers of three species: 150 samples of 4 measurements",
        es="flores de iris de tres especies: 150 muestras de 4 medidas",
    ),
    sample=sample,
    generated=False,
    source=Source(
        "Fisher",
        "The use of multiple measurements in taxonomic problems",
        1936,
        "doi:10.1111/j.1469-1809.1936.tb02137.x",
    ),
    licence="CC BY 4.0",
    hidden=(10,),
    recipe=Recipe(epochs=100, learning_rate=0.01),
    suites=("tabular",),
)
