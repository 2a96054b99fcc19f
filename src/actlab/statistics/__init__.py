"""How a comparison is judged: estimates, intervals and verdicts from a frame of records.

NumPy and SciPy only; no torch, and no other part of actlab but its errors.
"""

from actlab.statistics._types import (
    CandidateSummary,
    CodedWarning,
    Conditional,
    Interval,
    JudgedQuestion,
    Judgement,
    PairJudgement,
    SecondLine,
    SingleRuns,
    UnseenFailures,
    Verdict,
)
from actlab.statistics.agreement import Agreement, agreement
from actlab.statistics.conclusion import Conclusion, RateCheck, Stopped, StudyConclusion
from actlab.statistics.judge import judge
from actlab.statistics.tuning import CurvePoint, TuningCurve, tuning_curves
from actlab.statistics.workloads import Across, JudgedWorkload, across, judge_workload

__all__ = [
    "Across",
    "Agreement",
    "CandidateSummary",
    "CodedWarning",
    "Conclusion",
    "Conditional",
    "CurvePoint",
    "Interval",
    "JudgedQuestion",
    "JudgedWorkload",
    "Judgement",
    "PairJudgement",
    "RateCheck",
    "SecondLine",
    "SingleRuns",
    "Stopped",
    "StudyConclusion",
    "TuningCurve",
    "UnseenFailures",
    "Verdict",
    "across",
    "agreement",
    "judge",
    "judge_workload",
    "tuning_curves",
]
