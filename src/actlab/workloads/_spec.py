"""A workload: data, network, budget and score, on what candidates are compared."""

from __future__ import annotations

import hashlib
import inspect
import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from actlab.i18n import Text
from actlab.sources import Source
from actlab.workloads._networks import MLP, Make, Network
from actlab.workloads._recipe import Recipe

if TYPE_CHECKING:
    from torch import nn

    from actlab.workloads.userdata.account import ColumnAccount

__all__ = ["ACCURACY", "LOG_LOSS", "METRICS", "Metric", "Parts", "Scaling", "Split", "Task", "Workload"]

Split = Literal["fresh", "block", "exercise"]
Task = Literal["classification", "regression"]
Scaling = Literal["features", "whole", "none", "tokens"]
Array = NDArray[Any]


@dataclass(frozen=True)
class Metric:
    """How a network is scored.

    Args:
        name: The metric's name, in both languages.
        unit: What its numbers count; accuracy is in points, 0 to 100.
        higher_is_better: Its direction.
        delta: The default smallest difference that matters, in its unit.
        logarithm: Whether the score is the natural logarithm of the loss, so that a difference is a log ratio.

    >>> ACCURACY.delta
    0.5
    """

    name: Text
    unit: Text
    higher_is_better: bool
    delta: float
    logarithm: bool = False


ACCURACY = Metric(Text(en="accuracy", es="exactitud"), Text(en="points", es="puntos"), True, 0.5)

LOG_LOSS = Metric(
    Text(en="logarithm of the loss", es="logaritmo de la pérdida"),
    Text(en="log units", es="unidades logarítmicas"),
    higher_is_better=False,
    delta=0.01,
    logarithm=True,
)
"""The natural logarithm of the test part's loss: a paired difference is the log ratio of two losses, and 0.01 is
one per cent."""


METRICS = {"accuracy": ACCURACY, "loss": LOG_LOSS}
"""What networks may be scored by, by the names that a user gives."""


