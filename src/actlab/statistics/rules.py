"""How an interval comes about: at a fixed number of blocks, at any time, or whatever the shape."""

from __future__ import annotations

from typing import Protocol

from actlab.statistics._types import FloatArray, JudgedQuestion
from actlab.statistics.betting import BettingSequence
from actlab.statistics.paired import Bounds, FixedSize
from actlab.statistics.sequential import ConfidenceSequence

__all__ = ["Rule", "rule_of"]


class Rule(Protocol):
    """How an interval for a mean difference comes about."""

    def bounds(self, values: FloatArray, a: float, first_look: int) -> Bounds:
        """Return the interval at level 1 - a."""

    def half_width(self, n: int, sd: float, a: float) -> float:
        """Return the half-width to be expected after n blocks."""


def rule_of(question: JudgedQuestion, *, width: float = 1.0) -> Rule:
    """Return the rule that a question asks for.

    Args:
        question: what was declared.
        width: how many ranges of the metric the values may span to either side of 0: 1 for a difference of
            scores, 2 for a difference of differences.
    """
    if question.rule == "exact" and question.bounds is not None:
        return BettingSequence(width * (question.bounds[1] - question.bounds[0]))
    if question.is_sequential:
        return ConfidenceSequence(question.item, question.prior_variance)
    return FixedSize(question.item)
