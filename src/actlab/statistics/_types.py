"""What goes into a judgement and what comes out of it, as frozen values."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from actlab._shared.plain import IfNull
from actlab.errors import CandidateError, ParameterError
from actlab.i18n import _

__all__ = [
    "CandidateSummary",
    "CodedWarning",
    "Conditional",
    "FloatArray",
    "Interval",
    "JudgedQuestion",
    "Judgement",
    "PairJudgement",
    "SecondLine",
    "SingleRuns",
    "UnseenFailures",
    "Verdict",
]

FloatArray = NDArray[np.float64]


class Interval(NamedTuple):
    """Two ends; an end that nothing is known about is infinite (``None`` in JSON).

    >>> Interval(-0.2, 0.4).high
    0.4
    """

    low: Annotated[float, IfNull(-math.inf)]
    high: Annotated[float, IfNull(math.inf)]


NOTHING_KNOWN = Interval(-math.inf, math.inf)


class Verdict(StrEnum):
    """What may be said of a pair, seen from its first candidate.

    >>> Verdict.BETTER.favours_first, Verdict.UNDECIDED.favours_first
    (True, False)
    """

    BETTER_BY_DELTA = "better_by_delta"
    WORSE_BY_DELTA = "worse_by_delta"
    PRACTICALLY_EQUAL = "practically_equal"
    BETTER = "better"
    WORSE = "worse"
    UNDECIDED = "undecided"

    @property
    def favours_first(self) -> bool:
        """Whether the first candidate of the pair was found to be the better one."""
        return self in (Verdict.BETTER, Verdict.BETTER_BY_DELTA)

    @property
    def favours_second(self) -> bool:
        """Whether the second candidate of the pair was found to be the better one."""
        return self in (Verdict.WORSE, Verdict.WORSE_BY_DELTA)

    @property
    def direction(self) -> int | None:
        """1 for the first, -1 for the second, 0 for neither; ``None`` while undecided."""
        return None if self is Verdict.UNDECIDED else self.favours_first - self.favours_second

    @property
    def mirrored(self) -> Verdict:
        """The same verdict with the two candidates exchanged.

        >>> Verdict.BETTER.mirrored
        <Verdict.WORSE: 'worse'>
        """
        return _MIRRORED.get(self, self)


_MIRRORED = {
    Verdict.BETTER: Verdict.WORSE,
    Verdict.WORSE: Verdict.BETTER,
    Verdict.BETTER_BY_DELTA: Verdict.WORSE_BY_DELTA,
    Verdict.WORSE_BY_DELTA: Verdict.BETTER_BY_DELTA,
}


@dataclasses.dataclass(frozen=True)
class JudgedQuestion:
    """What is declared before the run, and is never taken from the data.

    Args:
        candidates: labels, the baseline first.
        family: ``baseline`` compares the first with each other, ``all`` compares all pairs.
        delta: differences inside +-delta do not matter (metric units; points for accuracy).
        alpha: chance of any false verdict in the family that is accepted.
        higher_is_better: direction of the metric.
        item: what one test item is worth in metric units, ``100 / n_test`` for accuracy.
        bounds: least and greatest possible score; ``None`` caps all scores at chance.
        rule: ``fixed`` number of blocks, a ``sequence`` that may be looked at any time, or the ``exact``
            sequence for bounded metrics, which assumes nothing of the shape.
        first_look: blocks before the first verdict of a sequence.
        prior_variance: g, the variance of the effect sizes over which a sequence mixes.
        digests: what each candidate is, whatever its label; equal digests are one candidate under two names.
        extended: a run of fixed size that was prolonged; judged by the sequence, p values withdrawn.
        fixed_test: the test items are the same in every block.
        resplits: (n_train, n_test) when the blocks re-split one data set.

    Raises:
        CandidateError: fewer than two candidates, or two with one label.
        ParameterError: a number outside its domain.

    >>> JudgedQuestion(("relu", "tanh", "gelu")).pairs
    (('relu', 'tanh'), ('relu', 'gelu'))
    """

    candidates: tuple[str, ...]
    family: Literal["baseline", "all"] = "baseline"
    delta: float = 0.5
    alpha: float = 0.05
    higher_is_better: bool = True
    item: float = 0.5
    bounds: tuple[float, float] | None = (0.0, 100.0)
    rule: Literal["fixed", "sequence", "exact"] = "fixed"
    first_look: int = 30
    prior_variance: float = 0.3
    digests: tuple[str, ...] | None = None
    extended: bool = False
    fixed_test: bool = False
    resplits: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        if len(self.candidates) < 2 or len(set(self.candidates)) < len(self.candidates):
            raise CandidateError(
                _("The candidates are {names}; a comparison needs two or more with different labels.").format(
                    names=", ".join(self.candidates)
                )
            )
        _within("family", self.family in ("baseline", "all"), self.family, _("'baseline' or 'all'"))
        _within("rule", self.rule in ("fixed", "sequence", "exact"), self.rule, _("'fixed', 'sequence' or 'exact'"))
        _within("alpha", 0 < self.alpha < 1, self.alpha, _("between 0 and 1"))
        _within("delta", 0 <= self.delta < math.inf, self.delta, _("finite and not negative"))
        _within("item", 0 <= self.item < math.inf, self.item, _("finite and not negative"))
        _within("prior_variance", 0 < self.prior_variance < math.inf, self.prior_variance, _("finite and above 0"))
        _within(
            "digests",
            self.digests is None or len(self.digests) == len(self.candidates),
            self.digests,
            _("one per candidate"),
        )
        _within("first_look", self.first_look >= 2, self.first_look, _("2 or more"))
        _within("bounds", self.rule != "exact" or self.bounds is not None, self.bounds, _("given for rule 'exact'"))

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The family of comparisons, in order."""
        first, *others = self.candidates
        if self.family == "baseline":
            return tuple((first, other) for other in others)
        return tuple((a, b) for i, a in enumerate(self.candidates) for b in self.candidates[i + 1 :])

    @property
    def pair_alpha(self) -> float:
        """The error allowed to one pair: alpha / m."""
        return self.alpha / len(self.pairs)

    @property
    def difference_range(self) -> tuple[float, float] | None:
        """The least and the greatest possible difference of two scores."""
        if self.bounds is None:
            return None
        width = self.bounds[1] - self.bounds[0]
        return -width, width

    def are_identical(self, a: str, b: str) -> bool:
        """Return whether two labels name one candidate, by their digests."""
        if self.digests is None:
            return False
        of = dict(zip(self.candidates, self.digests, strict=True))
        return of[a] == of[b]

    @property
    def is_sequential(self) -> bool:
        """Whether the blocks may have been looked at before all were there."""
        return self.extended or self.rule != "fixed"


