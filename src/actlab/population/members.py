"""A member: one network of a plan, with what is its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from actlab.population.candidates import Candidate
from actlab.population.plan import Plan

__all__ = ["Member", "columns", "members"]


@dataclass(frozen=True)
class Member:
    """One network: its block, its trial within the block, and the trial's learning rate."""

    block: int
    learning_rate: float
    trial: int = 0


def members(plan: Plan, blocks: Iterable[int]) -> list[Member]:
    """Return one member a block, each with the plan's learning rate."""
    return [Member(block, plan.recipe.learning_rate) for block in blocks]


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
