"""The whole comparison before it runs: what is trained and what is asked, in one value that prints and hashes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property

from actlab.comparison.question import Question
from actlab.population.candidates import Candidate
from actlab.population.training import Chunk, Training, digest_of
from actlab.records import (
    CandidateRecord,
    ColumnRecord,
    LayerRecord,
    MetricRecord,
    PlanRecord,
    RecipeRecord,
    TuningRecord,
)

__all__ = ["Plan"]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A comparison that is written down before it runs.

    Args:
        training: What is trained, on what and how.
        question: What is asked of the records.
        pilot: Whether the blocks are thrown away: they only settle the range of learning rates.
    """

    training: Training
    question: Question
    pilot: bool = False

    @cached_property
    def basis(self) -> str:
        """The hash of everything but the number of blocks: plans that share it look at the same blocks."""
        question = {
            "candidates": self.training.identities,
            "delta": self.question.delta,
            "alpha": self.question.alpha,
            "family": self.question.family,
        }
        return digest_of([self.training.setting, question])

    @cached_property
    def hash(self) -> str:
        """The hash of the whole plan; the number of workers is no part of it."""
        asked = self.question
        looks: list[object] = [asked.rule, asked.until_decided, asked.first_look] if asked.rule != "fixed" else []
        if asked.rule == "sequence" or asked.earlier_looks:
            looks.append(asked.prior_variance)
        return digest_of([self.basis, asked.blocks, list(asked.earlier_looks), *looks])

    @property
    def networks(self) -> int:
        """How many networks the plan trains, at most."""
        return len(self.training.candidates) * self.question.blocks * self.training.trials

    def chunks(self) -> Iterator[Chunk]:
        """Yield the chunks; those of an earlier look keep their names when blocks are added."""
        return self.training.chunks(self.question.ends, pilot=self.pilot)

    def describe(self) -> PlanRecord:
        """Return the plan as the run folder holds it, for pages that load no torch."""
        return self._record

    @cached_property
    def _record(self) -> PlanRecord:
        from actlab.population.data import part_sizes  # torch is loaded here: to open a finished run needs none

        training, question = self.training, self.question
        workload, metric = training.workload, training.workload.metric
        return PlanRecord(
            hash=self.hash,
            basis=self.basis,
            workload=workload.name,
            workload_title=workload.title,
            workload_content=workload.digest,
            source=str(workload.source),
            where=workload.where,
            columns=tuple(ColumnRecord(**vars(column)) for column in workload.account),
            notes=workload.notes,
            own_network=workload.network.fixed,
            split=training.split,
            part_sizes=part_sizes(training),
            hidden=training.hidden,
            recipe=RecipeRecord(**asdict(training.recipe)),
            regime=training.regime,
            tuning=None if training.tuning is None else TuningRecord(**asdict(training.tuning)),
            seed=training.seed,
            engine=training.engine,
            other_engines={each.candidate: each.engine for each in training.others},
            engines_passed_over=dict(training.passed_over),
            torch=training.torch_version,
            candidates=tuple(_described(candidate) for candidate in training.candidates),
            metric=MetricRecord(name=metric.name, unit=metric.unit, higher_is_better=metric.higher_is_better),
            delta=question.delta,
            alpha=question.alpha,
            family=question.family,
            rule=question.rule,
            blocks=question.blocks,
            until_decided=question.until_decided,
            first_look=question.first_look,
            prior_variance=question.prior_variance,
            earlier_looks=question.earlier_looks,
            earlier_seeds=question.earlier_seeds,
            networks=self.networks,
            chunks=tuple(chunk.name for chunk in self.chunks()),
        )


def _described(candidate: Candidate) -> CandidateRecord:
    layers = tuple(
        LayerRecord(
            name=choice.entry.name,
            title=choice.entry.title,
            label=choice.label,
            values=dict(choice.entry.check(dict(choice.values))),
            formula=choice.entry.formula,
            source=str(choice.entry.source),
            shelf=choice.entry.shelf,
            where=choice.entry.where,
        )
        for choice in candidate.layers
    )
    return CandidateRecord(label=candidate.label, layers=layers, digest=candidate.digest)
