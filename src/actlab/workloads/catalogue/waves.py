"""A family of functions of one variable, each a sum of waves and kinks, with noise."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from actlab.i18n import Text
from actlab.sources import Source
from actlab.workloads._fresh import FRESH_TEST
from actlab.workloads._recipe import Recipe
from actlab.workloads._spec import Workload

_TERMS = 2
_NOISE = 0.1


def sample(seed: int, more: int = 0) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return 500 points x in [-1, 1] and y = f(x) + noise, for a function f of its own for each seed.

    After them come as many more of the same function as are wanted.

    f(x) = sum_k a_k sin(pi w_k x + p_k) + b_k |x - c_k| with two terms: amplitudes a_k from [0.5, 1],
    frequencies w_k from [1, 3], phases p_k from [0, 2 pi], slopes b_k of either sign from [1, 3], kinks c_k
    from [-0.8, 0.8]; normal noise of deviation 0.1.
    """
    rng = np.random.default_rng(seed)
    x = rng.uniform(-1, 1, (500, 1))
    amplitudes, frequencies = rng.uniform(0.5, 1, _TERMS), rng.uniform(1, 3, _TERMS)
    phases = rng.uniform(0, 2 * np.pi, _TERMS)
    slopes = rng.uniform(1, 3, _TERMS) * rng.choice([-1, 1], _TERMS)
    kinks = rng.uniform(-0.8, 0.8, _TERMS)
    noise = rng.standard_normal(500)
    x = np.concatenate([x, rng.uniform(-1, 1, (more, 1))])
    waves = amplitudes * np.sin(np.pi * frequencies * x + phases)
    y = (waves + slopes * np.abs(x - kinks)).sum(axis=1)
    return x, y + _NOISE * np.concatenate([noise, rng.standard_normal(more)])


ENTRY = Workload(
    name="waves",
    title=Text(
        en="functions of one variable with waves and kinks, 400 training points, a regression",
        es="funciones de una variable con ondas y quiebros, 400 puntos de entrenamiento, una regresión",
    ),
    sample=sample,
    generated=True,
    fresh_test=FRESH_TEST,
    source=Source("actlab", "Functions with waves and kinks", 2025),
    licence="generated here",
    hidden=(32, 32),
    recipe=Recipe(epochs=300, learning_rate=0.01, loss="mean_squared_error"),
    family="curves",
    suites=("toy", "regression"),
)
