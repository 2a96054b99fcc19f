"""MNIST-1D for comparisons of many networks: a plain MLP and a seventh of the authors' steps.

`mnist1d` keeps the authors' network and recipe, 6,000 steps; the tuned regime trains thousands of networks, for
which this one is made. Its 20 epochs end at a learning rate of 0.
"""

from actlab.i18n import Text
from actlab.workloads._fresh import FRESH_TEST
from actlab.workloads._recipe import Recipe
from actlab.workloads._spec import Workload
from actlab.workloads.catalogue import mnist1d

sample = mnist1d.sample

ENTRY = Workload(
    name="mnist1d_short",
    title=Text(
        en="MNIST-1D with a short budget: ten strokes as 40 numbers, 4,000 training signals, "
        "a network of linear layers",
        es="MNIST-1D con presupuesto corto: diez trazos como 40 números, 4000 señales de entrenamiento, "
        "una red de capas lineales",
    ),
    sample=sample,
    generated=True,
    fresh_test=FRESH_TEST,
    source=mnist1d.ENTRY.source,
    licence=mnist1d.ENTRY.licence,
    hidden=(100, 100),
    recipe=Recipe(epochs=20, learning_rate=0.01, batch_size=100, schedule="cosine"),
    scaling="none",
    exercise_seed=mnist1d.ENTRY.exercise_seed,
    exercise_tail=mnist1d.ENTRY.exercise_tail,
    family="mnist1d",
    suites=("signals", "short"),
)