@dataclass(frozen=True)
class Parts:
    """One block's data, scaled on its training part.

    Args:
        x_train: float32 inputs of shape (n, ...); int64 where they are tokens.
        y_train: int64 labels of shape (n,), or float32 targets of shape (n, k) in a regression.
        x_test: The inputs of the sealed test part.
        y_test: Its labels or targets.
        classes: Number of classes; 0 in a regression.
        x_validation: The inputs of the validation part, taken out of the training part; None where there is none.
        y_validation: Its labels or targets.
        single: How many samples of the test part, from the first on, the data set itself would have; the others were
            drawn in addition, so that scores are less noisy. None means all.
        groups: The group of each training sample, which a validation part takes whole; None where there are none.
        ordered: Whether the samples follow one another in time, so that the last are the validation part.

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
    single: int | None = None
    groups: Array | None = None
    ordered: bool = False

    def with_validation(self, share: float, seed: int) -> Parts:
        """Carve a validation part out of the training part; the scaler keeps what it was fitted on.

        The samples are drawn at random, whole groups where there are groups, or are the last where they are ordered.

        Args:
            share: Share of the training samples, at least one sample.
            seed: Of the draw.
        """
        kept, held = self._carved(share, seed)
        return replace(
            self,
            x_train=self.x_train[kept],
            y_train=self.y_train[kept],
            x_validation=self.x_train[held],
            y_validation=self.y_train[held],
            groups=None,
        )

    def _carved(self, share: float, seed: int) -> tuple[Array, Array]:
        """Return the places of what stays in the training part, and of the validation part."""
        samples = len(self.x_train)
        size = max(1, round(share * samples))
        if self.ordered:
            kept, held = np.split(np.arange(samples), [samples - size])
        elif self.groups is not None and len(np.unique(self.groups)) > 1:
            kept, held = _by_groups(self.groups, share, seed)
        else:
            held, kept = np.split(np.random.default_rng(seed).permutation(samples), [size])
        return kept, held


@dataclass(frozen=True, kw_only=True)
class Workload:
    """On what candidates are compared.

    Args:
        name: The name of its file, or ``own data``.
        title: One line for people.
        sample: ``sample(seed)``: one data set, inputs (n, ...) and integer labels (n,) or targets (n,) or (n, k).
        generated: Whether another seed gives another data set; a given data set ignores it.
        fresh_test: On how many test samples a fresh data set scores at least; None where ``sample`` takes a seed only.
            Otherwise ``sample(seed, more)`` draws that many more from the same population, which come last.
        source: Where it comes from.
        licence: Under what terms the data may be used.
        hidden: Width of each hidden layer.
        recipe: How a network is trained: the budget; its loss decides the task.
        network: The family of networks.
        metric: The score; left out, accuracy for classes and the log of the mean squared error for targets.
        scaling: What is standardised by the training part's mean and deviation: each feature (``features``), all
            inputs together (``whole``) or nothing; with the first two, regression targets as well. ``tokens`` are
            whole numbers that reach the network as they are.
        scaled_target: Whether targets may be standardised with the inputs.
        test_size: Share of the samples in the test part.
        exercise_seed: The seed of the published data set and split; None where there is none.
        exercise_tail: Whether the published split takes the last samples as test part instead of drawing it.
        family: What its kin share: workloads of one family count once where they stand for tasks in general. Its own
            name by default.
        suites: The suites that name it.
        content: Text that identifies the data where the file's text does not.
        where: The words that find it again on a command line, for a user's own.
        notes: What was found in the user's data and should be said.
        held_out: Number of the last samples that are the test part as given, or as time has it; 0 where it is drawn.
            Then the split ``exercise``, which all blocks share, is the default.
        groups: Of each sample; in the split ``block``, the samples of a group stay on one side.
        ordered: Whether the samples follow one another in time.
        prepare: ``prepare(train, test)`` turns the rows of a split into numbers, fitted on the training part; None
            where they are numbers already.
        account: What was done to each column of a table.

    >>> from actlab.workloads import CATALOGUE
    >>> CATALOGUE["moons"].parts("exercise", data_seed=0, split_seed=0).x_train.shape
    (800, 2)
    """

    name: str
    title: Text
    sample: Callable[..., tuple[Array, Array]]
    generated: bool
    fresh_test: int | None = None
    source: Source
    licence: str
    hidden: tuple[int, ...]
    recipe: Recipe
    network: Network = field(default_factory=MLP)
    metric: Metric = field(default=ACCURACY)
    scaling: Scaling = "features"
    scaled_target: bool = True
    test_size: float = 0.2
    exercise_seed: int | None = None
    exercise_tail: bool = False
    family: str = ""
    suites: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    shared_names: tuple[str, ...] = ()
    content: str = field(default="", repr=False)
    where: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()
    held_out: int = 0
    groups: Array | None = field(default=None, repr=False, compare=False)
    ordered: bool = False
    prepare: Callable[[Array, Array], tuple[Array, Array]] | None = None
    account: tuple[ColumnAccount, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        if self.task == "regression" and self.metric is ACCURACY:
            object.__setattr__(self, "metric", LOG_LOSS)
        if not self.family:
            object.__setattr__(self, "family", self.name)

    @property
    def task(self) -> Task:
        """What the recipe's loss makes of it: ``classification`` or ``regression``."""
        return "classification" if "cross_entropy" in self.recipe.loss else "regression"

    @property
    def digest(self) -> str:
        """A hash of all that decides a block's data and network, the recipe and the widths aside."""
        text = self.content or Path(inspect.getfile(self.sample)).read_text(encoding="utf-8")
        drawn = (self.network, self.scaling, self.scaled_target, self.test_size, self.fresh_test, self.metric.name.en)
        published = (self.exercise_seed, self.exercise_tail)
        return hashlib.sha256(f"{text}|{drawn}|{published}".encode()).hexdigest()

    @property
    def splits(self) -> tuple[Split, ...]:
        """The ways in which a block may draw its data, the default first."""
        first: tuple[Split, ...] = ("fresh", "block") if self.generated else ("block",)
        if self.held_out:
            return ("exercise", *first)
        return (*first, "exercise") if self.exercise_seed is not None else first

    def parts(self, split: Split, data_seed: int, split_seed: int) -> Parts:
        """Draw one block's data set and split; scaling is fitted on the training part.

        Args:
            split: ``fresh`` draws a data set, ``block`` re-splits the one data set, ``exercise`` takes the
                published data set and split.
            data_seed: Seed of the data set, used by ``fresh``.
            split_seed: Seed of the split, used by ``fresh`` and ``block``.
        """
        from sklearn import config_context

        with config_context(skip_parameter_validation=True):
            return self._parts(split, data_seed, split_seed)

    def _parts(self, split: Split, data_seed: int, split_seed: int) -> Parts:
        published = self.exercise_seed if self.exercise_seed is not None else 0
        x, y, more_x, more_y = self._sampled(data_seed) if split == "fresh" else (*self.sample(published), None, None)
        train, test = self._rows(len(x), split, published if split == "exercise" else split_seed)
        x_train, x_test, y_train, y_test, single = x[train], x[test], y[train], y[test], len(test)
        if more_x is not None:
            x_test, y_test = np.concatenate([x_test, more_x]), np.concatenate([y_test, more_y])
        if self.prepare is not None:
            x_train, x_test = self.prepare(x_train, x_test)
        inputs = _scaled(self.scaling, x_train, x_test)
        targets = self._targets(y_train, y_test)
        classes = int(y.max()) + 1 if self.task == "classification" else 0
        groups = None if self.groups is None else self.groups[train]
        return Parts(
            inputs[0], targets[0], inputs[1], targets[1], classes, single=single, groups=groups, ordered=self.ordered
        )

    def _sampled(self, seed: int) -> tuple[Array, Array, Array | None, Array | None]:
        """Return a fresh data set, and apart from it what fills its test part up."""
        if self.fresh_test is None:
            return (*self.sample(seed), None, None)
        size = self._size
        more = max(self.fresh_test - math.ceil(self.test_size * size), 0)
        x, y = self.sample(seed, more)
        return x[:size], y[:size], x[size:], y[size:]

    @cached_property
    def _size(self) -> int:
        """The number of samples in a data set."""
        return len(self.sample(0)[0])

    def _rows(self, samples: int, split: Split, seed: int) -> tuple[Array, Array]:
        """Return the places of the training and of the test samples."""
        if split == "exercise" and (self.held_out or self.exercise_tail):
            held = self.held_out or math.ceil(self.test_size * samples)
            train, test = np.split(np.arange(samples), [samples - held])
            return train, test
        if self.groups is not None:
            return _by_groups(self.groups, self.test_size, seed)
        return _drawn(samples, self.test_size, seed)

    def _targets(self, *parts: Array) -> list[Array]:
        if self.task == "classification":
            return [part.astype(np.int64) for part in parts]
        scaled = self.scaled_target and self.scaling != "none"
        return _scaled("features" if scaled else "none", *(_column(part) for part in parts))

    def build(self, make: Make, shape: tuple[int, ...], outputs: int, hidden: tuple[int, ...]) -> nn.Module:
        """Return a network for samples of that shape, its own layers on the meta device; see `Network.build`."""
        return self.network.build(make, shape, outputs, hidden)


