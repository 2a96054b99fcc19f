"""The reference engine: one network at a time, in plain PyTorch, as the exercise trains it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any

import torch
from torch import nn

from actlab._shared.process_state import isolated, one_thread
from actlab.population.candidates import Candidate
from actlab.population.data import Data, Part, draw
from actlab.population.engines._engine import Engine
from actlab.population.evaluation import Trained, rows
from actlab.population.losses import loss, score
from actlab.population.members import Member, columns, members
from actlab.population.networks import activation_parameters, network
from actlab.population.schedule import batch_sizes, epoch_orders, factors
from actlab.population.streams import Streams
from actlab.population.training import Training
from actlab.workloads import Metric, Recipe

__all__ = [
    "ENGINE",
    "Stopping",
    "by_a_tenth",
    "estimate",
    "replay",
    "train",
    "train_block",
    "train_blocks",
    "train_member",
    "train_trials",
]


_OPTIMIZERS: dict[str, Callable[[list[dict[str, Any]], Recipe], torch.optim.Optimizer]] = {
    "sgd": lambda groups, recipe: torch.optim.SGD(groups, lr=recipe.learning_rate, momentum=recipe.momentum),
    "adam": lambda groups, recipe: torch.optim.Adam(groups, lr=recipe.learning_rate),
    "adamw": lambda groups, recipe: torch.optim.AdamW(groups, lr=recipe.learning_rate),
}


def train_blocks(training: Training, candidate: Candidate, blocks: Iterable[int]) -> Iterator[dict[str, Any]]:
    """Train each block's networks and yield their rows; see `actlab.records.NETWORKS`."""
    for block in blocks:
        if training.tuning is None:
            yield train_block(training, candidate, block)
        else:
            yield from train_trials(training, candidate, members(training, [block], candidate.arm))


def train_block(training: Training, candidate: Candidate, block: int) -> dict[str, Any]:
    """Train the candidate's network of one block and return its row."""
    return train_member(training, candidate, Member(block, training.recipe.learning_rate))


def train_member(training: Training, candidate: Candidate, member: Member) -> dict[str, Any]:
    """Train one network and return its row."""
    return train_trials(training, candidate, [member])[0]


def train_trials(training: Training, candidate: Candidate, trials: Sequence[Member]) -> list[dict[str, Any]]:
    """Train the trials of one block and return their rows, of which one has seen the test part."""
    start = time.process_time()
    streams = Streams(training.seed, trials[0].block, candidate.arm)
    data = draw(training, streams)
    trained = [_trained(training, candidate, member, data, streams) for member in trials]
    with isolated(streams.seed("activation", "evaluation")):
        found = rows(training, trained, data)
    share = (time.process_time() - start) / len(trials)
    return [
        {**columns(training, candidate, member), **each, "seconds": share}
        for member, each in zip(trials, found, strict=True)
    ]


def _trained(training: Training, candidate: Candidate, member: Member, data: Data, streams: Streams) -> Trained:
    recipe = replace(training.recipe, learning_rate=member.learning_rate)
    with isolated(streams.seed("activation")):
        net = network(training, candidate, data, streams)
        return train(net, data, recipe, training.workload.metric, streams.generator("order"))


def train(net: nn.Module, data: Data, recipe: Recipe, metric: Metric, order: torch.Generator) -> Trained:
    """Train the network as the recipe says; see `actlab.workloads.Recipe`.

    Args:
        net: Fresh, in training mode.
        data: One block's.
        recipe: How.
        metric: Of the validation scores.
        order: The stream of the order of samples.
    """
    optimizer = _optimizer(net, recipe)
    rates = iter(factors(recipe, len(data.train)))
    trained = Trained(network=net)
    stopping = None if recipe.patience is None else Stopping(recipe.patience)
    best: dict[str, Any] = {}
    for indices in epoch_orders(len(data.train), recipe, order):
        trained.curve.append(_epoch(net, data.train, recipe, optimizer, rates, indices))
        if stopping is None or data.validation is None:
            continue
        _validate(trained, data.validation, recipe, metric)
        if stopping.improves(trained.validation_curve[-1]):
            best = deepcopy(net.state_dict())
        if stopping.over:
            break
    if best:
        net.load_state_dict(best)
    return trained


