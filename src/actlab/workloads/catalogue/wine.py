"""Wines of three growers, told apart by chemical analysis."""

from typing import Any

from numpy.typing import NDArray

from actlab.i18n import Text
from actlab.sources import Source
from actlab.workloads._recipe import Recipe
from actlab.workloads._spec import Workload


def sample(_seed: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the 178 samples of 13 analyses, and the grower of each."""
    from sklearn.datasets import load_wine

    x, y = load_wine(return_X_y=True)
    return x, y


ENTRY = Workload(
    name="wine",
    title=Text(
        en="wines of three growers: 178 samples of 13 analyses",
        es="vinos de tres productores: 178 muestras de 13 análisis",
    ),
    sample=sample,
    generated=False,
    source=Source("Aeberhard & Forina", "Wine", 1992, "doi:10.24432/C5PC7J"),
    licence="CC BY 4.0",
    hidden=(16,),
    recipe=Recipe(epochs=100, learning_rate=0.01),
    suites=("tabular",),
)
