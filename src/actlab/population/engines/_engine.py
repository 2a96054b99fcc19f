"""What an engine is: a way to train a plan's networks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from torch import nn

from actlab.population.candidates import Candidate
from actlab.population.data import Data
from actlab.population.members import Member
from actlab.population.plan import Plan

__all__ = ["Engine"]


@dataclass(frozen=True)
class Engine:
    """A way to train a plan's networks. All engines agree with `loop` up to rounding.

    Args:
        name: By which plans and records know it.
        blocks_a_chunk: ``blocks_a_chunk(plan)`` returns how many blocks are worth training together, which does not
            depend on how many the plan has.
        can_run: ``can_run(plan)`` returns None, or why the engine cannot run the plan.
        why_slow: ``why_slow(plan)`` returns None, or why a later engine is as fast.
        estimate: ``estimate(plan)`` returns about how many seconds of one core a network takes.
        train_blocks: ``train_blocks(plan, candidate, blocks)`` yields one row a block, in the order of blocks.
        replay: ``replay(plan, candidate, member)`` trains one network once more and returns it with its block's data.
        quick: Whether a short plan takes less time than starting processes for it.
    """

    name: str
    blocks_a_chunk: Callable[[Plan], int]
    can_run: Callable[[Plan], str | None]
    why_slow: Callable[[Plan], str | None]
    estimate: Callable[[Plan], float]
    train_blocks: Callable[[Plan, Candidate, Iterable[int]], Iterator[dict[str, Any]]]
    replay: Callable[[Plan, Candidate, Member], tuple[nn.Module, Data]]
    quick: bool = False
