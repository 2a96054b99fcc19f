"""A block's trials: their learning rates, and which network is chosen before the sealed test part is opened."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from actlab.population.candidates import Candidate
from actlab.population.plan import Plan
from actlab.population.streams import Streams

__all__ = ["rates", "select"]


def rates(plan: Plan, candidate: Candidate, block: int) -> tuple[float, ...]:
    """Return the learning rate of each trial: the user's one, or the block's points, shared by its candidates."""
    if plan.tuning is None:
        return (plan.recipe.learning_rate,)
    return plan.tuning.rates(Streams(plan.seed, block, candidate.arm).seed("trials"))


def select(rows: Sequence[Mapping[str, Any]]) -> int:
    """Return the trial with the lowest validation loss, the first among equals; NaN is never lower.

    Args:
        rows: One a trial, with its ``validation_loss``; nothing else is looked at.

    >>> select([{"validation_loss": 0.3}, {"validation_loss": 0.2}, {"validation_loss": float("nan")}])
    1
    """
    losses = [row["validation_loss"] for row in rows]
    return min(range(len(losses)), key=lambda trial: (math.isnan(losses[trial]), losses[trial], trial))
