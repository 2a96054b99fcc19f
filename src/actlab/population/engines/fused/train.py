"""Train a candidate's members with its kernel, and put their final weights back into torch's networks."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from actlab._shared.process_state import isolated, one_thread
from actlab.population.candidates import Candidate
from actlab.population.data import Data, Part, data_of
from actlab.population.engines.fused.evaluation import ChainStack, can_stack
from actlab.population.engines.fused.form import Form
from actlab.population.engines.fused.run import Kernel, State
from actlab.population.engines.fused.run import Trained as Run
from actlab.population.engines.fused.spec import NetworkSpec, Optimizer
from actlab.population.evaluation import Curves, Trained, rows
from actlab.population.losses import lower_score
from actlab.population.members import Member, columns, members
from actlab.population.schedule import batch_sizes, epoch_orders, factors
from actlab.population.streams import Streams
from actlab.population.training import Training

__all__ = ["MakeKernel", "Tile", "replay", "special", "train_blocks", "train_members"]

_BUDGET = 128 * 2**20
"""Bytes that the data, orders and curves of the members that are trained in one call may take."""
_LARGEST = 256


MakeKernel = Callable[[NetworkSpec], Kernel]


@functools.lru_cache(maxsize=64)
def special(spec: NetworkSpec) -> Kernel:
    """Return a kernel that is compiled for the network."""
    return Kernel(spec)


def train_blocks(
    training: Training, candidate: Candidate, blocks: Iterable[int], make: MakeKernel = special
) -> Iterator[dict[str, Any]]:
    """Train the networks of each block and yield their rows; see `actlab.records.NETWORKS`."""
    yield from train_members(training, candidate, members(training, blocks, candidate.arm), make)


def train_members(
    training: Training, candidate: Candidate, wanted: Sequence[Member], make: MakeKernel = special
) -> Iterator[dict[str, Any]]:
    """Train the members and yield their rows, in order; the trials of a block stand side by side."""
    done = 0
    while done < len(wanted):
        start = time.process_time()
        tile = Tile(training, candidate, wanted[done:], make)
        found = tile.rows(tile.train())
        share = (time.process_time() - start) / len(found)
        yield from ({**each, "seconds": share} for each in found)
        done += len(found)


def replay(
    training: Training, candidate: Candidate, member: Member, make: MakeKernel = special
) -> tuple[nn.Module, Data]:
    """Train one network once more; return it with its block's data."""
    with one_thread():
        tile = Tile(training, candidate, [member], make)
        tile.train()
    return tile.network(0), tile.blocks[member.block].data


@dataclass(frozen=True)
class _Block:
    """What the trials of one block share."""

    data: Data
    start: NDArray[np.float32]
    order: NDArray[np.int32] | None


