"""|x| by a network of ten hidden layers of two units: narrow and deep, where rectifiers collapse to a constant."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from actlab.i18n import Text
from actlab.sources import Source
from actlab.workloads._fresh import FRESH_TEST
from actlab.workloads._recipe import Recipe
from actlab.workloads._spec import Workload


def sample(seed: int, more: int = 0) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return 1,000 points, and after them as many more as are wanted, and their absolute values.

    They are uniform on [-sqrt 3, sqrt 3], and so of variance 1.
    """
    x = np.random.default_rng(seed).uniform(-np.sqrt(3), np.sqrt(3), (1000 + more, 1))
    return x, np.abs(x[:, 0])


ENTRY = Workload(
    name="abs_depth10",
    title=Text(
        en="|x| with ten hidden layers of two units, 800 training points, a regression",
        es="|x| con diez capas ocultas de dos unidades, 800 puntos de entrenamiento, una regresión",
    ),
    sample=sample,
    generated=True,
    fresh_test=FRESH_TEST,
    source=Source(
        "Lu et al.", "Dying ReLU and initialization: theory and numerical examples", 2019, "arXiv:1903.06733"
    ),
    licence="generated here",
    hidden=(2,) * 10,
    recipe=Recipe(epochs=3000, learning_rate=0.001, loss="mean_squared_error", init="he"),
    scaling="none",
    family="curves",
    suites=("regression", "depth"),
)
