"""Four quarters of a square, of which opposite ones belong together."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from actlab.i18n import Text
from actlab.sources import Source
from actlab.workloads._fresh import FRESH_TEST, with_more
from actlab.workloads._recipe import Recipe
from actlab.workloads._spec import Workload

_NOISE = 0.1


def sample(seed: int, more: int = 0) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return 1,000 points, and after them as many more as are wanted, and whether x1 x2 is above 0 without noise.

    The classes take turns. Points are uniform in the quarters of [-1, 1]^2 that belong to their class, with normal
    noise of deviation 0.1, so that those near the borders overlap.
    """

    def drawn(n: int, state: int) -> tuple[NDArray[Any], NDArray[Any]]:
        rng = np.random.default_rng(state)
        x, y = rng.uniform(-1, 1, (n, 2)), np.arange(n) % 2
        x[:, 1] = np.copysign(x[:, 1], np.where(y == 1, x[:, 0], -x[:, 0]))
        return x + _NOISE * rng.standard_normal((n, 2)), y

    return with_more(drawn, 1000, more, seed)


ENTRY = Workload(
    name="xor",
    title=Text(
        en="exclusive or: opposite quarters of a square belong together, 800 training points",
        es="o exclusivo: los cuartos opuestos de un cuadrado van juntos, 800 puntos de entrenamiento",
    ),
    sample=sample,
    generated=True,
    fresh_test=FRESH_TEST,
    source=Source("Minsky & Papert", "Perceptrons: an introduction to computational geometry", 1969, "MIT Press"),
    licence="generated here",
    hidden=(10,),
    recipe=Recipe(epochs=100, learning_rate=0.01),
    family="planes",
    suites=("toy",),
)
