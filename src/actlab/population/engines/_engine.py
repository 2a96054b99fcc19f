"""What an engine is: a way to train networks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from torch import nn

from actlab.population.candidates import Candidate
from actlab.population.data import Data
from actlab.population.members import Member
from actlab.population.training import Training

__all__ = ["Engine", "Worth"]

Worth = Callable[[Training, int], bool]


@dataclass(frozen=True)
class Engine:
    """A way to train networks. All engines agree with `loop` up to rounding.

    Args:
        name: By which plans and records know it.
        blocks_a_chunk: ``blocks_a_chunk(training)`` returns how many blocks are worth training together, which does not
            depend on how many there are.
        can_run: ``can_run(training)`` returns None, or why the engine cannot run the training.
        why_slow: ``why_slow(training)`` returns None, or why a later engine is as fast.
        estimate: ``estimate(training)`` returns about how many seconds of one core a network takes.
        train_blocks: ``train_blocks(training, candidate, blocks)`` yields one row per network, in the order of blocks.
        replay: ``replay(training, candidate, member)`` trains one network again and returns it with its block's data.
        quick: Whether a short run takes less time than starting processes for it.
        worth: ``worth(training, blocks)`` returns whether the engine's start is worth its while for so many blocks.
        prepare: ``prepare(training)`` does at once for all candidates what `can_run` would do for each.
    """

    name: str
    blocks_a_chunk: Callable[[Training], int]
    can_run: Callable[[Training], str | None]
    why_slow: Callable[[Training], str | None]
    estimate: Callable[[Training], float]
    train_blocks: Callable[[Training, Candidate, Iterable[int]], Iterator[dict[str, Any]]]
    replay: Callable[[Training, Candidate, Member], tuple[nn.Module, Data]]
    quick: bool = False
    worth: Worth = lambda _training, _blocks: True
    prepare: Callable[[Training], None] | None = None
