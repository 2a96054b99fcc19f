"""Handwritten digits of 8 x 8 pixels, read by a small CNN."""

from typing import Any

from numpy.typing import NDArray

from actlab.i18n import Text
from actlab.sources import Source
from actlab.workloads._networks import ConvNet
from actlab.workloads._recipe import Recipe
from actlab.workloads._spec import Workload


def sample(_seed: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the 1,797 images of shape (1, 8, 8), and their digits."""
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    return x.reshape(-1, 1, 8, 8), y


ENTRY = Workload(
    name="digits_cnn",
    title=Text(
        en="handwritten digits of 8 x 8 pixels, 1,797 images, a small convolutional network",
        es="dígitos manuscritos de 8 x 8 píxeles, 1797 imágenes, una red convolucional pequeña",
    ),
    sample=sample,
    generated=False,
    source=Source("Alpaydin & Kaynak", "Optical recognition of handwritten digits", 1998, "doi:10.24432/C50P49"),
    licence="CC BY 4.0",
    hidden=(16, 32),
    recipe=Recipe(epochs=30, learning_rate=0.003, batch_size=128),
    network=ConvNet((3,)),
    scaling="whole",
    family="digits",
    suites=("images",),
)
