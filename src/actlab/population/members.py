"""A member: one network, with what is its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from actlab.population.candidates import Candidate
from actlab.population.streams import Streams
from actlab.population.training import Training

__all__ = ["Member", "columns", "members"]


@dataclass(frozen=True)
class Member:
    """One network: its block, its trial within the block, and the trial's learning rate."""

    block: int
    learning_rate: float
    trial: int = 0


def members(training: Training, blocks: Iterable[int], arm: int = 0) -> list[Member]:
    """Return the members of each block, one after the other.

    That is one with the recipe's learning rate; or, where candidates are tuned, the trials, at points that all
    candidates of the block share.
    """
    if training.tuning is None:
        return [Member(block, training.recipe.learning_rate) for block in blocks]
    return [
        Member(block, rate, trial)
        for block in blocks
        for trial, rate in enumerate(training.tuning.rates(Streams(training.seed, block, arm).seed("trials")))
    ]


def columns(training: Training, candidate: Candidate, member: Member) -> dict[str, Any]:
    """Return the record's columns that name a network."""
    return {
        "candidate": candidate.label,
        "regime": training.regime,
        "block": member.block,
        "trial": member.trial,
        "learning_rate": member.learning_rate,
        "engine": training.engine_of(candidate),
    }
