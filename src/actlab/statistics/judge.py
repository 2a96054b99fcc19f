"""The way from a frame of records to verdicts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from actlab.statistics import cautions, rates
from actlab.statistics._types import (
    CandidateSummary,
    CodedWarning,
    FloatArray,
    Interval,
    JudgedQuestion,
    Judgement,
    PairJudgement,
)
from actlab.statistics.align import Blocks, align
from actlab.statistics.multiplicity import within_delta_of_best
from actlab.statistics.pair import PairCase, Tests
from actlab.statistics.paired import moments, within_range
from actlab.statistics.rules import Rule, rule_of
from actlab.statistics.verdict import FEWEST

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["judge"]


def judge(frame: pd.DataFrame, question: JudgedQuestion) -> Judgement:
    """Answer a question that was declared before the run from the records of the run.

    Rows are joined by block id; a block counts when it is complete for all candidates; failed networks
    count with the constant predictor's score. Differences are positive where the pair's first candidate is
    the better one, whatever the metric's direction.

    Args:
        frame: one row per network, with columns ``candidate``, ``block`` (whole numbers), ``regime``,
            ``test_score``, ``chance_score`` (metric units), ``status`` (``ok`` or a failure), and optionally
            ``correct`` (for each test item). One regime only.
        question: candidates, metric, delta, alpha, family and rule.

    Raises:
        DataError: rows that cannot be joined, see ``align``.

    >>> import pandas as pd
    >>> rows = [(name, block, "drop-in", score, 50.0, "ok") for block in range(30)
    ...         for name, score in (("relu", 90.0 + block % 3), ("tanh", 88.0 + block % 2))]
    >>> columns = ["candidate", "block", "regime", "test_score", "chance_score", "status"]
    >>> judgement = judge(pd.DataFrame(rows, columns=columns), JudgedQuestion(("relu", "tanh")))
    >>> judgement.pairs[0].verdict, round(judgement.pairs[0].difference, 3)
    (<Verdict.BETTER_BY_DELTA: 'better_by_delta'>, 2.5)
    """
    blocks = align(frame, question)
    rule = rule_of(question)
    oriented = blocks.scores if question.higher_is_better else -blocks.scores
    places = [(question.candidates.index(a), question.candidates.index(b)) for a, b in question.pairs]
    differences = np.stack([oriented[:, i] - oriented[:, j] for i, j in places], axis=1)
    tests = Tests.of(differences, question)
    cases = [PairCase(question, blocks, rule, i, j, differences[:, k], tests[k]) for k, (i, j) in enumerate(places)]
    pairs = tuple(case.judged() for case in cases)
    return Judgement(
        candidates=tuple(_summary(blocks, question, rule, i) for i in range(len(question.candidates))),
        pairs=pairs,
        within_delta_of_best=_within_delta(oriented, question, rule),
        warnings=_warnings(question, blocks, cases, pairs),
        blocks=len(blocks.ids),
    )


def _warnings(
    question: JudgedQuestion, blocks: Blocks, cases: list[PairCase], pairs: tuple[PairJudgement, ...]
) -> tuple[CodedWarning, ...]:
    found = list(cautions.of_run(question, blocks))
    for case, pair in zip(cases, pairs, strict=True):
        found += cautions.of_pair(pair, case.differences, question, blocks)
    return tuple(found)


def _summary(blocks: Blocks, question: JudgedQuestion, rule: Rule, i: int) -> CandidateSummary:
    found, failures = moments(blocks.scores[:, i]), int(blocks.failed[:, i].sum())
    return CandidateSummary(
        name=question.candidates[i],
        n=found.n,
        mean=found.mean,
        sd=found.sd,
        interval=_mean_interval(blocks.scores[:, i], question, rule),
        chance=moments(blocks.chance[:, i]).mean,
        failures=failures,
        failure_interval=_failure_interval(failures, found.n, question),
        failure_kinds=blocks.kinds[i],
    )


def _mean_interval(scores: FloatArray, question: JudgedQuestion, rule: Rule) -> Interval:
    """Return the interval for one candidate's mean; scores are taken from the metric's lower bound."""
    origin = question.bounds[0] if question.bounds and math.isfinite(question.bounds[0]) else 0.0
    low, high = rule.bounds(scores - origin, question.alpha, question.first_look).interval
    return within_range(Interval(low + origin, high + origin), question.bounds)


def _failure_interval(failures: int, n: int, question: JudgedQuestion) -> Interval:
    if question.is_sequential:
        return rates.rate_sequence(failures, n - failures, question.alpha)
    return rates.clopper_pearson(failures, n, question.alpha)


def _within_delta(oriented: FloatArray, question: JudgedQuestion, rule: Rule) -> tuple[str, ...]:
    share = 1 if question.is_sequential else 2  # of a two-sided level, spent on one side

    def exceeds(differences: FloatArray, one_sided: float) -> bool:
        level = min(share * one_sided, 1.0)
        return len(differences) >= FEWEST and (
            rule.bounds(differences, level, question.first_look).interval.low > question.delta
        )

    return within_delta_of_best(oriented, question.candidates, question.alpha, exceeds)
