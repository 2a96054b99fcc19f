"""Judgements to plain JSON values and back."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from actlab.statistics._types import (
    CandidateSummary,
    CodedWarning,
    Conditional,
    Interval,
    Judgement,
    PairJudgement,
    SecondLine,
    Verdict,
)
from actlab.statistics.agreement import Agreement
from actlab.statistics.workloads import Across, AcrossPair, Average, AverageRank

__all__ = ["across", "agreement", "judgement", "plain"]


def plain(value: Any) -> Any:
    """Return the value as lists, dicts, strings and finite numbers.

    >>> plain(Interval(-math.inf, 1.5))
    [None, 1.5]
    """
    if dataclasses.is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _interval(ends: list[float | None]) -> Interval:
    low, high = ends
    return Interval(-math.inf if low is None else low, math.inf if high is None else high)


def _candidate(data: Mapping[str, Any]) -> CandidateSummary:
    ends = {name: _interval(data[name]) for name in ("interval", "failure_interval")}
    return CandidateSummary(**{**data, **ends})


def _pair(data: Mapping[str, Any]) -> PairJudgement:
    needed = data["blocks_needed"]
    typed = {
        "interval": _interval(data["interval"]),
        "p_a_beats_b_interval": _interval(data["p_a_beats_b_interval"]),
        "verdict": Verdict(data["verdict"]),
        "both_succeeded": Conditional(**data["both_succeeded"]),
        "blocks_needed": None if needed is None else tuple(needed),
        "second_lines": tuple(
            SecondLine(**{**line, "interval": _interval(line["interval"])}) for line in data["second_lines"]
        ),
    }
    return PairJudgement(**{**data, **typed})


def judgement(data: Mapping[str, Any]) -> Judgement:
    """Rebuild a judgement from its plain form."""
    return Judgement(
        candidates=tuple(_candidate(each) for each in data["candidates"]),
        pairs=tuple(_pair(each) for each in data["pairs"]),
        leaders=tuple(data["leaders"]),
        warnings=tuple(CodedWarning(each["code"], tuple(each["about"]), each["numbers"]) for each in data["warnings"]),
        blocks=data["blocks"],
    )


def agreement(data: Mapping[str, Any]) -> Agreement:
    """Rebuild an agreement from its plain form.

    >>> found = Agreement("a", "b", Verdict.BETTER, Verdict.WORSE, 9, 1.0, Interval(0.5, math.inf), "disagree")
    >>> agreement(plain(found)) == found
    True
    """
    verdicts = {name: Verdict(data[name]) for name in ("first", "second")}
    return Agreement(**{**data, **verdicts, "interval": _interval(data["interval"])})


def across(data: Mapping[str, Any]) -> Across:
    """Rebuild what several workloads say together from its plain form."""
    pairs = [
        AcrossPair(**{**each, "average": Average(**{**mean, "interval": _interval(mean["interval"])})})
        for each in data["pairs"]
        for mean in [each["average"]]
    ]
    ranks = [AverageRank(**{**each, "interval": _interval(each["interval"])}) for each in data["ranks"]]
    return Across(**{**data, "workloads": tuple(data["workloads"]), "pairs": tuple(pairs), "ranks": tuple(ranks)})
