"""The whole comparison before it runs: what is trained and what is asked, in one value that prints and hashes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from actlab.comparison.question import Question
from actlab.population.candidates import Candidate
from actlab.population.data import part_sizes
from actlab.population.training import Chunk, Training, digest_of
from actlab.workloads import Workload

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
            "candidates": [[candidate.label, candidate.digest] for candidate in self.training.candidates],
            "delta": self.question.delta,
            "alpha": self.question.alpha,
            "family": self.question.family,
        }
        return digest_of([self.training.setting, question])

    @cached_property
    def hash(self) -> str:
        """The hash of the whole plan; the number of workers is no part of it."""
        asked = self.question
        looks = [asked.rule, asked.until_decided, asked.first_look] if asked.rule != "fixed" else []
        return digest_of([self.basis, asked.blocks, list(asked.earlier_looks), *looks])

    @property
    def networks(self) -> int:
        """How many networks the plan trains, at most."""
        return len(self.training.candidates) * self.question.blocks * self.training.trials

    def chunks(self) -> Iterator[Chunk]:
        """Yield the chunks; those of an earlier look keep their names when blocks are added."""
        return self.training.chunks(self.question.ends, pilot=self.pilot)

    def describe(self) -> dict[str, Any]:
        """Return the plan as plain values, for the run folder and for pages that load no torch."""
        training, question = self.training, self.question
        return {
            "hash": self.hash,
            "basis": self.basis,
            **training.setting,
            "workload_title": {"en": training.workload.title.en, "es": training.workload.title.es},
            "source": str(training.workload.source),
            "where": list(training.workload.where),
            "own_network": training.workload.network.fixed,
            "candidates": [_describe(candidate) for candidate in training.candidates],
            "engines_passed_over": dict(training.passed_over),
            "blocks": question.blocks,
            "earlier_looks": list(question.earlier_looks),
            "rule": question.rule,
            "until_decided": question.until_decided,
            "first_look": question.first_look,
            "metric": _describe_metric(training.workload),
            "delta": question.delta,
            "alpha": question.alpha,
            "family": question.family,
            "baseline": training.candidates[0].label,
            "networks": self.networks,
            "part_sizes": list(part_sizes(training)),
            "chunks": [chunk.name for chunk in self.chunks()],
        }


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
