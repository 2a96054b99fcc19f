"""MNIST-1D, read by its paper's convolutional network."""

from typing import Any

from numpy.typing import NDArray

from actlab.i18n import Text
from actlab.workloads._fresh import FRESH_TEST
from actlab.workloads._networks import ConvNet
from actlab.workloads._recipe import Recipe
from actlab.workloads._spec import Workload
from actlab.workloads.catalogue import mnist1d


def sample(seed: int, more: int = 0) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the signals of `mnist1d` as one channel, shape (5000 + more, 1, 40), and their digits."""
    x, y = mnist1d.sample(seed, more)
    return x[:, None], y


ENTRY = Workload(
    name="mnist1d_cnn",
    title=Text(
        en="MNIST-1D: ten strokes as 40 numbers, 4,000 training signals, a convolutional network",
        es="MNIST-1D: diez trazos de 40 números, 4000 señales de entrenamiento, una red convolucional",
    ),
    sample=sample,
    generated=True,
    fresh_test=FRESH_TEST,
    source=mnist1d.ENTRY.source,
    licence=mnist1d.ENTRY.licence,
    hidden=(25, 25, 25),
    recipe=Recipe(epochs=150, learning_rate=0.01, batch_size=100),
    network=ConvNet((5, 3)),
    scaling="none",
    exercise_seed=mnist1d.ENTRY.exercise_seed,
    exercise_tail=mnist1d.ENTRY.exercise_tail,
    family="mnist1d",
    suites=("signals",),
    content=mnist1d.ENTRY.digest,
)
