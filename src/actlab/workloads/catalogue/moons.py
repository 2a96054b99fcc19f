"""Two interleaved half circles: the exercise of the course section."""

from typing import Any

from numpy.typing import NDArray

from actlab.i18n import Text
from actlab.sources import Source
from actlab.workloads._recipe import Recipe
from actlab.workloads._spec import Workload


def sample(seed: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return 1,000 points and the moon that each belongs to."""
    from sklearn.datasets import make_moons

    x, y = make_moons(n_samples=1000, noise=0.2, random_state=seed)
    return x, y


ENTRY = Workload(
    name="moons",
    title=Text(
        en="two moons, 800 training and 200 test points",
        es="dos lunas, 800 puntos de entrenamiento y 200 de prueba",
    ),
    sample=sample,
    generated=True,
    source=Source("Pedregosa et al.", "Scikit-learn: machine learning in Python", 2011, "JMLR 12:2825-2830"),
    hidden=(10,),
    recipe=Recipe(epochs=100, learning_rate=0.01),
    exercise_seed=42,
)
