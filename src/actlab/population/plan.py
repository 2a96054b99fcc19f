"""The whole comparison before it runs: pure, printable, hashed."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any, Literal

from actlab.population.candidates import Candidate
from actlab.population.tuning import Tuning
from actlab.records.schema import SCHEMA_VERSION
from actlab.workloads import Recipe, Split, Workload

__all__ = ["Chunk", "Plan", "Regime", "Rule"]

Regime = Literal["drop-in", "gain", "tuned"]
"""The user's learning rate and init; the gain init at the user's learning rate; each candidate tuned."""

Rule = Literal["fixed", "sequence", "exact"]

FIRST_LOOK = 30
"""Blocks before the first verdict of a sequence, where nothing else is said."""

_GROWTH, _ROUND = 1.25, 10
"""Looks lie this factor apart, so that starting workers for each costs little."""


@dataclass(frozen=True)
class Chunk:
    """Some blocks of one candidate: the unit of work and of storage.

    Args:
        name: A hash of all that decides its rows.
        candidate: What is trained.
        blocks: The ids of its blocks.
    """

    name: str
    candidate: Candidate
    blocks: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A comparison that is written down before it runs.

    Args:
        workload: On what.
        split: How a block draws its data.
        candidates: What is compared; the first is the baseline.
        hidden: Width of each hidden layer.
        recipe: How each network is trained, the same for all candidates.
        blocks: Number of blocks; the most there will be where the run ends when it is decided.
        seed: The root seed.
        delta: The smallest difference that matters, in the metric's unit.
        alpha: Error rate of the whole family of pairs.
        family: All against the baseline, or all pairs.
        engine: What trains the networks.
        blocks_a_chunk: How many of a candidate's blocks are trained and stored together; no part of the hash.
        passed_over: Faster engines and why they do not train the networks; no part of the hash.
        torch_version: Part of the hash: another torch may give other bits.
        earlier_looks: Numbers of blocks at which these very blocks were judged before.
        regime: What each candidate is given; see `Regime`.
        tuning: The trials of the tuned regime; None in the others.
        pilot: Whether the blocks are thrown away: they only settle the range of learning rates.
        rule: How an interval comes about; see `actlab.statistics.Question`.
        until_decided: Whether the run is looked at in between and ends when no pair is undecided.
        first_look: Blocks before the first verdict, where the rule is a sequence.
    """

    workload: Workload
    split: Split
    candidates: tuple[Candidate, ...]
    hidden: tuple[int, ...]
    recipe: Recipe
    blocks: int
    seed: int
    delta: float
    alpha: float
    family: Literal["baseline", "all"]
    engine: str
    torch_version: str
    earlier_looks: tuple[int, ...] = ()
    regime: Regime = "drop-in"
    tuning: Tuning | None = None
    pilot: bool = False
    rule: Rule = "fixed"
    until_decided: bool = False
    first_look: int = FIRST_LOOK
    blocks_a_chunk: int = 10
    passed_over: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if (self.regime == "tuned") != (self.tuning is not None):
            raise ValueError("a tuned plan needs its trials, and no other plan has any")

    @cached_property
    def training(self) -> dict[str, Any]:
        """All that decides one network's record, the candidate aside."""
        return {
            "schema": SCHEMA_VERSION,
            "workload": self.workload.name,
            "workload_content": self.workload.digest,
            "split": self.split,
            "hidden": list(self.hidden),
            **asdict(self.recipe),
            "seed": self.seed,
            "regime": self.regime,
            **({} if self.tuning is None else {"tuning": asdict(self.tuning)}),
            "engine": self.engine,
            "torch": self.torch_version,
        }

    @cached_property
    def _question(self) -> dict[str, Any]:
        """What is asked of the records."""
        return {
            "candidates": [[candidate.label, candidate.digest] for candidate in self.candidates],
            "delta": self.delta,
            "alpha": self.alpha,
            "family": self.family,
        }

    @cached_property
    def basis(self) -> str:
        """The hash of everything but the number of blocks: plans that share it look at the same blocks."""
        return _digest([self.training, self._question])

    @cached_property
    def hash(self) -> str:
        """The hash of the whole plan; the number of workers is no part of it."""
        looks = [self.rule, self.until_decided, self.first_look] if self.rule != "fixed" else []
        return _digest([self.basis, self.blocks, list(self.earlier_looks), *looks])

    @property
    def trials(self) -> int:
        """How many networks a candidate trains in a block."""
        return 1 if self.tuning is None else self.tuning.trials

    def with_one_trial(self) -> Plan:
        """Return the plan at the recipe's learning rate: what a trial run of an engine trains."""
        return replace(self, tuning=None, regime="gain") if self.tuning is not None else self

    @property
    def networks(self) -> int:
        """How many networks the plan trains, at most."""
        return len(self.candidates) * self.blocks * self.trials

    def looks(self) -> Iterator[int]:
        """Yield the numbers of blocks after which the records are judged, from the first look to the last block."""
        look = self.first_look
        while self.until_decided and look < self.blocks:
            yield look
            look = max(look + 1, _ROUND * math.ceil(look * _GROWTH / _ROUND))
        yield self.blocks

    def chunks(self) -> Iterator[Chunk]:
        """Yield the chunks; those of an earlier look keep their names when blocks are added."""
        ends = sorted({*self.earlier_looks, *(self.looks() if self.until_decided else [self.blocks])})
        for start, end in zip((0, *ends), ends, strict=False):
            for first in range(start, end, self.blocks_a_chunk):
                blocks = tuple(self._id(block) for block in range(first, min(first + self.blocks_a_chunk, end)))
                for candidate in self.candidates:
                    name = _digest([self.training, candidate.label, candidate.digest, list(blocks)])[:32]
                    yield Chunk(name, candidate, blocks)

    def _id(self, block: int) -> int:
        """Return a block's id: blocks of a pilot have negative ones, so that none is ever judged."""
        return -1 - block if self.pilot else block

    def describe(self) -> dict[str, Any]:
        """Return the plan as plain values, for the run folder and for pages that load no torch."""
        return {
            "hash": self.hash,
            "basis": self.basis,
            **self.training,
            "workload_title": {"en": self.workload.title.en, "es": self.workload.title.es},
            "source": str(self.workload.source),
            "where": list(self.workload.where),
            "own_network": self.workload.network.fixed,
            "candidates": [_describe(candidate) for candidate in self.candidates],
            "engines_passed_over": dict(self.passed_over),
            "blocks": self.blocks,
            "earlier_looks": list(self.earlier_looks),
            "rule": self.rule,
            "until_decided": self.until_decided,
            "first_look": self.first_look,
            "metric": _describe_metric(self.workload),
            "delta": self.delta,
            "alpha": self.alpha,
            "family": self.family,
            "baseline": self.candidates[0].label,
            "networks": self.networks,
            "part_sizes": list(self.part_sizes()),
            "chunks": [chunk.name for chunk in self.chunks()],
        }

    def part_sizes(self) -> tuple[int, int]:
        """Return the number of training and of test samples."""
        parts = self.workload.parts(self.split, data_seed=0, split_seed=0)
        return len(parts.x_train), len(parts.x_test)


def _describe(candidate: Candidate) -> dict[str, Any]:
    return {
        "label": candidate.label,
        "layers": [
            {
                "name": choice.entry.name,
                "title": choice.entry.title,
                "label": choice.label,
                "values": dict(choice.entry.check(dict(choice.values))),
                "formula": choice.entry.formula,
                "source": str(choice.entry.source),
                "shelf": choice.entry.shelf,
                "where": choice.entry.where,
            }
            for choice in candidate.layers
        ],
        "digest": candidate.digest,
    }


def _describe_metric(workload: Workload) -> dict[str, Any]:
    metric = workload.metric
    return {
        "name": {"en": metric.name.en, "es": metric.name.es},
        "unit": {"en": metric.unit.en, "es": metric.unit.es},
        "higher_is_better": metric.higher_is_better,
    }


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