class Tile:
    """The members that are trained in one call: as many of the given ones as keep within the budget."""

    def __init__(
        self, training: Training, candidate: Candidate, wanted: Sequence[Member], make: MakeKernel = special
    ) -> None:
        self.training, self.candidate = training, candidate
        self.form = Form(training, candidate, wanted[0].block)
        self.members = list(wanted[: _size(training, data_of(training, wanted[0].block))])
        self.blocks = {block: self._block(block) for block in dict.fromkeys(m.block for m in self.members)}
        self.state = State.once(np.stack([self._of(member).start for member in self.members]))
        self.kernel = make(self._spec())

    def _block(self, block: int) -> _Block:
        streams = Streams(self.training.seed, block, self.candidate.arm)
        data = data_of(self.training, block)
        orders = list(epoch_orders(len(data.train), self.training.recipe, streams.generator("order")))
        drawn = [order.numpy().astype(np.int32) for order in orders if order is not None]
        return _Block(data, self.form.start(data, streams), np.stack(drawn) if drawn else None)

    def _of(self, member: Member) -> _Block:
        return self.blocks[member.block]

    def _spec(self) -> NetworkSpec:
        recipe = self.training.recipe
        batch = batch_sizes(len(self._of(self.members[0]).data.train), recipe)[0]
        return NetworkSpec(self.form.chain.sizes, self.form.chain.graphs, recipe.loss, recipe.optimizer, batch)

    def train(self) -> Run:
        """Train all members; their final weights are in the state."""
        recipe, blocks = self.training.recipe, [self._of(member) for member in self.members]
        orders = [block.order for block in blocks if block.order is not None]
        stops = recipe.patience is not None
        return self.kernel.train(
            self.state,
            *_arrays([block.data.train for block in blocks]),
            epochs=recipe.epochs,
            rates=[member.learning_rate for member in self.members],
            optimizer=Optimizer(weight_decay=recipe.weight_decay, momentum=recipe.momentum),
            order=np.stack(orders) if orders else None,
            factors=np.array([factors(recipe, len(blocks[0].data.train))]),
            validation=_arrays([block.data.validation for block in blocks if block.data.validation]) if stops else None,
            patience=recipe.patience,
        )

    def rows(self, run: Run) -> list[dict[str, Any]]:
        """Return the members' rows, without the time."""
        data = [self._of(member).data for member in self.members]
        curves = [self._curves(run, index) for index in range(len(self.members))]
        with isolated(0):
            if can_stack(self.form.chain):
                parameters = torch.from_numpy(self.state.parameters)
                found = ChainStack(self.training, self.form.chain, parameters, data, curves).rows()
            else:
                found = self._one_by_one(data, curves)
        named = [columns(self.training, self.candidate, member) for member in self.members]
        if not self.kernel.rounds_once:
            named = [{**name, "engine": f"{name['engine']}, no fused multiply-add"} for name in named]
        return [{**name, **each} for name, each in zip(named, found, strict=True)]

    def _one_by_one(self, data: Sequence[Data], curves: Sequence[Curves]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for start in range(0, len(data), self.training.trials):
            trials = range(start, start + self.training.trials)
            found += rows(
                self.training, [Trained(network=self.network(i), **vars(curves[i])) for i in trials], data[start]
            )
        return found

    def network(self, index: int) -> nn.Module:
        """Return a member's network with the weights that it has now."""
        net = deepcopy(self.form.net)
        self.form.chain.load(net, torch.from_numpy(self.state.parameters[index]))
        return net

    def _curves(self, run: Run, index: int) -> Curves:
        epochs = int(run.epochs_run[index])
        curve = run.losses[index, :epochs].tolist()
        if run.validation_losses is None or run.validation_right is None:
            return Curves(curve=curve)
        losses = run.validation_losses[index, :epochs].tolist()
        scores = self._scores(index, losses, run.validation_right[index, :epochs].tolist())
        return Curves(curve=curve, validation_curve=losses, validation_scores=scores)

    def _scores(self, index: int, losses: list[float], right: list[int]) -> list[float]:
        metric = self.training.workload.metric
        if not metric.higher_is_better:
            scores: list[float] = lower_score(metric, torch.tensor(losses, dtype=torch.float64)).tolist()
            return scores
        validation = self._of(self.members[index]).data.validation
        assert validation is not None
        return [100.0 * count / len(validation) for count in right]


def _size(training: Training, data: Data) -> int:
    """Return how many members keep within the budget; whole blocks of trials."""
    each = 8 * (data.train.x.numel() + training.recipe.epochs * (len(data.train) + 2))
    return max(min(_BUDGET // each, _LARGEST) // training.trials, 1) * training.trials


def _arrays(parts: Sequence[Part]) -> tuple[NDArray[np.float32], NDArray[Any]]:
    """Return inputs (members, rows, features) and targets, classes (members, rows) or numbers (..., outputs)."""
    x = torch.stack([part.x for part in parts]).numpy()
    y = torch.stack([part.y for part in parts])
    return x, (y.unsqueeze(-1) if y.dtype == torch.float32 and y.dim() == 2 else y).numpy()
