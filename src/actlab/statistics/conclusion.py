"""What comparison.json holds, as frozen values: all that the statistics said at the end of a run, or of a study."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from actlab.statistics._types import CodedWarning, Interval, Judgement
from actlab.statistics.agreement import Agreement
from actlab.statistics.workloads import Across

__all__ = ["Conclusion", "Stopped", "StudyConclusion"]


@dataclass(frozen=True)
class Stopped:
    """Why a run ended, and after how many blocks.

    Args:
        reason: No pair was undecided (``decided``), all ``blocks`` were there, or the ``time_budget`` was used up.
        blocks: How many there were.

    >>> Stopped("decided", 40).blocks
    40
    """

    reason: Literal["decided", "blocks", "time_budget"]
    blocks: int


@dataclass(frozen=True)
class RateCheck:
    """A pair's difference at one learning rate; not used in the verdict.

    Args:
        learning_rate: The learning rate, the same for both candidates.
        a: Label of the first candidate.
        b: Label of the second.
        n: Number of blocks.
        difference: Mean paired difference, in metric units.
        interval: Its interval.

    >>> RateCheck(0.1, "relu", "tanh", 30, -0.1, Interval(-0.3, 0.1)).learning_rate
    0.1
    """

    learning_rate: float
    a: str
    b: str
    n: int
    difference: float
    interval: Interval


@dataclass(frozen=True, kw_only=True)
class Conclusion:
    """What a finished run says: its file comparison.json.

    Args:
        schema: The form of the run folder.
        judgement: The verdicts, computed from the rows alone.
        cautions: Warnings that follow from the plan and not from the rows.
        stopped: Why the run ended.
        rate_check: What each pair shows at a tenth and at ten times the learning rate; empty where it was not checked.

    >>> whole = Judgement(candidates=(), pairs=(), within_delta_of_best=(), warnings=(), blocks=30)
    >>> Conclusion(judgement=whole, cautions=(), stopped=Stopped("blocks", 30)).warnings
    ()
    """

    schema: Literal[2] = 2
    judgement: Judgement
    cautions: tuple[CodedWarning, ...]
    stopped: Stopped
    rate_check: tuple[RateCheck, ...] = ()

    @property
    def warnings(self) -> tuple[CodedWarning, ...]:
        """What a reader must be told, of the plan and of the rows."""
        return (*self.cautions, *self.judgement.warnings)


@dataclass(frozen=True, kw_only=True)
class StudyConclusion:
    """What the comparisons of a study say together: the study's file comparison.json.

    Args:
        schema: The form of the run folder.
        agreements: By workload, whether two regimes agree on each pair.
        across: By regime, what several workloads say together.

    >>> StudyConclusion(agreements={}, across={}).schema
    2
    """

    schema: Literal[2] = 2
    agreements: Mapping[str, tuple[Agreement, ...]]
    across: Mapping[str, Across]
