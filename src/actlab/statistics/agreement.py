"""Whether two regimes say the same of a pair, or the ranking depends on tuning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from actlab.statistics._types import NOTHING_KNOWN, FloatArray, Interval, JudgedQuestion, PairJudgement, Verdict
from actlab.statistics.align import Blocks, align
from actlab.statistics.judge import judge
from actlab.statistics.paired import moments
from actlab.statistics.rules import rule_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Agreement", "agreement"]


@dataclass(frozen=True)
class Agreement:
    """What two regimes say of one pair.

    Args:
        a: Label of the first candidate.
        b: Label of the second.
        first: The verdict in the first regime.
        second: The verdict in the second.
        n: Number of blocks that both completed.
        difference: Paired difference of differences, first regime less second; null without a common block.
        interval: Its interval at 1 - alpha.
        outcome: ``agree``: both are decided in the same direction. ``disagree``: both are decided, and the interval
            lies beyond delta or, for opposite directions, excludes 0. ``open``: neither.

    >>> nothing = Interval(-1.0, 1.0)
    >>> Agreement("relu", "tanh", Verdict.BETTER, Verdict.BETTER, 30, 0.1, nothing, "agree").outcome
    'agree'
    """

    a: str
    b: str
    first: Verdict
    second: Verdict
    n: int
    difference: float | None
    interval: Interval
    outcome: Literal["agree", "disagree", "open"]


def agreement(
    frame: pd.DataFrame, question: JudgedQuestion, regimes: tuple[str, str] = ("drop-in", "tuned")
) -> tuple[Agreement, ...]:
    """Return for each pair whether two regimes agree.

    Better and better by delta are the same direction, and so agree.

    Args:
        frame: rows of both regimes, otherwise as for ``judge``.
        question: the same for both.
        regimes: the two to be held against each other.

    Raises:
        DataError: as for ``judge``.

    >>> import pandas as pd
    >>> frame = pd.DataFrame([
    ...     {"candidate": name, "block": block, "regime": regime, "test_score": score + block % 3,
    ...      "chance_score": 50.0, "status": "ok"}
    ...     for regime, scores in (("drop-in", (90.0, 85.0)), ("tuned", (91.0, 93.0)))
    ...     for block in range(30) for name, score in zip(("relu", "tanh"), scores)])
    >>> (found,) = agreement(frame, JudgedQuestion(("relu", "tanh")))
    >>> found.difference, found.outcome
    (7.0, 'disagree')
    """
    frames = [frame[frame["regime"] == regime] for regime in regimes]
    verdicts = [judge(each, question).pairs for each in frames]
    blocks = [align(each, question) for each in frames]
    return tuple(
        _of_pair(one, other, _differences(blocks, question, one), question)
        for one, other in zip(*verdicts, strict=True)
    )


def _differences(blocks: list[Blocks], question: JudgedQuestion, pair: PairJudgement) -> FloatArray:
    """Return the differences of differences over the blocks that both regimes completed."""
    i, j = question.candidates.index(pair.a), question.candidates.index(pair.b)
    common = np.intersect1d(blocks[0].ids, blocks[1].ids)
    sign = 1 if question.higher_is_better else -1
    first, second = (sign * (each.scores[:, i] - each.scores[:, j])[np.isin(each.ids, common)] for each in blocks)
    result: FloatArray = first - second
    return result


def _of_pair(one: PairJudgement, other: PairJudgement, differences: FloatArray, question: JudgedQuestion) -> Agreement:
    n, interval = len(differences), NOTHING_KNOWN
    if n:
        interval = rule_of(question, width=2).bounds(differences, question.alpha, question.first_look).interval
    return Agreement(
        a=one.a,
        b=one.b,
        first=one.verdict,
        second=other.verdict,
        n=n,
        difference=moments(differences).mean if n else None,
        interval=interval,
        outcome=_outcome(one.verdict, other.verdict, interval, question.delta),
    )


def _outcome(first: Verdict, second: Verdict, interval: Interval, delta: float) -> Literal["agree", "disagree", "open"]:
    if first.direction is None or second.direction is None:
        return "open"
    if first.direction == second.direction:
        return "agree"
    needed = 0.0 if first.direction == -second.direction else delta
    return "disagree" if interval.low > needed or interval.high < -needed else "open"
