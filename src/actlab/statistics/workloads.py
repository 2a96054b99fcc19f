"""Several workloads: their verdicts side by side, their average, ranks, and workloads in general."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import chdtrc, stdtrit

from actlab.errors import DataError
from actlab.i18n import _
from actlab.statistics._types import NOTHING_KNOWN, FloatArray, Interval, JudgedQuestion, Judgement, PairJudgement
from actlab.statistics.align import align
from actlab.statistics.judge import judge
from actlab.statistics.multiplicity import holm, smallest_sign_flip_size
from actlab.statistics.paired import FLOOR_ITEMS, moments, sign_flip_p
from actlab.statistics.rules import rule_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Across",
    "AcrossPair",
    "Average",
    "AverageRank",
    "JudgedWorkload",
    "across",
    "average",
    "friedman_p",
    "judge_workload",
    "ranks",
    "wilcoxon_p",
]

RESAMPLES = 2_000
SEED = 20_240_301


@dataclass(frozen=True)
class JudgedWorkload:
    """One workload's verdicts, and its oriented scores (blocks, candidates): more is better.

    Workloads of one ``family`` are kin (two generators of moons), and count once where workloads are taken
    for a sample of tasks. It is made by `judge_workload`, whose example shows one.

    >>> from dataclasses import fields
    >>> [field.name for field in fields(JudgedWorkload)]
    ['name', 'family', 'question', 'judgement', 'scores']
    """

    name: str
    family: str
    question: JudgedQuestion
    judgement: Judgement
    scores: FloatArray

    def differences(self, a: str, b: str) -> FloatArray:
        """Return the oriented differences of a pair, one per block."""
        i, j = (self.question.candidates.index(name) for name in (a, b))
        found: FloatArray = self.scores[:, i] - self.scores[:, j]
        return found


@dataclass(frozen=True)
class Average:
    """The mean over these workloads of difference/delta.

    Args:
        mean: The mean, in deltas.
        interval: Its interval.
        freedom: Degrees of freedom of its t; null after optional stopping, where the interval is the mean of the
            sequences' intervals.
    """

    mean: float
    interval: Interval
    freedom: float | None


@dataclass(frozen=True)
class AcrossPair:
    """One pair over all workloads: counts of verdicts first, then their average, then tasks in general.

    Args:
        a: Label of the first candidate.
        b: Label of the second.
        wins: Workloads on which the first is better.
        equal: Workloads on which the two are practically equal.
        losses: Workloads on which the first is worse.
        undecided: Workloads on which nothing is decided.
        average: The average over the workloads.
        p_wilcoxon: P value of Wilcoxon's test; null where there are too few workloads of different families.
        p_wilcoxon_holm: The same, with Holm's correction over the family.
    """

    a: str
    b: str
    wins: int
    equal: int
    losses: int
    undecided: int
    average: Average
    p_wilcoxon: float | None
    p_wilcoxon_holm: float | None


@dataclass(frozen=True)
class AverageRank:
    """A candidate's mean rank; it describes and decides nothing.

    Args:
        name: Its label.
        rank: Mean rank over the workloads; 1 is best.
        interval: Its interval, from resampled blocks.
    """

    name: str
    rank: float
    interval: Interval


@dataclass(frozen=True)
class Across:
    """All that is said of several workloads.

    Args:
        workloads: Their names.
        families: How many families of workloads there are.
        families_needed: How many it takes to speak of tasks in general.
        pairs: What is said of each pair.
        ranks: The mean rank of each candidate.
        p_friedman: P value of Friedman's test; printed, never a gate.

    >>> Across(("moons", "wine"), 2, 6, (), (), None).speaks_in_general
    False
    """

    workloads: tuple[str, ...]
    families: int
    families_needed: int
    pairs: tuple[AcrossPair, ...]
    ranks: tuple[AverageRank, ...]
    p_friedman: float | None

    @property
    def speaks_in_general(self) -> bool:
        """Whether there are enough families for "if these were a sample of such tasks"."""
        return self.families >= self.families_needed


def judge_workload(name: str, family: str, frame: pd.DataFrame, question: JudgedQuestion) -> JudgedWorkload:
    """Judge one workload and keep what ``across`` needs of it.

    Raises:
        DataError: as for ``judge``.

    >>> import pandas as pd
    >>> frame = pd.DataFrame([
    ...     {"candidate": name, "block": block, "regime": "drop-in", "test_score": score + block % 3,
    ...      "chance_score": 50.0, "status": "ok"}
    ...     for block in range(30) for name, score in (("relu", 91.0), ("tanh", 90.0))])
    >>> judge_workload("moons", "planes", frame, JudgedQuestion(("relu", "tanh"))).scores.shape
    (30, 2)
    """
    sign = 1 if question.higher_is_better else -1
    return JudgedWorkload(name, family, question, judge(frame, question), sign * align(frame, question).scores)


def across(workloads: Sequence[JudgedWorkload]) -> Across:
    """Put the verdicts of several workloads side by side.

    Raises:
        DataError: no workload, or workloads with different candidates, families or alpha.

    >>> import pandas as pd
    >>> frame = pd.DataFrame([
    ...     {"candidate": name, "block": block, "regime": "drop-in", "test_score": score + block % 3,
    ...      "chance_score": 50.0, "status": "ok"}
    ...     for block in range(30) for name, score in (("relu", 90.0), ("tanh", 85.0))])
    >>> question = JudgedQuestion(("relu", "tanh"))
    >>> found = across([judge_workload("moons", "moons", frame, question),
    ...                 judge_workload("circles", "circles", frame, question)])
    >>> found.pairs[0].wins, found.pairs[0].average.mean, found.speaks_in_general
    (2, 10.0, False)
    """
    _check(workloads)
    question = workloads[0].question
    needed = smallest_sign_flip_size(question.pair_alpha)
    families = len({workload.family for workload in workloads})
    columns = list(zip(*(workload.judgement.pairs for workload in workloads), strict=True))
    deltas = np.array([workload.question.delta for workload in workloads])
    p = [wilcoxon_p(_scaled(column, deltas)) for column in columns] if families >= needed else None
    tests = list(zip(p, holm(p), strict=True)) if p else [(None, None)] * len(columns)
    return Across(
        workloads=tuple(workload.name for workload in workloads),
        families=families,
        families_needed=needed,
        pairs=tuple(_pair(column, workloads, *test) for column, test in zip(columns, tests, strict=True)),
        ranks=_average_ranks(workloads, question),
        p_friedman=friedman_p(np.array([workload.scores.mean(axis=0) for workload in workloads])),
    )


def _check(workloads: Sequence[JudgedWorkload]) -> None:
    asked = {(each.question.candidates, each.question.family, each.question.alpha) for each in workloads}
    if len(asked) != 1:
        raise DataError(
            _("The workloads were asked {n} different questions; they can be put together for one.").format(
                n=len(asked)
            )
        )
    if any(workload.question.delta == 0 for workload in workloads):
        raise DataError(_("delta is 0; differences of workloads are averaged in units of delta. Try --delta 0.5."))


def _scaled(column: Sequence[PairJudgement], deltas: FloatArray) -> FloatArray:
    return np.array([pair.difference for pair in column]) / deltas


def _pair(
    column: Sequence[PairJudgement], workloads: Sequence[JudgedWorkload], p: float | None, p_holm: float | None
) -> AcrossPair:
    a, b = column[0].a, column[0].b
    directions = [pair.verdict.direction for pair in column]
    return AcrossPair(
        a=a,
        b=b,
        wins=directions.count(1),
        equal=directions.count(0),
        losses=directions.count(-1),
        undecided=directions.count(None),
        average=_average_of(a, b, workloads),
        p_wilcoxon=p,
        p_wilcoxon_holm=p_holm,
    )


def _average_of(a: str, b: str, workloads: Sequence[JudgedWorkload]) -> Average:
    """Return the average difference of a pair, by the rule under which the workloads were judged."""
    scaled = [workload.differences(a, b) / workload.question.delta for workload in workloads]
    level = workloads[0].question.pair_alpha
    questions = [workload.question for workload in workloads]
    if not any(question.is_sequential for question in questions):
        floors = np.array([FLOOR_ITEMS * q.item / q.delta / len(d) for q, d in zip(questions, scaled, strict=True)])
        return average(scaled, level, floors)
    bounds = [
        rule_of(question).bounds(values * question.delta, level / len(workloads), question.first_look)
        for question, values in zip(questions, scaled, strict=True)
    ]
    ends = np.array([each.interval for each in bounds]) / np.array([[q.delta] for q in questions])
    low, high = (float(end) for end in ends.mean(axis=0))
    return Average(math.fsum(values.mean() for values in scaled) / len(scaled), Interval(low, high), None)


def average(scaled: Sequence[FloatArray], a: float, floors: FloatArray) -> Average:
    """Return the mean over workloads with Satterthwaite's t interval, for numbers of blocks fixed beforehand.

    se = sqrt(sum v_w) / W with v_w = s_w^2/n_w;  freedom = (sum v_w)^2 / sum(v_w^2 / (n_w - 1)).

    Args:
        scaled: for each workload the paired differences of its blocks, in deltas.
        a: 1 - the level.
        floors: for each workload the least half-width, in deltas.

    >>> values = np.tile([0.0, 2.0], 12)
    >>> average([values, values + 2], 0.05, np.zeros(2))
    Average(mean=2.0, interval=Interval(low=1.703..., high=2.296...), freedom=46.0)
    """
    found = [moments(values) for values in scaled]
    mean = math.fsum(each.mean for each in found) / len(found)
    if any(each.sd is None for each in found):
        return Average(mean, NOTHING_KNOWN, None)
    sizes = np.array([each.n for each in found])
    variances = np.array([each.sd or 0.0 for each in found]) ** 2 / sizes
    total, least = math.fsum(variances), math.sqrt(math.fsum(floors**2)) / len(found)
    if total == 0:
        return Average(mean, Interval(mean - least, mean + least), None)
    freedom = total**2 / math.fsum(variances**2 / (sizes - 1))
    half = max(float(stdtrit(freedom, 1 - a / 2)) * math.sqrt(total) / len(found), least)
    return Average(mean, Interval(mean - half, mean + half), freedom)


def ranks(scores: FloatArray) -> FloatArray:
    """Return ranks along the last axis, 1 for the greatest, the mean rank for ties.

    >>> ranks(np.array([0.5, 0.9, 0.5]))
    array([2.5, 1. , 2.5])
    """
    greater = (scores[..., None, :] > scores[..., :, None]).sum(axis=-1)
    equal = (scores[..., None, :] == scores[..., :, None]).sum(axis=-1)
    found: FloatArray = 1 + greater + (equal - 1) / 2
    return found


def _average_ranks(workloads: Sequence[JudgedWorkload], question: JudgedQuestion) -> tuple[AverageRank, ...]:
    generator = np.random.default_rng(SEED)
    resampled = np.mean([ranks(_resampled_means(each.scores, generator)) for each in workloads], axis=0)
    observed = np.mean([ranks(each.scores.mean(axis=0)) for each in workloads], axis=0)
    low, high = np.quantile(resampled, [question.alpha / 2, 1 - question.alpha / 2], axis=0)
    return tuple(
        AverageRank(name, float(observed[i]), Interval(float(low[i]), float(high[i])))
        for i, name in enumerate(question.candidates)
    )


def _resampled_means(scores: FloatArray, generator: np.random.Generator) -> FloatArray:
    """Return mean scores over blocks drawn with replacement, shape (resamples, candidates)."""
    n = len(scores)
    weights = generator.multinomial(n, np.full(n, 1 / n), size=RESAMPLES) / n
    found: FloatArray = weights @ scores
    return found


def wilcoxon_p(differences: FloatArray) -> float:
    """Return the two-sided p value of Wilcoxon's signed-rank test, zeros left out.

    Sign flips of the ranks of |difference|: exact up to 14 differences, also with ties.

    >>> wilcoxon_p(np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]))
    0.03125
    """
    kept = differences[differences != 0]
    if len(kept) == 0:
        return 1.0
    signed = np.sign(kept) * ranks(-np.abs(kept))
    return float(sign_flip_p(signed[:, None])[0])


def friedman_p(scores: FloatArray) -> float | None:
    """Return the p value of Friedman's test over workloads, corrected for ties; printed, never a gate.

    Args:
        scores: mean scores, shape (workloads, candidates).
    """
    count, k = scores.shape
    found = ranks(scores)
    spread = float(((found - (k + 1) / 2) ** 2).sum())
    if count < 2 or spread == 0:
        return None
    between = count**2 * float(((found.mean(axis=0) - (k + 1) / 2) ** 2).sum())
    return float(chdtrc(k - 1, (k - 1) * between / spread))
