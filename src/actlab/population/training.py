"""What is trained, on what and how: all that decides the rows of a run, and nothing of what is asked of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any, Literal

from actlab.population.candidates import Candidate
from actlab.population.tuning import Tuning
from actlab.records.plan_record import SCHEMA_VERSION
from actlab.workloads import Recipe, Split, Workload

__all__ = ["Assigned", "Chunk", "Regime", "Training", "digest_of"]

Regime = Literal["drop-in", "gain", "tuned"]
"""The user's learning rate and init; the gain init at the user's learning rate; each candidate tuned."""


_ARITHMETIC = {"generic": "fused"}
"""Engines whose numbers are another's to the bit go by its name in what is hashed."""


@dataclass(frozen=True)
class Assigned:
    """A candidate that another engine trains than most.

    Args:
        candidate: Its label.
        engine: The engine's name.
        blocks_a_chunk: How many of its blocks are trained and stored together.
    """

    candidate: str
    engine: str
    blocks_a_chunk: int


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
class Training:
    """What is trained, on what and how: each row of the records follows from it.

    How many blocks there are and what is asked of them belongs to `actlab.comparison.Question`.

    Args:
        workload: What the candidates are compared on.
        split: How a block draws its data.
        candidates: What is compared; the first is the baseline.
        hidden: Width of each hidden layer.
        recipe: How each network is trained, the same for all candidates.
        seed: The root seed.
        engine: What trains the networks of most candidates.
        torch_version: Part of the digest: another torch may give other bits.
        regime: What each candidate is given; see `Regime`.
        tuning: The trials of the tuned regime; None in the others.
        blocks_a_chunk: How many of a candidate's blocks are trained and stored together; no part of the digest.
        passed_over: Faster engines and why they do not train the networks; no part of the digest.
        others: The candidates that another engine trains.
    """

    workload: Workload
    split: Split
    candidates: tuple[Candidate, ...]
    hidden: tuple[int, ...]
    recipe: Recipe
    seed: int
    engine: str
    torch_version: str
    regime: Regime = "drop-in"
    tuning: Tuning | None = None
    blocks_a_chunk: int = 10
    passed_over: tuple[tuple[str, str], ...] = ()
    others: tuple[Assigned, ...] = ()

    def __post_init__(self) -> None:
        if (self.regime == "tuned") != (self.tuning is not None):
            raise ValueError("a tuned training needs its trials, and no other training has any")

    @cached_property
    def setting(self) -> dict[str, Any]:
        """All that decides one network's row, its candidate, an engine of the candidate's own and its block aside."""
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
            "engine": _ARITHMETIC.get(self.engine, self.engine),
            "torch": self.torch_version,
        }

    @cached_property
    def digest(self) -> str:
        """The hash of the setting and the candidates: trainings that share it have the same rows."""
        return digest_of([self.setting, self.identities])

    @property
    def identities(self) -> list[list[str]]:
        """All that decides what the candidates are, as plain values: label, digest, and arithmetic where it differs."""
        own = {each.candidate: [_ARITHMETIC.get(each.engine, each.engine)] for each in self.others}
        return [[each.label, each.digest, *own.get(each.label, [])] for each in self.candidates]

    def engine_of(self, candidate: Candidate) -> str:
        """Return the name of the engine that trains a candidate."""
        return next((each.engine for each in self.others if each.candidate == candidate.label), self.engine)

    def alone(self, candidate: Candidate) -> Training:
        """Return the training of one candidate, with its engine."""
        return replace(self, candidates=(candidate,), engine=self.engine_of(candidate), others=())

    @property
    def trials(self) -> int:
        """How many networks each candidate trains in a block."""
        return 1 if self.tuning is None else self.tuning.trials

    def with_one_trial(self) -> Training:
        """Return the training at the recipe's learning rate: what a trial run of an engine trains."""
        return replace(self, tuning=None, regime="gain") if self.tuning is not None else self

    def chunks(self, ends: Iterable[int], *, pilot: bool = False) -> Iterator[Chunk]:
        """Yield the chunks of all candidates; none reaches over one of the ends.

        Args:
            ends: Ascending numbers of blocks, such as those after which the records are judged; the last is how many
                blocks there are. Chunks up to an end keep their names when further ends are added.
            pilot: Whether the blocks get negative ids, so that none of them is ever judged.
        """
        start = 0
        for end in ends:
            begins = [
                (first, place, size) for place, size in enumerate(self._sizes) for first in range(start, end, size)
            ]
            for first, place, size in sorted(begins):
                blocks = tuple(range(first, min(first + size, end)))
                yield self._chunk(self.candidates[place], tuple(-1 - block for block in blocks) if pilot else blocks)
            start = end

    @property
    def _sizes(self) -> list[int]:
        """The blocks of a chunk, for each candidate."""
        own = {each.candidate: each.blocks_a_chunk for each in self.others}
        return [own.get(candidate.label, self.blocks_a_chunk) for candidate in self.candidates]

    def _chunk(self, candidate: Candidate, blocks: tuple[int, ...]) -> Chunk:
        name = digest_of([self.alone(candidate).setting, candidate.label, candidate.digest, list(blocks)])[:32]
        return Chunk(name, candidate, blocks)


def digest_of(value: Any) -> str:
    """Return the hash of plain values."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
