"""One pair on its way to a judgement."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from actlab.statistics import rates
from actlab.statistics._types import (
    Conditional,
    FloatArray,
    Interval,
    JudgedQuestion,
    PairJudgement,
    SecondLine,
    SingleRuns,
    UnseenFailures,
    Verdict,
)
from actlab.statistics.align import Blocks
from actlab.statistics.multiplicity import holm, smallest_sign_flip_size
from actlab.statistics.paired import (
    Bounds,
    Moments,
    effect_size,
    moments,
    pairing_gain,
    sign_flip_p,
    t_p,
    within_range,
)
from actlab.statistics.rules import Rule
from actlab.statistics.second_lines import item_differences, new_data, test_items
from actlab.statistics.verdict import FEWEST, blocks_needed, decide, unseen_failures

__all__ = ["PairCase", "Tests"]


@dataclass(frozen=True)
class Tests:
    """What stands beside the verdict at fixed n and decides nothing."""

    __test__ = False  # statistics, no tests of pytest's

    p_t: float | None = None
    p_t_holm: float | None = None
    p_signflip: float | None = None
    p_signflip_holm: float | None = None
    disagreement: bool = False

    @classmethod
    def of(cls, differences: FloatArray, question: JudgedQuestion) -> list[Tests]:
        """Return the tests of each column of differences; withdrawn where one may have looked in between."""
        n, m = differences.shape
        if n < 2 or question.is_sequential:
            return [cls()] * m
        flips = [float(p) for p in sign_flip_p(differences)]
        students = [t_p(differences[:, k]) or 0.0 for k in range(m)]
        columns = zip(students, holm(students), flips, holm(flips), strict=True)
        a, reach = question.pair_alpha, smallest_sign_flip_size(question.pair_alpha)
        return [
            cls(*p, disagreement=bool(np.count_nonzero(differences[:, k]) >= reach and (p[0] <= a) != (p[2] <= a)))
            for k, p in enumerate(columns)
        ]


@dataclass(frozen=True)
class PairCase:
    """A pair with all that its judgement follows from.

    Args:
        question: what was declared.
        blocks: the complete blocks.
        rule: how the interval comes about.
        i: the first candidate's column.
        j: the second's.
        differences: first less second, oriented so that more is better.
        tests: what stands beside the verdict.
    """

    question: JudgedQuestion
    blocks: Blocks
    rule: Rule
    i: int
    j: int
    differences: FloatArray
    tests: Tests

    def judged(self) -> PairJudgement:
        """Return all that is said of the pair."""
        found, question = moments(self.differences), self.question
        failed = self.blocks.failed[:, [self.i, self.j]]
        identical, bounds = self._identical(), self._bounds()
        delta = question.delta
        verdict = Verdict.PRACTICALLY_EQUAL if identical else decide(bounds.interval, delta, n=found.n)
        wins, ties, losses = _counts(self.differences)
        single = self.blocks.single[:, self.i] - self.blocks.single[:, self.j]
        on: Literal["all", "decided"] = "decided" if question.is_sequential else "all"
        mcnemar = self._mcnemar()
        return PairJudgement(
            a=self._names[0],
            b=self._names[1],
            n=found.n,
            difference=found.mean,
            interval=within_range(bounds.interval, question.difference_range),
            level=1 - question.pair_alpha,
            sd=found.sd,
            verdict=verdict,
            identical=identical,
            negligible=verdict is Verdict.PRACTICALLY_EQUAL and _excludes_zero(bounds.interval),
            too_few=found.n < FEWEST and not identical,
            assumptions_failed=bounds.assumptions_failed,
            unseen_failures=None if identical else self._unseen_failures(bounds),
            **dataclasses.asdict(self.tests),
            d_z=effect_size(found),
            wins=wins,
            ties=ties,
            losses=losses,
            single_runs=SingleRuns(*_counts(single if question.higher_is_better else -single)),
            p_a_beats_b=(wins + ties / 2) / found.n,
            p_a_beats_b_interval=_beats(on, wins, ties, losses, question.pair_alpha),
            p_a_beats_b_on=on,
            pairing_gain=pairing_gain(self.blocks.scores[:, self.i], self.blocks.scores[:, self.j]),
            failures_a=int(failed[:, 0].sum()),
            failures_b=int(failed[:, 1].sum()),
            mcnemar_p=mcnemar,
            fails_more=self._fails_more(mcnemar),
            both_succeeded=_conditional(self.differences[~failed.any(axis=1)]),
            blocks_needed=self._blocks_needed(found) if verdict is Verdict.UNDECIDED else None,
            second_lines=self._second_lines(found, bounds),
        )

    @property
    def _names(self) -> tuple[str, str]:
        return self.question.candidates[self.i], self.question.candidates[self.j]

    def _identical(self) -> bool:
        """Return whether the two are one: by their digests, or bit for bit. Equal scores alone do not say so."""
        return self.question.are_identical(*self._names) or self.blocks.equal_to_the_bit(self.i, self.j)

    def _bounds(self) -> Bounds:
        if self.question.are_identical(*self._names) and not self.differences.any():
            return Bounds(Interval(0.0, 0.0), 0.0)
        return self.rule.bounds(self.differences, self.question.pair_alpha, self.question.first_look)

    def _unseen_failures(self, bounds: Bounds) -> UnseenFailures | None:
        """Return the clause on failures that were not seen; the exact sequence covers them."""
        if self.question.rule == "exact":
            return None
        away = (self.blocks.scores - self.blocks.chance)[:, [self.i, self.j]]
        distance = max(abs(moments(away[:, k]).mean) for k in (0, 1))
        n = len(self.differences)
        return unseen_failures(bounds.interval, self.question.delta, n=n, distance=distance)

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
        return self._names[0 if counts[0] > counts[1] else 1]

    def _blocks_needed(self, found: Moments) -> tuple[int, int] | None:
        a = self.question.pair_alpha
        return blocks_needed(
            found,
            lambda n, sd: self.rule.half_width(n, sd, a),
            delta=self.question.delta,
            first_look=self.question.first_look if self.question.is_sequential else FEWEST,
        )

    def _second_lines(self, found: Moments, bounds: Bounds) -> tuple[SecondLine, ...]:
        question, lines = self.question, []
        if found.sd is None or not math.isfinite(bounds.half_width) or self._identical():
            return ()
        if question.resplits:
            lines.append(new_data(found, bounds.half_width, question, question.resplits))
        if self.blocks.items:
            items = item_differences(self.blocks.items, self.i, self.j)
            if items is not None:
                lines.append(test_items(found, bounds.half_width, question, items))
        return tuple(lines)


def _excludes_zero(interval: Interval) -> bool:
    return interval.low > 0 or interval.high < 0


def _counts(differences: FloatArray) -> tuple[int, int, int]:
    """Return how many differences are positive, zero and negative."""
    won, tied, lost = (int(np.sum(np.sign(differences) == sign)) for sign in (1, 0, -1))
    return won, tied, lost


def _beats(on: str, wins: int, ties: int, losses: int, a: float) -> Interval:
    if on == "all":
        return rates.beats_interval(wins, ties, losses, a)
    return rates.rate_sequence(wins, losses, a)


def _conditional(differences: FloatArray) -> Conditional:
    return Conditional(len(differences), moments(differences).mean if len(differences) else None)
