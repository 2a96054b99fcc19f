"""How a comparison is judged: estimates, intervals and verdicts from a frame of records.

NumPy and SciPy only; no torch, and no other part of actlab but its errors.
"""

from actlab.statistics._types import (
    CandidateSummary,
    CodedWarning,
    Conditional,
    Interval,
    Judgement,
    PairJudgement,
    Question,
    SecondLine,
    Verdict,
)
from actlab.statistics.judge import judge

__all__ = [
    "CandidateSummary",
    "CodedWarning",
    "Conditional",
    "Interval",
    "Judgement",
    "PairJudgement",
    "Question",
    "SecondLine",
    "Verdict",
    "judge",
]