def _within(name: str, holds: bool, given: object, needed: str) -> None:
    if not holds:
        raise ParameterError(
            _("{name} is {given!r}; it must be {needed}.").format(name=name, given=given, needed=needed)
        )


@dataclasses.dataclass(frozen=True)
class CodedWarning:
    """A thing that a reader must be told; the words are in ``cautions.TEMPLATES``.

    Args:
        code: Its code, such as ``W104``.
        about: Labels of the candidates that it speaks of.
        numbers: What the words are filled with.

    >>> CodedWarning("W104", (), {"delta": 0.1, "item": 0.5}).code
    'W104'
    """

    code: str
    about: tuple[str, ...]
    numbers: Mapping[str, Any]


@dataclasses.dataclass(frozen=True)
class CandidateSummary:
    """One candidate over all complete blocks, failures scored at chance.

    Args:
        name: Its label.
        n: Number of blocks.
        mean: Mean score, in metric units, as all scores here.
        sd: Standard deviation over blocks; null for one block.
        interval: For the mean, at level 1 - alpha.
        chance: Mean score of the best constant predictor.
        failures: In how many blocks training failed.
        failure_interval: For the rate of failures: Clopper and Pearson's, or in a sequence the one that holds at all
            times.
        failure_kinds: Number of failures by status.

    >>> whole = Interval(0.0, 0.12)
    >>> CandidateSummary("relu", 30, 89.3, 2.0, Interval(88.5, 90.1), 50.0, 0, whole, {}).failures
    0
    """

    name: str
    n: int
    mean: float
    sd: float | None
    interval: Interval
    chance: float
    failures: int
    failure_interval: Interval
    failure_kinds: Mapping[str, int]


@dataclasses.dataclass(frozen=True)
class SecondLine:
    """A wider claim beside the verdict, with a verdict word of its own.

    Args:
        kind: For new data sets like this one (``new_data``), or for other test items (``test_items``).
        mean: Mean difference, in metric units.
        interval: Its interval.
        verdict: What may be said of it.

    >>> SecondLine("new_data", 1.0, Interval(0.2, 1.8), Verdict.BETTER).kind
    'new_data'
    """

    kind: Literal["new_data", "test_items"]
    mean: float
    interval: Interval
    verdict: Verdict


@dataclasses.dataclass(frozen=True)
class Conditional:
    """The mean difference over the blocks where both candidates succeeded.

    Args:
        n: Number of these blocks.
        mean: Mean difference; null where there are none.

    >>> Conditional(n=0, mean=None).n
    0
    """

    n: int
    mean: float | None


@dataclasses.dataclass(frozen=True)
class UnseenFailures:
    """Failures too rare to be seen: below which rate they may be, and what they could cost.

    Args:
        rate: The rate below which failures cannot be excluded.
        cost: What failures of that rate could take from the mean, in metric units.

    >>> UnseenFailures(rate=0.015, cost=0.6).cost
    0.6
    """

    rate: float
    cost: float


@dataclasses.dataclass(frozen=True)
class SingleRuns:
    """In how many blocks a single run would have put the first candidate ahead, level or behind.

    They are counted on as many test items as the data set itself has, also where blocks are scored on more.

    Args:
        ahead: Blocks in which it would have been ahead.
        level: Blocks in which the two would have been level.
        behind: Blocks in which it would have been behind.

    >>> SingleRuns(ahead=150, level=15, behind=35).ahead
    150
    """

    ahead: int
    level: int
    behind: int


