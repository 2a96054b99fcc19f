"""A short trial: whether an engine trains networks as the reference engine does."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from actlab.i18n import _
from actlab.population.candidates import Candidate
from actlab.population.members import Member, members
from actlab.population.training import Training

__all__ = ["TOLERANCE", "TrainMembers", "short", "trial"]

TrainMembers = Callable[[Training, Candidate, Sequence[Member]], Iterator[dict[str, Any]]]

_EPOCHS = 2
TOLERANCE = 1e-5
"""Largest relative difference of the trial's losses from the loop engine's; rounding gives less than 1e-6."""
_EXACT = ("curve", "train_loss", "test_loss", "validation_loss")


def short(training: Training) -> Training:
    """Return the training of a trial: two epochs at the recipe's learning rate."""
    recipe = replace(training.recipe, epochs=min(_EPOCHS, training.recipe.epochs))
    return replace(training.with_one_trial(), recipe=recipe)


def trial(
    training: Training, candidate: Candidate, train_members: TrainMembers, reference: dict[str, Any]
) -> str | None:
    """Return None where the engine may train the candidate, or why it may not.

    Args:
        training: See `short`.
        candidate: Whose networks are tried: three blocks together, and the middle one apart.
        train_members: The engine's.
        reference: The row that the loop engine's ``train_block`` returns for block 1.
    """
    wanted = members(training, range(3), candidate.arm)
    together = list(train_members(training, candidate, wanted))[1]
    apart = next(train_members(training, candidate, wanted[1:2]))
    if any(not _same(together.get(name), apart.get(name), 0.0) for name in _EXACT):
        return _("{candidate}: a network's results would depend on those beside it").format(candidate=candidate.label)
    if any(not _same(together.get(name), reference.get(name), TOLERANCE) for name in _EXACT):
        return _("{candidate}: the results would differ from the loop engine's").format(candidate=candidate.label)
    return None


def _same(a: Any, b: Any, tolerance: float) -> bool:
    if isinstance(a, list):
        return len(a) == len(b) and all(_same(x, y, tolerance) for x, y in zip(a, b, strict=True))
    if a is None or b is None:
        return a is b
    return (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=tolerance)
