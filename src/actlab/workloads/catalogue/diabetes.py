"""Progress of diabetes after a year, a regression."""

from typing import Any

from numpy.typing import NDArray

from actlab.i18n import Text
from actlab.sources import Source
from actlab.workloads._recipe import Recipe
from actlab.workloads._spec import Workload


def sample(_seed: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the 442 patients' 10 measurements, and the progress of each."""
    from sklearn.datasets import load_diabetes

    x, y = load_diabetes(return_X_y=True)
    return x, y


ENTRY = Workload(
    name="diabetes",
    title=Text(
        en="progress of diabetes after a year: 442 patients, 10 measurements, a regression",
        es="avance de la diabetes tras un año: 442 pacientes, 10 medidas, una regresión",
    ),
    sample=sample,
    generated=False,
    source=Source("Efron et al.", "Least angle regression", 2004, "doi:10.1214/009053604000000067"),
    licence="published with its paper; distributed with scikit-learn (BSD-3-Clause)",
    hidden=(32,),
    recipe=Recipe(epochs=50, learning_rate=0.003, batch_size=64, loss="mean_squared_error"),
    suites=("tabular", "regression"),
)