def _drawn(samples: int, share: float, seed: int) -> tuple[Array, Array]:
    """Return what scikit-learn's ``train_test_split`` draws, without loading all of its model selection."""
    test, train = np.split(np.random.RandomState(seed).permutation(samples), [math.ceil(share * samples)])
    return train, test


def _by_groups(groups: Array, share: float, seed: int) -> tuple[Array, Array]:
    """Return what scikit-learn's ``GroupShuffleSplit`` draws: a share of the groups, whole, is the test part."""
    names, of = np.unique(groups, return_inverse=True)
    _train, drawn = _drawn(len(names), share, seed)
    held = np.isin(of, drawn)
    return np.flatnonzero(~held), np.flatnonzero(held)


def _scaled(scaling: Scaling, *parts: Array) -> list[Array]:
    """Return the parts as float32, standardised by the first."""
    if scaling == "tokens":
        return [part.astype(np.int64) for part in parts]
    if scaling == "features":
        return [_transformed(part, *_fitted(parts[0])) for part in parts]
    mean, deviation = (parts[0].mean(), parts[0].std()) if scaling == "whole" else (0.0, 1.0)
    return [((part - mean) / deviation).astype(np.float32) for part in parts]


def _fitted(part: Array) -> tuple[Array, Array]:
    """Return the mean and scale that scikit-learn's ``StandardScaler`` has, to the bit; of finite numbers by hand."""
    samples, mean = len(part), part.sum(axis=0) / len(part)
    if part.dtype != np.float64 or part.ndim != 2 or not np.isfinite(mean).all():
        from sklearn.preprocessing import StandardScaler

        scaler = StandardScaler().fit(part)
        return scaler.mean_, scaler.scale_
    residual = part - mean
    lost = residual.sum(axis=0)  # by rounding the mean
    variance = ((residual**2).sum(axis=0) - lost**2 / samples) / samples
    rounding = np.finfo(np.float64).eps * samples
    constant = variance <= rounding * variance + (rounding * mean) ** 2
    return mean, np.where(constant, 1.0, np.sqrt(variance))


def _transformed(part: Array, mean: Array, scale: Array) -> Array:
    """Return what the scaler's ``transform`` returns, to the bit, without its checks, which take ten times as long."""
    scaled = part.astype(part.dtype if part.dtype.kind == "f" else np.float64)
    scaled -= mean.astype(scaled.dtype)
    scaled /= scale.astype(scaled.dtype)
    return scaled.astype(np.float32)


def _column(targets: Array) -> Array:
    return targets[:, None] if targets.ndim == 1 else targets
