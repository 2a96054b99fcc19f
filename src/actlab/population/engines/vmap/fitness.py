"""Whether the engine can run the networks, found by a short trial, and how long it takes."""

from __future__ import annotations

import math

from torch import nn

from actlab.i18n import _
from actlab.population.candidates import Candidate
from actlab.population.data import draw
from actlab.population.engines import loop
from actlab.population.engines.trial import short, trial
from actlab.population.engines.vmap.convolution import stackable
from actlab.population.engines.vmap.optimizers import OPTIMIZERS
from actlab.population.engines.vmap.train import train_members
from actlab.population.members import members
from actlab.population.networks import network
from actlab.population.streams import Streams
from actlab.population.training import Training

__all__ = ["can_run", "estimate", "why_slow"]

_LARGEST = 40_000
"""Parameters of the largest network that gains from company: wider products keep a core busy alone."""

_MEASURED = 16
"""Networks whose time is taken."""


def can_run(training: Training) -> str | None:
    """Return None where the engine takes the training's networks, or why it does not.

    Two epochs of three blocks are trained: together, apart, and by the loop engine.
    """
    if training.recipe.optimizer not in OPTIMIZERS:
        return _("no stacked optimizer is known for {name}").format(name=training.recipe.optimizer)
    return next((reason for c in training.candidates if (reason := _reason(short(training), c)) is not None), None)


def _reason(training: Training, candidate: Candidate) -> str | None:
    reference = loop.train_block(training, candidate, 1)
    try:
        return trial(training, candidate, train_members, reference)
    except Exception as error:
        return _("{candidate}: torch.vmap cannot take the network ({error})").format(
            candidate=candidate.label, error=_one_line(error)
        )


def _one_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__


def why_slow(training: Training) -> str | None:
    """Return why the loop engine is as fast for these networks, or None where it is not."""
    streams = Streams(training.seed, 0)
    net = network(training, training.candidates[0], draw(training, streams), streams)
    if any(isinstance(module, nn.modules.conv._ConvNd) and not stackable(module) for module in net.modules()):
        return _("convolutions are no faster together")
    parameters = sum(p.numel() for p in net.parameters())
    if parameters > _LARGEST:
        return _("networks of {parameters} parameters are no faster together").format(parameters=parameters)
    return None


def estimate(training: Training) -> float:
    """Return about how many seconds of one core a network takes, from a tenth of its epochs."""
    return loop.by_a_tenth(training, _seconds)


def _seconds(training: Training, candidate: Candidate) -> float:
    training = training.with_one_trial()
    rows = list(train_members(training, candidate, members(training, range(_MEASURED))))
    return math.fsum(row["seconds"] for row in rows) / len(rows)
