"""The way from a frame of records to verdicts."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np

from actlab.statistics import cautions, rates
from actlab.statistics._types import (
    CandidateSummary,
    CodedWarning,
    Conditional,
    FloatArray,
    Interval,
    Judgement,
    PairJudgement,
    Question,
    SecondLine,
    Verdict,
)
from actlab.statistics.align import Blocks, align
from actlab.statistics.betting import BettingSequence
from actlab.statistics.multiplicity import holm, leader_set, smallest_sign_flip_size
from actlab.statistics.paired import (
    Bounds,
    FixedSize,
    Moments,
    effect_size,
    moments,
    pairing_gain,
    sign_flip_p,
    t_p,
)
from actlab.statistics.second_lines import item_differences, new_data, test_items
from actlab.statistics.sequential import ConfidenceSequence
from actlab.statistics.verdict import (
    FAILURE_FIRST_LOOK,
    RULE_OF_THREE,
    blocks_needed,
    decide,
    equality_blocks,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Rule", "judge", "rule_of"]


class Rule(Protocol):
    """How an interval for a mean difference comes about."""

    def bounds(self, values: FloatArray, a: float, first_look: int) -> Bounds:
        """Return the interval at level 1 - a."""

    def half_width(self, n: int, sd: float, a: float) -> float:
        """Return the half-width to be expected after n blocks."""


def judge(frame: pd.DataFrame, question: Question) -> Judgement:
    """Answer a question that was declared before the run from the records of the run.

    Rows are joined by block id; a block counts when it is complete for all candidates; failed networks
    count with the constant predictor's score. Differences are positive where the pair's first candidate is
    the better one, whatever the metric's direction.

    Args:
        frame: one row a network, with columns ``candidate``, ``block``, ``regime``, ``test_score``,
            ``chance_score`` (metric units), ``status`` (``ok`` or a failure), and optionally ``correct``
            (for each test item). One regime only.
        question: candidates, metric, delta, alpha, family and rule.

    Raises:
        DataError: rows that cannot be joined, see ``align``.

    >>> import pandas as pd
    >>> rows = [(name, block, "drop-in", score, 50.0, "ok") for block in range(30)
    ...         for name, score in (("relu", 90.0 + block % 3), ("tanh", 88.0 + block % 2))]
    >>> columns = ["candidate", "block", "regime", "test_score", "chance_score", "status"]
    >>> judgement = judge(pd.DataFrame(rows, columns=columns), Question(("relu", "tanh")))
    >>> judgement.pairs[0].verdict, round(judgement.pairs[0].difference, 3)
    (<Verdict.BETTER_BY_DELTA: 'better_by_delta'>, 2.5)
    """
    blocks = align(frame, question)
    rule = rule_of(question)
    oriented = blocks.scores if question.higher_is_better else -blocks.scores
    places = [(question.candidates.index(a), question.candidates.index(b)) for a, b in question.pairs]
    differences = np.stack([oriented[:, i] - oriented[:, j] for i, j in places], axis=1)
    tests = [_Tests.withdrawn()] * len(places) if question.is_sequential else _tests(differences, question)
    judged = [_Case(question, blocks, rule, i, j, differences[:, k], tests[k]) for k, (i, j) in enumerate(places)]
    pairs = tuple(case.judged() for case in judged)
    return Judgement(
        candidates=tuple(_summary(blocks, question, rule, i) for i in range(len(question.candidates))),
        pairs=pairs,
        leaders=_leaders(oriented, int(blocks.failed.sum()), question, rule),
        warnings=_warnings(question, blocks, judged, pairs),
        blocks=len(blocks.ids),
    )


def rule_of(question: Question, *, width: float = 1.0) -> Rule:
    """Return the rule that a question asks for.

    Args:
        question: what was declared.
        width: how many ranges of the metric the values may span to either side of 0: 1 for a difference of
            scores, 2 for a difference of differences.
    """
    if question.rule == "exact" and question.bounds is not None:
        return BettingSequence(width * (question.bounds[1] - question.bounds[0]))
    return ConfidenceSequence(question.item) if question.is_sequential else FixedSize()


def _mean_interval(scores: FloatArray, question: Question, rule: Rule, first_look: int) -> Interval:
    """Return the interval for one candidate's mean; scores are taken from the metric's lower bound."""
    origin = question.bounds[0] if question.bounds else 0.0
    low, high = rule.bounds(scores - origin, question.alpha, first_look).interval
    return Interval(low + origin, high + origin)


def _warnings(
    question: Question, blocks: Blocks, judged: list[_Case], pairs: tuple[PairJudgement, ...]
) -> tuple[CodedWarning, ...]:
    found = list(cautions.of_run(question, blocks, pairs))
    for case, pair in zip(judged, pairs, strict=True):
        found += cautions.of_pair(pair, case.differences, question, blocks, case.equality_from)
    return tuple(found)


def _first_look(question: Question, failures: int) -> int:
    return max(question.first_look, FAILURE_FIRST_LOOK) if failures else question.first_look


def _summary(blocks: Blocks, question: Question, rule: Rule, i: int) -> CandidateSummary:
    found, failures = moments(blocks.scores[:, i]), int(blocks.failed[:, i].sum())
    first_look = _first_look(question, failures)
    return CandidateSummary(
        name=question.candidates[i],
        n=found.n,
        mean=found.mean,
        sd=found.sd,
        interval=_mean_interval(blocks.scores[:, i], question, rule, first_look),
        chance=moments(blocks.chance[:, i]).mean,
        failures=failures,
        failure_interval=_failure_interval(failures, found.n, question),
        failure_kinds=blocks.kinds[i],
    )


def _failure_interval(failures: int, n: int, question: Question) -> Interval:
    if question.is_sequential:
        return rates.rate_sequence(failures, n - failures, question.alpha)
    return rates.clopper_pearson(failures, n, question.alpha)


def _leaders(oriented: FloatArray, failures: int, question: Question, rule: Rule) -> tuple[str, ...]:
    first_look = _first_look(question, failures)
    share = 1 if question.is_sequential else 2  # of a two-sided level, spent on one side

    def beats(differences: FloatArray, one_sided: float) -> bool:
        return rule.bounds(differences, min(share * one_sided, 1.0), first_look).interval.low > 0

    return leader_set(oriented, question.candidates, question.alpha, beats)


@dataclass(frozen=True)
class _Tests:
    """What stands beside the verdict at fixed n and decides nothing."""

    p_t: float | None
    p_t_holm: float | None
    p_signflip: float | None
    p_signflip_holm: float | None
    disagreement: bool

    @classmethod
    def withdrawn(cls) -> _Tests:
        return cls(None, None, None, None, disagreement=False)


def _tests(differences: FloatArray, question: Question) -> list[_Tests]:
    n, m = differences.shape
    if n < 2:
        return [_Tests.withdrawn()] * m
    flips = [float(p) for p in sign_flip_p(differences)]
    students = [t_p(differences[:, k]) or 0.0 for k in range(m)]
    columns = zip(students, holm(students), flips, holm(flips), strict=True)
    a, reach = question.pair_alpha, smallest_sign_flip_size(question.pair_alpha)
    return [
        _Tests(*p, disagreement=bool(np.count_nonzero(differences[:, k]) >= reach and (p[0] <= a) != (p[2] <= a)))
        for k, p in enumerate(columns)
    ]


@dataclass(frozen=True)
class _Case:
    """One pair on its way to a judgement."""

    question: Question
    blocks: Blocks
    rule: Rule
    i: int
    j: int
    differences: FloatArray
    tests: _Tests

    def judged(self) -> PairJudgement:
        found, a = moments(self.differences), self.question.pair_alpha
        failed = self.blocks.failed[:, [self.i, self.j]]
        bounds = self.rule.bounds(self.differences, a, self.first_look)
        verdict, withheld = self._verdict(bounds)
        wins, ties, losses = (int(np.sum(np.sign(self.differences) == sign)) for sign in (1, 0, -1))
        on: Literal["all", "decided"] = "decided" if self.question.is_sequential else "all"
        mcnemar = self._mcnemar()
        return PairJudgement(
            a=self.question.candidates[self.i],
            b=self.question.candidates[self.j],
            n=found.n,
            difference=found.mean,
            interval=bounds.interval,
            level=1 - a,
            sd=found.sd,
            verdict=verdict,
            negligible=verdict == Verdict.PRACTICALLY_EQUAL and _excludes_zero(bounds.interval),
            withheld=withheld,
            assumptions_failed=bounds.assumptions_failed,
            rare_failures=min(RULE_OF_THREE / found.n, 1.0)
            if verdict == Verdict.PRACTICALLY_EQUAL and self._differ
            else None,
            **dataclasses.asdict(self.tests),
            d_z=effect_size(found),
            wins=wins,
            ties=ties,
            losses=losses,
            p_a_beats_b=(wins + ties / 2) / found.n,
            p_a_beats_b_interval=_beats(on, wins, ties, losses, a),
            p_a_beats_b_on=on,
            pairing_gain=pairing_gain(self.blocks.scores[:, self.i], self.blocks.scores[:, self.j]),
            failures_a=int(failed[:, 0].sum()),
            failures_b=int(failed[:, 1].sum()),
            mcnemar_p=mcnemar,
            fails_more=self._fails_more(mcnemar),
            both_succeeded=_conditional(self.differences[~failed.any(axis=1)]),
            blocks_needed=self._blocks_needed(found) if verdict == Verdict.UNDECIDED else None,
            second_lines=self._second_lines(found, bounds),
        )

    @property
    def _differ(self) -> bool:
        """Whether any block tells the two apart; identical candidates fail together, at no cost to either."""
        return bool(self.differences.any())

    @property
    def first_look(self) -> int:
        return _first_look(self.question, int(self.blocks.failed[:, [self.i, self.j]].sum()))

    @property
    def equality_from(self) -> float:
        """Blocks before "practically equal"."""
        away = (self.blocks.scores - self.blocks.chance)[:, [self.i, self.j]]
        distance = max(abs(moments(away[:, k]).mean) for k in (0, 1)) if self._differ else 0.0
        return equality_blocks(self.first_look, distance, self.question.delta)

    def _verdict(self, bounds: Bounds) -> tuple[Verdict, bool]:
        """Return the verdict, and whether "practically equal" was withheld."""
        delta, enough = self.question.delta, len(self.differences) >= self.equality_from
        unhindered = decide(bounds.interval, delta)
        withheld = unhindered == Verdict.PRACTICALLY_EQUAL and not enough
        return decide(bounds.interval, delta, may_be_equal=enough), withheld

    def _mcnemar(self) -> float:
        first, second = self.blocks.failed[:, self.i], self.blocks.failed[:, self.j]
        only_first, only_second = first & ~second, second & ~first
        if self.question.is_sequential:
            return rates.mcnemar_anytime_p(only_first, only_second)
        return rates.mcnemar_p(int(only_first.sum()), int(only_second.sum()))

    def _fails_more(self, p: float) -> str | None:
        """Return which of the two was shown to fail more often, if any was."""
        counts = self.blocks.failed[:, [self.i, self.j]].sum(axis=0)
        if p > self.question.pair_alpha or counts[0] == counts[1]:
            return None
        return self.question.candidates[self.i if counts[0] > counts[1] else self.j]

    def _blocks_needed(self, found: Moments) -> tuple[int, int] | None:
        a = self.question.pair_alpha
        return blocks_needed(
            found,
            lambda n, sd: self.rule.half_width(n, sd, a),
            delta=self.question.delta,
            first_look=self.first_look if self.question.is_sequential else 2,
            equality_from=self.equality_from,
        )

    def _second_lines(self, found: Moments, bounds: Bounds) -> tuple[SecondLine, ...]:
        question, lines = self.question, []
        if found.sd is None or not math.isfinite(bounds.half_width):
            return ()
        if question.resplits:
            lines.append(new_data(found.mean, bounds.half_width, found.sd, question.pair_alpha, question.resplits))
        if self.blocks.items:
            items = item_differences(self.blocks.items, self.i, self.j)
            if items is not None:
                lines.append(test_items(found.mean, bounds.half_width, items, question.pair_alpha, question.item))
        return tuple(lines)


def _excludes_zero(interval: Interval) -> bool:
    return interval.low > 0 or interval.high < 0


def _beats(on: str, wins: int, ties: int, losses: int, a: float) -> Interval:
    if on == "all":
        return rates.beats_interval(wins, ties, losses, a)
    return rates.rate_sequence(wins, losses, a)


def _conditional(differences: FloatArray) -> Conditional:
    return Conditional(len(differences), moments(differences).mean if len(differences) else None)
