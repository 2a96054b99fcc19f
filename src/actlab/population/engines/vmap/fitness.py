"""Whether the engine can run a plan, found by a short trial, and how long it takes."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from torch import nn

from actlab.i18n import _
from actlab.population.candidates import Candidate
from actlab.population.data import draw
from actlab.population.engines import loop
from actlab.population.engines.vmap.train import train_members
from actlab.population.members import members
from actlab.population.networks import network
from actlab.population.plan import Plan
from actlab.population.streams import Streams

__all__ = ["can_run", "estimate", "why_slow"]

_LARGEST = 40_000
"""Parameters of the largest network that gains from company: wider products keep a core busy alone."""

_EPOCHS = 2
_TOLERANCE = 1e-4
"""Largest relative difference of the trial's losses from the loop engine's; rounding gives less than 1e-6."""
_EXACT = ("curve", "train_loss", "test_loss", "validation_loss")


def can_run(plan: Plan) -> str | None:
    """Return None where the engine takes the plan's networks, or why it does not.

    Two epochs of three blocks are trained: together, apart, and by the loop engine.
    """
    recipe = replace(plan.recipe, epochs=min(_EPOCHS, plan.recipe.epochs))
    trial = replace(plan.with_one_trial(), recipe=recipe)
    return next((reason for c in plan.candidates if (reason := _trial(trial, c)) is not None), None)


def _trial(plan: Plan, candidate: Candidate) -> str | None:
    reference = loop.train_block(plan, candidate, 1)
    wanted = members(plan, range(3))
    try:
        together = list(train_members(plan, candidate, wanted))[1]
        apart = next(train_members(plan, candidate, wanted[1:2]))
    except Exception as error:
        return _("{candidate}: torch.vmap cannot take the network ({error})").format(
            candidate=candidate.label, error=_one_line(error)
        )
    if any(not _same(together.get(name), apart.get(name), 0.0) for name in _EXACT):
        return _("{candidate}: a network's results would depend on those beside it").format(candidate=candidate.label)
    if any(not _same(together.get(name), reference.get(name), _TOLERANCE) for name in _EXACT):
        return _("{candidate}: the results would differ from the loop engine's").format(candidate=candidate.label)
    return None


def _same(a: Any, b: Any, tolerance: float) -> bool:
    if isinstance(a, list):
        return len(a) == len(b) and all(_same(x, y, tolerance) for x, y in zip(a, b, strict=True))
    if a is None or b is None:
        return a is b
    return (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=tolerance)


def _one_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__


def why_slow(plan: Plan) -> str | None:
    """Return why the loop engine is as fast for these networks, or None where it is not."""
    streams = Streams(plan.seed, 0)
    net = network(plan, plan.candidates[0], draw(plan, streams), streams)
    if any(isinstance(module, nn.modules.conv._ConvNd) for module in net.modules()):
        return _("convolutions are no faster together")
    parameters = sum(p.numel() for p in net.parameters())
    if parameters > _LARGEST:
        return _("networks of {parameters} parameters are no faster together").format(parameters=parameters)
    return None


def estimate(plan: Plan) -> float:
    """Return about how many seconds of one core a network takes, from a tenth of its epochs."""
    return loop.by_a_tenth(plan, _seconds)


def _seconds(plan: Plan, candidate: Candidate) -> float:
    plan = plan.with_one_trial()
    rows = list(train_members(plan, candidate, members(plan, range(min(plan.blocks, 64)))))
    return math.fsum(row["seconds"] for row in rows) / len(rows)
