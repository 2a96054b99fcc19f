"""MNIST-1D for comparisons of many convolutional networks: 16 channels and a fifteenth of the steps of `mnist1d_cnn`.

The tuned regime trains thousands of networks, for which this one is made. Its 10 epochs end at a learning rate of 0.
"""

from actlab.i18n import Text
from actlab.workloads._fresh import FRESH_TEST
from actlab.workloads._networks import ConvNet
from actlab.workloads._recipe import Recipe
from actlab.workloads._spec import Workload
from actlab.workloads.catalogue import mnist1d, mnist1d_cnn

sample = mnist1d_cnn.sample

ENTRY = Workload(
    name="mnist1d_cnn_short",
    title=Text(
        en="MNIST-1D with a short budget: ten strokes as 40 numbers, 4,000 training signals, "
        "a small convolutional network",
        es="MNIST-1D con presupuesto corto: diez trazos de 40 números, 4000 señales de entrenamiento, "
        "una red convolucional pequeña",
    ),
    sample=sample,
    generated=True,
    fresh_test=FRESH_TEST,
    source=mnist1d.ENTRY.source,
    licence=mnist1d.ENTRY.licence,
    hidden=(16, 16, 16),
    recipe=Recipe(epochs=10, learning_rate=0.01, batch_size=100, schedule="cosine"),
    network=ConvNet((5, 3)),
    scaling="none",
    exercise_seed=mnist1d.ENTRY.exercise_seed,
    exercise_tail=mnist1d.ENTRY.exercise_tail,
    family="mnist1d",
    suites=("signals", "short"),
    content=mnist1d.ENTRY.digest,
)