class Stopping:
    """The rule of early stopping: end after ``patience`` epochs in a row without a new lowest validation loss.

    A loss counts as new lowest when it is below all before; NaN never is. The weights kept are those of the
    lowest epoch, and those of the last epoch where no loss was ever a number.

    >>> rule = Stopping(2)
    >>> [rule.improves(value) for value in (1.0, 0.5, 0.5, 0.6)], rule.over
    ([True, True, False, False], True)
    """

    def __init__(self, patience: int) -> None:
        self.patience = patience
        self.lowest = math.inf
        self.waited = 0

    def improves(self, value: float) -> bool:
        """Take in the next epoch's loss and return whether it is the lowest so far."""
        lower = value < self.lowest
        self.lowest = value if lower else self.lowest
        self.waited = 0 if lower else self.waited + 1
        return lower

    @property
    def over(self) -> bool:
        """Whether training ends."""
        return self.waited >= self.patience


def _optimizer(net: nn.Module, recipe: Recipe) -> torch.optim.Optimizer:
    return _OPTIMIZERS[recipe.optimizer](_groups(net, recipe), recipe)


def _groups(net: nn.Module, recipe: Recipe) -> list[dict[str, Any]]:
    """Give weight decay to all parameters but those of activations."""
    exempt = activation_parameters(net)
    named = list(net.named_parameters())
    groups = [
        {"params": [p for name, p in named if name not in exempt], "weight_decay": recipe.weight_decay},
        {"params": [p for name, p in named if name in exempt], "weight_decay": 0.0},
    ]
    return [group for group in groups if group["params"]]


def _epoch(
    net: nn.Module,
    part: Part,
    recipe: Recipe,
    optimizer: torch.optim.Optimizer,
    rates: Iterator[float],
    indices: torch.Tensor | None,
) -> float:
    """Take one step a batch and return the mean loss over the samples."""
    total = 0.0
    for batch in _batches(part, recipe, indices):
        _set_rate(optimizer, recipe.learning_rate * next(rates))
        optimizer.zero_grad()
        value = loss(recipe, net(batch.x), batch.y)
        value.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        total += value.item() * (len(batch) / len(part))
    return total


def _batches(part: Part, recipe: Recipe, indices: torch.Tensor | None) -> Iterator[Part]:
    if indices is None:
        yield part
        return
    for chosen in torch.split(indices, batch_sizes(len(part), recipe)):
        yield Part(part.x[chosen], part.y[chosen])


def _set_rate(optimizer: torch.optim.Optimizer, rate: float) -> None:
    for group in optimizer.param_groups:
        group["lr"] = rate


def _validate(trained: Trained, part: Part, recipe: Recipe, metric: Metric) -> None:
    """Append the validation loss and score of the network as it is now."""
    net = trained.network.eval()
    with torch.no_grad():
        outputs = net(part.x)
    net.train()
    trained.validation_curve.append(loss(recipe, outputs, part.y).item())
    trained.validation_scores.append(score(metric, recipe, outputs, part.y))


def replay(training: Training, candidate: Candidate, member: Member) -> tuple[nn.Module, Data]:
    """Train one network once more; return it with its block's data."""
    streams = Streams(training.seed, member.block, candidate.arm)
    with one_thread():
        data = draw(training, streams)
        return _trained(training, candidate, member, data, streams).network, data


def estimate(training: Training) -> float:
    """Return about how many seconds of one core a network takes, from a tenth of its epochs."""
    return by_a_tenth(training, _seconds)


def by_a_tenth(training: Training, seconds: Callable[[Training, Candidate], float]) -> float:
    """Return the mean time of a network over the candidates, measured on a tenth of the epochs.

    The global state of the generators and the number of threads are the same after as before.
    """
    recipe = replace(training.recipe, epochs=max(1, training.recipe.epochs // 10))
    tenth = replace(training, recipe=recipe)
    with one_thread():
        times = [seconds(tenth, candidate) for candidate in training.candidates]
    return sum(times) / len(times) * training.recipe.epochs / recipe.epochs


def _seconds(training: Training, candidate: Candidate) -> float:
    train_block(training, candidate, 0)
    return float(train_block(training, candidate, 0)["seconds"])


ENGINE = Engine(
    "loop", lambda _training: 10, lambda _training: None, lambda _training: None, estimate, train_blocks, replay
)
"""The engine: it runs everything, and none comes after it."""
