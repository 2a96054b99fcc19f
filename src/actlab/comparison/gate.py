"""A gate for a long series of proposals: keep, revert, or more blocks, with one error rate over the whole series.

Proposal k is judged at level alpha_k = 6 alpha / (pi^2 k^2), which sums to alpha over all proposals, by a confidence
sequence, which may be looked at after each block. The state is a file that holds all that was decided.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np

from actlab._shared.plain import plain, rebuild
from actlab.errors import DamagedRecordError, UsageError
from actlab.i18n import _
from actlab.records import RunFolder
from actlab.statistics import JudgedQuestion
from actlab.statistics.rules import rule_of

__all__ = ["Gate", "GateStep", "read_gate", "write_gate"]

Answer = Literal["keep", "revert", "more"]

FIRST_LOOK = 5
"""Blocks of a proposal before anything is said of it."""


@dataclass(frozen=True)
class GateStep:
    """What the gate says.

    Args:
        answer: ``keep`` the proposal, ``revert`` it, or run ``more`` blocks.
        proposal: Its number in the series, from 1.
        blocks: How many of its blocks are there.
        low: Lower end of the improvement's interval.
        high: Upper end.
        level: The error that this proposal may use.
    """

    answer: Answer
    proposal: int
    blocks: int
    low: float
    high: float
    level: float


@dataclass(frozen=True)
class Gate:
    """The state of a series of proposals.

    Args:
        direction: Whether higher or lower scores are better.
        alpha: Chance of keeping any useless proposal in the whole series.
        most: Blocks after which a proposal that is still open is reverted.
        proposal: Number of the proposal that is being tried.
        differences: Improvements of its blocks so far, by block.
        decided: What became of the earlier ones.
        schema: The form of the file.
    """

    direction: Literal["higher", "lower"] = "lower"
    alpha: float = 0.05
    most: int = 40
    proposal: int = 1
    differences: Mapping[str, float] = field(default_factory=dict)
    decided: tuple[str, ...] = ()
    schema: Literal["actlab.gate/1"] = "actlab.gate/1"

    def __post_init__(self) -> None:
        if not 0 < self.alpha < 1:
            raise UsageError(_("alpha must be between 0 and 1; got {value}.").format(value=self.alpha))
        if self.most < FIRST_LOOK:
            raise UsageError(
                _("A proposal needs at least {n} blocks; got {value}.").format(n=FIRST_LOOK, value=self.most)
            )

    @property
    def level(self) -> float:
        """The error that the present proposal may use.

        >>> round(sum(Gate(proposal=k).level for k in range(1, 10_000)), 3)
        0.05
        """
        return 6 * self.alpha / (math.pi * self.proposal) ** 2

    def add(self, block: str, base: float, new: float) -> tuple[Gate, GateStep]:
        """Add one block of the present proposal and say what to do.

        Args:
            block: What tells the block from others, such as its seed.
            base: Score of what is kept so far.
            new: Score of the proposal.

        Returns:
            The new state, and the answer.

        Raises:
            UsageError: The block was added before, or a score is not finite.

        >>> gate = Gate(direction="lower")
        >>> for block in range(12):
        ...     gate, step = gate.add(str(block), base=2.30 + block % 3 / 100, new=2.10)
        ...     if step.answer != "more":
        ...         break
        >>> step.answer, gate.proposal
        ('keep', 2)
        """
        if block in self.differences:
            raise UsageError(_("Block {block} was added before; each block counts once.").format(block=block))
        if not (math.isfinite(base) and math.isfinite(new)):
            raise UsageError(_("Scores must be finite; got base={base}, new={new}.").format(base=base, new=new))
        gain = new - base if self.direction == "higher" else base - new
        held = {**self.differences, block: gain}
        values = np.array(list(held.values()))
        bounds = rule_of(JudgedQuestion(("new", "base"), rule="sequence", item=0.0)).bounds(
            values, 2 * self.level, FIRST_LOOK
        )
        low, high = bounds.interval
        answer: Answer = "keep" if low > 0 else "revert" if high <= 0 or len(values) >= self.most else "more"
        step = GateStep(answer, self.proposal, len(values), low, high, self.level)
        if answer == "more":
            return Gate(self.direction, self.alpha, self.most, self.proposal, held, self.decided), step
        return Gate(self.direction, self.alpha, self.most, self.proposal + 1, {}, (*self.decided, answer)), step


def read_gate(path: Path) -> Gate | None:
    """Return the state of a file; None if there is no file.

    Raises:
        DamagedRecordError: It is no state of a gate.
    """
    if not path.exists():
        return None
    try:
        return rebuild(Gate, json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise DamagedRecordError(_("{path} is no state of a gate that can be read.").format(path=path)) from error


def write_gate(gate: Gate, path: Path) -> None:
    """Write the state; the file appears whole or not at all.

    Raises:
        StorageError: It cannot be written.
    """
    RunFolder(path.parent).write_text(path.name, json.dumps(plain(gate), indent=1))
