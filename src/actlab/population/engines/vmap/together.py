"""The epochs of one tile: the loop engine's training, for all members of the tile at once."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from actlab.population.data import Part
from actlab.population.engines.vmap.tile import Tile, TileEntry
from actlab.population.losses import stacked_scores
from actlab.population.schedule import batch_sizes, factors
from actlab.population.training import Training

__all__ = ["train_together"]


def train_together(training: Training, entries: Sequence[TileEntry]) -> None:
    """Train the entries; their networks end with their final weights, those that stop early leave the tile."""
    tile = Tile(entries, training.recipe)
    sizes = batch_sizes(len(entries[0].data.train), training.recipe)
    rates = factors(training.recipe, sum(sizes))
    going = True
    for epoch in range(training.recipe.epochs):
        _epoch(tile, sizes, rates, epoch)
        if training.recipe.patience is not None:
            _validate(training, tile)
            going = _stop(tile)
        if not going:
            return
    tile.finish(range(len(tile.entries)))


def _epoch(tile: Tile, sizes: list[int], rates: list[float], epoch: int) -> None:
    """Take one step a batch and append each member's mean loss over its samples."""
    orders = [next(entry.orders) for entry in tile.entries]
    batches = [None if order is None else torch.split(order, sizes) for order in orders]
    totals = torch.zeros(len(tile.entries), dtype=torch.float64)
    for step, size in enumerate(sizes):
        chosen = [batch[step] for batch in batches if batch is not None]
        number = epoch * len(sizes) + step
        totals += tile.step(chosen or None, rates[number], number + 1).double() * (size / sum(sizes))
    for entry, total in zip(tile.entries, totals.tolist(), strict=True):
        entry.curve.append(total)


def _validate(training: Training, tile: Tile) -> None:
    """Append each member's validation loss and score."""
    outputs, y, losses = tile.predict(_validation)
    scores = stacked_scores(training.workload.metric, training.recipe, outputs, y, losses)
    for entry, value, score in zip(tile.entries, losses.tolist(), scores, strict=False):
        entry.validation_curve.append(value)
        entry.validation_scores.append(score)


def _validation(data: object) -> Part:
    part: Part = data.validation  # type: ignore[attr-defined]
    return part


def _stop(tile: Tile) -> bool:
    """Let the members whose rule says so leave the tile; return whether any goes on."""
    over = []
    for index, entry in enumerate(tile.entries):
        if entry.stopping is None:
            continue
        if entry.stopping.improves(entry.validation_curve[-1]):
            entry.best = tile.weights(index)
        if entry.stopping.over:
            over.append(index)
    everyone = len(over) == len(tile.entries)
    tile.finish(over)
    return not everyone
