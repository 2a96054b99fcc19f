"""Handwritten digits of 8 x 8 pixels, read by an MLP."""

from typing import Any

from numpy.typing import NDArray

from actlab.i18n import Text
from actlab.sources import Source
from actlab.workloads._recipe import Recipe
from actlab.workloads._spec import Workload


def sample(_seed: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the 1,797 images as rows of 64 numbers, and their digits."""
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    return x, y


ENTRY = Workload(
    name="digits",
    title=Text(
        en="handwritten digits of 8 x 8 pixels, 1,797 images, a network of linear layers",
        es="dígitos manuscritos de 8 x 8 píxeles, 1797 imágenes, una red de capas lineales",
    ),
    sample=sample,
    generated=False,
    source=Source("Alpaydin & Kaynak", "Optical recognition of handwritten digits", 1998, "doi:10.24432/C50P49"),
    licence="CC BY 4.0",
    hidden=(64, 64),
    recipe=Recipe(epochs=30, learning_rate=0.003, batch_size=128),
    scaling="whole",
    family="digits",
    suites=("images",),
)
