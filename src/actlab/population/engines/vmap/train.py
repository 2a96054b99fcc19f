"""Train a candidate's members tile by tile."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import torch
from torch import nn

from actlab._shared.process_state import isolated, one_thread
from actlab.population.candidates import Candidate
from actlab.population.data import Data, data_of
from actlab.population.engines.loop import Stopping
from actlab.population.engines.vmap.tile import TileEntry
from actlab.population.engines.vmap.together import train_together
from actlab.population.evaluation import rows
from actlab.population.members import Member, columns, members
from actlab.population.networks import network
from actlab.population.schedule import batch_sizes, epoch_orders
from actlab.population.streams import Streams
from actlab.population.training import Training

__all__ = ["replay", "tile_size", "train_blocks", "train_members", "train_tile"]

_CACHE = 12 * 2**20
"""Bytes of activations of a tile: measured best on a core with 1 MiB of its own and 32 MiB of shared cache."""
_BUDGET = 512 * 2**20
"""Bytes that the tensors of a tile may take in all."""
_LARGEST = 256
_COPIES = 7
"""Parameters, gradients, their slices, the optimizer's three matrices, and the network that the member came from."""


def train_blocks(training: Training, candidate: Candidate, blocks: Iterable[int]) -> Iterator[dict[str, Any]]:
    """Train one network per block and yield its row; see `actlab.records.NETWORKS`."""
    yield from train_members(training, candidate, members(training, blocks, candidate.arm))


def train_members(
    training: Training, candidate: Candidate, wanted: Sequence[Member], *, size: int | None = None
) -> Iterator[dict[str, Any]]:
    """Train the members and yield their rows, in order.

    Args:
        training: What to train.
        candidate: Whose networks.
        wanted: The members, each with a learning rate of its own.
        size: Members per tile; the results do not depend on it. Chosen for the cache by default.
    """
    done = 0
    while done < len(wanted):
        first = _entry(training, candidate, wanted[done])
        end = done + _whole_blocks(training, size or tile_size(training, first))
        start = time.process_time()
        entries = [first, *(_entry(training, candidate, member) for member in wanted[done + 1 : end])]
        found = train_tile(training, candidate, entries)
        share = (time.process_time() - start) / len(entries)
        yield from ({**each, "seconds": share} for each in found)
        done = end


def replay(training: Training, candidate: Candidate, member: Member) -> tuple[nn.Module, Data]:
    """Train one network once more; return it with its block's data."""
    with one_thread(), isolated(0):
        entry = _entry(training, candidate, member)
        train_together(training, [entry])
    return entry.net, entry.data


def _whole_blocks(training: Training, size: int) -> int:
    """Return a tile's size that keeps the trials of a block together."""
    return max(size // training.trials, 1) * training.trials


def _entry(training: Training, candidate: Candidate, member: Member) -> TileEntry:
    streams = Streams(training.seed, member.block, candidate.arm)
    data = data_of(training, member.block)
    with isolated(streams.seed("activation")):
        net = network(training, candidate, data, streams)
    orders = epoch_orders(len(data.train), training.recipe, streams.generator("order"))
    stopping = None if training.recipe.patience is None else Stopping(training.recipe.patience)
    return TileEntry(member, net, data, orders, stopping)


def tile_size(training: Training, entry: TileEntry) -> int:
    """Return how many members like this one fill the cache without passing the budget."""
    sizes: list[int] = []
    handles = [
        module.register_forward_hook(lambda _module, _inputs, output: sizes.append(output.numel()))
        for module in entry.net.modules()
        if not list(module.children())
    ]
    batch = batch_sizes(len(entry.data.train), training.recipe)[0]
    with torch.no_grad(), isolated(0):
        entry.net.eval()(entry.data.train.x[:batch])
        entry.net.train()
    for handle in handles:
        handle.remove()
    activations = 4 * sum(sizes)
    parts = [entry.data.train, entry.data.validation]
    data = sum(4 * part.x.numel() for part in parts if part is not None)
    weights = 4 * _COPIES * sum(p.numel() for p in entry.net.parameters())
    return max(1, min(_LARGEST, _CACHE // activations, _BUDGET // (4 * activations + 2 * data + weights)))


def train_tile(training: Training, candidate: Candidate, entries: Sequence[TileEntry]) -> list[dict[str, Any]]:
    """Train the entries together and return their rows, without the time."""
    with isolated(0):
        train_together(training, entries)
        blocks = [entries[start : start + training.trials] for start in range(0, len(entries), training.trials)]
        found = [each for block in blocks for each in rows(training, [e.trained for e in block], block[0].data)]
    named = [columns(training, candidate, entry.member) for entry in entries]
    return [{**name, **each} for name, each in zip(named, found, strict=True)]