@dataclasses.dataclass(frozen=True)
class PairJudgement:
    """All that is said of one pair; every difference is positive where ``a`` is the better one.

    P values decide nothing, and are null where blocks were looked at before.

    Args:
        a: Label of the first candidate.
        b: Label of the second.
        n: Number of blocks.
        difference: Mean paired difference, in metric units.
        interval: Its interval, from which the verdict is read.
        level: The level of both intervals of the pair.
        sd: Standard deviation of the differences; null for one block.
        verdict: What may be said of the pair.
        identical: Whether the candidates' digests are equal, or their networks to the bit.
        negligible: Whether the candidates are practically equal, and 0 is outside the interval.
        too_few: Whether there are too few blocks for any verdict.
        assumptions_failed: Whether the assumptions of the sequence failed.
        unseen_failures: Failures too rare to be seen, where they could change the verdict.
        p_t: P value of the paired t test.
        p_t_holm: The same, with Holm's correction over the family.
        p_signflip: P value of the sign-flip test.
        p_signflip_holm: The same, with Holm's correction.
        disagreement: Whether the two tests disagree at the pair's level.
        d_z: Mean difference over its standard deviation.
        wins: Blocks in which the first is ahead.
        ties: Blocks in which the two are level.
        losses: Blocks in which the first is behind.
        single_runs: What single runs would have shown.
        p_a_beats_b: (wins + ties/2)/n.
        p_a_beats_b_interval: Its interval.
        p_a_beats_b_on: Whether that interval speaks of ``all`` blocks, or of the ``decided`` ones (no tie).
        pairing_gain: How many times more blocks an unpaired comparison would need.
        failures_a: Failures of the first.
        failures_b: Failures of the second.
        mcnemar_p: McNemar's exact p for unequal rates of failure; in a sequence it holds at all times.
        fails_more: Label of the one that was shown to fail more often, if any.
        both_succeeded: The difference over the blocks where both succeeded.
        blocks_needed: About how many blocks in all would decide, low and high; for planning only.
        second_lines: Wider claims beside the verdict.

    >>> import pandas as pd
    >>> from actlab.statistics import judge
    >>> rows = [(name, block, "drop-in", score, 50.0, "ok") for block in range(30)
    ...         for name, score in (("relu", 90.0 + block % 3), ("tanh", 90.0 + block % 2))]
    >>> columns = ["candidate", "block", "regime", "test_score", "chance_score", "status"]
    >>> pair = judge(pd.DataFrame(rows, columns=columns), JudgedQuestion(("relu", "tanh"))).pairs[0]
    >>> pair.wins, pair.ties, pair.losses
    (15, 10, 5)
    """

    a: str
    b: str
    n: int
    difference: float
    interval: Interval
    level: float
    sd: float | None
    verdict: Verdict
    identical: bool
    negligible: bool
    too_few: bool
    assumptions_failed: bool
    unseen_failures: UnseenFailures | None
    p_t: float | None
    p_t_holm: float | None
    p_signflip: float | None
    p_signflip_holm: float | None
    disagreement: bool
    d_z: float | None
    wins: int
    ties: int
    losses: int
    single_runs: SingleRuns
    p_a_beats_b: float
    p_a_beats_b_interval: Interval
    p_a_beats_b_on: Literal["all", "decided"]
    pairing_gain: float | None
    failures_a: int
    failures_b: int
    mcnemar_p: float
    fails_more: str | None
    both_succeeded: Conditional
    blocks_needed: tuple[int, int] | None
    second_lines: tuple[SecondLine, ...]

    @property
    def needs_failure_words(self) -> bool:
        """Whether the better candidate was shown to fail more often: never say "better" without it."""
        better = self.a if self.verdict.favours_first else self.b if self.verdict.favours_second else None
        return better is not None and better == self.fails_more


@dataclasses.dataclass(frozen=True)
class Judgement:
    """The verdicts of one comparison in one regime.

    Args:
        candidates: What is known of each candidate by itself.
        pairs: What is said of each pair of the family.
        within_delta_of_best: Labels of all candidates for which no other is shown to be better by more than delta.
        warnings: What a reader must be told of the rows.
        blocks: Number of complete blocks.

    >>> Judgement(candidates=(), pairs=(), within_delta_of_best=(), warnings=(), blocks=30).decided
    True
    """

    candidates: tuple[CandidateSummary, ...]
    pairs: tuple[PairJudgement, ...]
    within_delta_of_best: tuple[str, ...]
    warnings: tuple[CodedWarning, ...]
    blocks: int

    @property
    def names(self) -> tuple[str, ...]:
        """The candidates' labels, the baseline first."""
        return tuple(candidate.name for candidate in self.candidates)

    @property
    def decided(self) -> bool:
        """Whether no pair is undecided."""
        return all(pair.verdict != Verdict.UNDECIDED for pair in self.pairs)
