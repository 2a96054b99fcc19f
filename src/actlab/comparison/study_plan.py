"""A study before it runs: a plan for each workload and regime, and how all are carried out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from actlab.comparison.option import documented, read
from actlab.comparison.options import RunOptions
from actlab.comparison.plan import Plan
from actlab.report.run import replay

if TYPE_CHECKING:
    from actlab.comparison.study import Study

__all__ = ["StudyPlan"]


@dataclass(frozen=True, repr=False)
class StudyPlan:
    """Several comparisons that are written down before they run; `actlab.plan_study` makes one.

    Args:
        plans: One for each workload and regime.

    >>> import actlab
    >>> actlab.plan_study(["relu", "tanh"], regimes=["drop-in", "gain"], blocks=2, epochs=2, engine="loop")
    <StudyPlan: 2 comparisons, 8 networks>
    """

    plans: tuple[Plan, ...]

    @cached_property
    def hash(self) -> str:
        """The hash of all plans."""
        return hashlib.sha256("|".join(plan.hash for plan in self.plans).encode()).hexdigest()

    @property
    def networks(self) -> int:
        """How many networks are trained, at most."""
        return sum(plan.networks for plan in self.plans)

    @property
    def folder(self) -> Path:
        """Where the study lies when no folder is named."""
        return Path("runs") / self.hash[:8]

    @documented(RunOptions)
    def run(self, **options: Unpack[RunOptions]) -> Study:
        """Carry out each plan in a folder of its own inside the study's, and put the results together.

        Args:
            {options}

        Raises:
            UsageError: An option lies outside its domain, or the folder holds another study.
            CouldNotFinishError: The machine could not carry it out; the same call goes on.
        """
        from actlab.comparison.study import carry_out_study

        return carry_out_study(self, read(RunOptions, options))

    def replay(self) -> str:
        """Return the command that makes this very study, and runs it."""
        return replay.command_of_study([plan.describe() for plan in self.plans])

    def lines(self, workers: int | None = None) -> list[str]:
        """Return what is said of each plan, in the language now spoken."""
        return [line for plan in self.plans for line in plan.lines(workers)]

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def __repr__(self) -> str:
        return f"<StudyPlan: {len(self.plans)} comparisons, {self.networks} networks>"
