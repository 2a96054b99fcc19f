"""Two interleaved spirals: the benchmark of Lang and Witbrock, with noise."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from actlab.i18n import Text
from actlab.sources import Source
from actlab.workloads._fresh import FRESH_TEST, with_more
from actlab.workloads._recipe import Recipe
from actlab.workloads._spec import Workload

_TURNS_END = 96.0
_NOISE = 0.1


def spiral(i: NDArray[Any]) -> NDArray[Any]:
    """Return the points (x, y) of the first spiral; the second is its mirror through the origin.

    (x, y) = r (sin(i pi/16), cos(i pi/16)), r = 6.5 (104 - i)/104, for i from 0 to 96.

    >>> spiral(np.array([0.0, 8.0])).round(3)
    array([[0. , 6.5],
           [6. , 0. ]])
    """
    angle, radius = i * np.pi / 16, 6.5 * (104 - i) / 104
    return np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)


def sample(seed: int, more: int = 0) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return 1,000 points, and after them as many more as are wanted, and their spiral.

    They are normally scattered about places drawn uniformly in i.
    """

    def drawn(n: int, state: int) -> tuple[NDArray[Any], NDArray[Any]]:
        rng = np.random.default_rng(state)
        y = np.arange(n) % 2
        x = spiral(rng.uniform(0, _TURNS_END, n)) * np.where(y, -1, 1)[:, None]
        return x + _NOISE * rng.standard_normal(x.shape), y

    return with_more(drawn, 1000, more, seed)


ENTRY = Workload(
    name="spirals",
    title=Text(
        en="two spirals of three turns, 800 training points",
        es="dos espirales de tres vueltas, 800 puntos de entrenamiento",
    ),
    sample=sample,
    generated=True,
    fresh_test=FRESH_TEST,
    source=Source("Lang & Witbrock", "Learning to tell two spirals apart", 1988),
    licence="generated here",
    hidden=(32, 32),
    recipe=Recipe(epochs=300, learning_rate=0.01),
    family="planes",
    suites=("toy",),
)
