"""A member: one network of a plan, with what is its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from actlab.population.candidates import Candidate
from actlab.population.plan import Plan
from actlab.population.streams import Streams

__all__ = ["Member", "columns", "members"]


@dataclass(frozen=True)
class Member:
    """One network: its block, its trial within the block, and the trial's learning rate."""

    block: int
    learning_rate: float
    trial: int = 0


def members(plan: Plan, blocks: Iterable[int], arm: int = 0) -> list[Member]:
    """Return the members of each block, one after the other.

    One with the plan's learning rate; or the trials of a tuned plan, at points that all candidates of the block share.
    """
    if plan.tuning is None:
        return [Member(block, plan.recipe.learning_rate) for block in blocks]
    return [
        Member(block, rate, trial)
        for block in blocks
        for trial, rate in enumerate(plan.tuning.rates(Streams(plan.seed, block, arm).seed("trials")))
    ]


def columns(plan: Plan, candidate: Candidate, member: Member) -> dict[str, Any]:
    """Return the record's columns that name a network."""
    return {
        "candidate": candidate.label,
        "regime": plan.regime,
        "block": member.block,
        "trial": member.trial,
        "learning_rate": member.learning_rate,
        "engine": plan.engine,
    }
