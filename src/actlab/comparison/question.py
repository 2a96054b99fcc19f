"""What is asked of the records: how many blocks are judged, when, and by which rule."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from actlab.statistics.sequential import PRIOR_VARIANCE

__all__ = ["FIRST_LOOK", "Family", "Question", "Rule"]

Rule = Literal["fixed", "sequence", "exact"]
Family = Literal["baseline", "all"]

FIRST_LOOK = 30
"""Blocks before the first verdict of a sequence, by default."""

_GROWTH, _ROUND = 1.25, 10
"""Looks lie this factor apart, so that starting workers for each costs little."""


_LOOKED = frozenset(
    {"blocks", "earlier_looks", "earlier_seeds", "rule", "until_decided", "first_look", "prior_variance"}
)
"""The fields that say which blocks are judged, and when."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked of the records, declared before the run; nothing that trains reads it.

    Args:
        blocks: How many blocks are judged; the most there will be where the run ends when it is decided.
        delta: The smallest difference that matters, in the metric's unit.
        alpha: Error rate of the whole family of pairs.
        family: All candidates against the baseline, or all pairs.
        rule: How an interval comes about; see `actlab.statistics.JudgedQuestion`.
        until_decided: Whether the run is looked at in between and ends when no pair is undecided.
        first_look: Blocks before the first verdict, where the rule is a sequence.
        prior_variance: Variance of the effect sizes over which a sequence mixes.
        earlier_looks: Numbers of blocks at which these very blocks were judged before.
        earlier_seeds: Other root seeds with which the same was judged before.
    """

    blocks: int
    delta: float
    alpha: float = 0.05
    family: Family = "baseline"
    rule: Rule = "fixed"
    until_decided: bool = False
    first_look: int = FIRST_LOOK
    prior_variance: float = PRIOR_VARIANCE
    earlier_looks: tuple[int, ...] = ()
    earlier_seeds: tuple[int, ...] = ()

    def looks(self) -> Iterator[int]:
        """Yield the numbers of blocks after which the records are judged, from the first look to the last block.

        >>> list(Question(blocks=60, delta=0.5, rule="sequence", until_decided=True).looks())
        [30, 40, 50, 60]
        """
        look = self.first_look
        while self.until_decided and look < self.blocks:
            yield look
            look = max(look + 1, _ROUND * math.ceil(look * _GROWTH / _ROUND))
        yield self.blocks

    @property
    def basis(self) -> dict[str, Any]:
        """What is asked however many blocks there are."""
        return {name: value for name, value in asdict(self).items() if name not in _LOOKED}

    @property
    def looked(self) -> list[Any]:
        """Which blocks are judged and when; a rule for a fixed number of blocks has but one look."""
        looks: list[Any] = [] if self.rule == "fixed" else [self.rule, self.until_decided, self.first_look]
        if self.rule == "sequence" or self.earlier_looks:
            looks.append(self.prior_variance)
        return [self.blocks, list(self.earlier_looks), *looks]

    @property
    def ends(self) -> list[int]:
        """The numbers of blocks over which no chunk reaches: earlier looks and the looks of this run."""
        return sorted({*(look for look in self.earlier_looks if look < self.blocks), *self.looks()})

    def pairs(self, candidates: int) -> int:
        """Return the number of pairs that are judged among so many candidates.

        >>> Question(blocks=2, delta=0.5, family="all").pairs(4)
        6
        """
        return candidates - 1 if self.family == "baseline" else candidates * (candidates - 1) // 2
