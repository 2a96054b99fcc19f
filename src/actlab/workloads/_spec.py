"""A workload: data, network, budget and score, on what candidates are compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from actlab.i18n import Text
from actlab.sources import Source
from actlab.workloads._recipe import Recipe

if TYPE_CHECKING:
    from torch import nn

__all__ = ["Make", "Metric", "Parts", "Split", "Workload", "mlp"]

Split = Literal["fresh", "block", "exercise"]
Array = NDArray[Any]
Make = Callable[[int, int], "nn.Module"]


@dataclass(frozen=True)
class Metric:
    """How a network is scored.

    Args:
        name: The metric's name, in both languages.
        unit: What its numbers count; accuracy is in points, 0 to 100.
        higher_is_better: Its direction.
        delta: The default smallest difference that matters, in its unit.

    >>> ACCURACY.delta
    0.5
    """

    name: Text
    unit: Text
    higher_is_better: bool
    delta: float


ACCURACY = Metric(Text(en="accuracy", es="exactitud"), Text(en="points", es="puntos"), True, 0.5)


@dataclass(frozen=True)
class Parts:
    """One block's data, scaled on its training part: float32 (n, d) inputs, int64 (n,) labels, class count.

    >>> from actlab.workloads import CATALOGUE
    >>> parts = CATALOGUE["moons"].parts("exercise", data_seed=0, split_seed=0)
    >>> parts.x_test.dtype, parts.y_test.shape, parts.classes
    (dtype('float32'), (200,), 2)
    """

    x_train: Array
    y_train: Array
    x_test: Array
    y_test: Array
    classes: int
    x_validation: Array | None = None
    y_validation: Array | None = None

    def with_validation(self, share: float, seed: int) -> Parts:
        """Carve a validation part out of the training part, at random; the scaler keeps what it was fitted on.

        Args:
            share: Share of the training samples, at least one sample.
            seed: Of the draw.
        """
        order = np.random.default_rng(seed).permutation(len(self.x_train))
        held, kept = np.split(order, [max(1, round(share * len(order)))])
        return replace(
            self,
            x_train=self.x_train[kept],
            y_train=self.y_train[kept],
            x_validation=self.x_train[held],
            y_validation=self.y_train[held],
        )


@dataclass(frozen=True, kw_only=True)
class Workload:
    """On what candidates are compared.

    Args:
        name: The name of its file, or ``own data``.
        title: One line for people.
        sample: ``sample(seed)``: one data set, inputs (n, d) and integer labels (n,).
        generated: Whether another seed gives another data set; a given data set ignores it.
        source: Where it comes from.
        hidden: Width of each hidden layer.
        recipe: How a network is trained.
        test_size: Share of the samples in the test part.
        exercise_seed: The seed of the published data set and split; None where there is none.
        content: Text that identifies the data where the file's text does not.

    >>> from actlab.workloads import CATALOGUE
    >>> CATALOGUE["moons"].parts("exercise", data_seed=0, split_seed=0).x_train.shape
    (800, 2)
    """

    name: str
    title: Text
    sample: Callable[[int], tuple[Array, Array]]
    generated: bool
    source: Source
    hidden: tuple[int, ...]
    recipe: Recipe
    test_size: float = 0.2
    exercise_seed: int | None = None
    metric: Metric = ACCURACY
    aliases: tuple[str, ...] = ()
    shared_names: tuple[str, ...] = ()
    content: str = field(default="", repr=False)

    @property
    def splits(self) -> tuple[Split, ...]:
        """The ways in which a block may draw its data, the default first."""
        first: tuple[Split, ...] = ("fresh", "block") if self.generated else ("block",)
        return (*first, "exercise") if self.exercise_seed is not None else first

    def parts(self, split: Split, data_seed: int, split_seed: int) -> Parts:
        """Draw one block's data set and split; the scaler is fitted on the training part.

        Args:
            split: ``fresh`` draws a data set, ``block`` re-splits the one data set, ``exercise`` takes the
                published data set and split.
            data_seed: Seed of the data set, used by ``fresh``.
            split_seed: Seed of the split, used by ``fresh`` and ``block``.
        """
        from sklearn.model_selection import train_test_split
        from sklearn.preprocessing import StandardScaler

        published = self.exercise_seed if self.exercise_seed is not None else 0
        x, y = self.sample(data_seed if split == "fresh" else published)
        x_train, x_test, y_train, y_test = train_test_split(
            x, y, test_size=self.test_size, random_state=published if split == "exercise" else split_seed
        )
        scaler = StandardScaler()
        return Parts(
            scaler.fit_transform(x_train).astype(np.float32),
            y_train.astype(np.int64),
            scaler.transform(x_test).astype(np.float32),
            y_test.astype(np.int64),
            int(y.max()) + 1,
        )

    def build(self, make: Make, features: int, outputs: int, hidden: tuple[int, ...]) -> nn.Module:
        """Return the network on the meta device; see `mlp`."""
        return mlp(make, features, outputs, hidden)


def mlp(make: Make, features: int, outputs: int, hidden: tuple[int, ...]) -> nn.Module:
    """Return Linear, activation, Linear, ..., Linear, on the meta device.

    Args:
        make: ``make(layer, width)`` returns a fresh activation module for that hidden layer.
        features: Width of the input.
        outputs: Width of the output.
        hidden: Width of each hidden layer.

    >>> from torch import nn
    >>> mlp(lambda layer, width: nn.ReLU(), features=2, outputs=2, hidden=(10,))
    Sequential(
      (0): Linear(in_features=2, out_features=10, bias=True)
      (1): ReLU()
      (2): Linear(in_features=10, out_features=2, bias=True)
    )
    """
    from torch import nn

    layers: list[nn.Module] = []
    width = features
    for layer, size in enumerate(hidden):
        layers += [nn.Linear(width, size, device="meta"), make(layer, size)]
        width = size
    return nn.Sequential(*layers, nn.Linear(width, outputs, device="meta"))
