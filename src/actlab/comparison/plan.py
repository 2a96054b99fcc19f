"""The whole comparison before it runs: what is trained and what is asked, in one value that prints and hashes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from actlab._shared.cores import cores
from actlab.comparison.announcement import announcement
from actlab.comparison.option import documented, read, table
from actlab.comparison.options import Options, RunOptions
from actlab.comparison.question import Question
from actlab.population.candidates import Candidate
from actlab.population.training import Chunk, Training, digest_of
from actlab.records import (
    CandidateRecord,
    ColumnRecord,
    LayerRecord,
    MetricRecord,
    OptionRecord,
    PlanRecord,
    RecipeRecord,
    TuningRecord,
)
from actlab.report.run import replay

if TYPE_CHECKING:
    from actlab.comparison.comparison import Comparison

__all__ = ["Plan"]


@dataclass(frozen=True, kw_only=True, repr=False)
class Plan:
    """A comparison that is written down before it runs; `actlab.plan` makes one.

    Args:
        training: What is trained, on what and how.
        question: What is asked of the records.
        pilot: Whether the blocks are thrown away: they only settle the range of learning rates.

    >>> import actlab, tempfile
    >>> plan = actlab.plan(["relu", "tanh"], blocks=2, epochs=2, engine="loop")
    >>> plan
    <Plan: relu, tanh on moons, drop-in, 2 blocks, 4 networks>
    >>> plan.run(out=tempfile.mkdtemp(), workers=1).judgement.blocks
    2
    """

    training: Training
    question: Question
    pilot: bool = False

    @cached_property
    def basis(self) -> str:
        """The hash of everything but the number of blocks: plans that share it look at the same blocks."""
        asked = {"candidates": self.training.identities, **self.question.basis}
        return digest_of([self.training.setting, asked])

    @cached_property
    def hash(self) -> str:
        """The hash of the whole plan; the number of workers is no part of it."""
        return digest_of([self.basis, *self.question.looked])

    @property
    def networks(self) -> int:
        """How many networks the plan trains, at most."""
        return len(self.training.candidates) * self.question.blocks * self.training.trials

    def chunks(self) -> Iterator[Chunk]:
        """Yield the chunks; those of an earlier look keep their names when blocks are added."""
        return self.training.chunks(self.question.ends, pilot=self.pilot)

    @property
    def plans(self) -> tuple[Plan, ...]:
        """The plan alone, as a study has several."""
        return (self,)

    @property
    def folder(self) -> Path:
        """Where the run lies when no folder is named."""
        return Path("runs") / self.hash[:8]

    def seconds(self, workers: int | None = None) -> float:
        """Return about how many seconds the plan takes at most, by training a few epochs of each candidate.

        Args:
            workers: Number of processes; by default one for each core.
        """
        from actlab.population.engines import estimate

        return estimate(self.training) * self.networks / cores(workers)

    @documented(RunOptions)
    def run(self, **options: Unpack[RunOptions]) -> Comparison:
        """Train what the run folder does not hold yet, judge, and return the comparison.

        Args:
            {options}

        Raises:
            UsageError: An option lies outside its domain, or the folder holds another plan.
            CouldNotFinishError: The machine could not carry it out; what was finished is kept.
        """
        from actlab.comparison.execution import carry_out

        return carry_out(self, read(RunOptions, options))

    def replay(self) -> str:
        """Return the command that makes this very plan, and runs it."""
        return replay.command(self.describe())

    def lines(self, workers: int | None = None) -> list[str]:
        """Return what is compared, on what, how many networks and how long, in the language now spoken."""
        from actlab.population.engines import Choice

        engines = [Choice.of(self.training).line] if self.training.passed_over else []
        return [*announcement(self.describe(), self.question, self.seconds(workers)), *engines]

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def __repr__(self) -> str:
        training, n = self.training, self.question.blocks
        labels = ", ".join(candidate.label for candidate in training.candidates)
        about = f"{labels} on {training.workload.name}, {training.regime}"
        return f"<Plan: {about}, {n} blocks, {self.networks} networks>"

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
            options=tuple(self._options()),
            networks=self.networks,
            chunks=tuple(chunk.name for chunk in self.chunks()),
        )

    def _options(self) -> Iterator[OptionRecord]:
        """Yield the options with which the same plan is made again, as both languages of a user write them."""
        for name, declared in table(Options).items():
            value = declared.held(self)
            if value is not None:
                text = "" if value is True else declared.domain.write(value)
                yield OptionRecord(name=name, text=text, value=repr(value))


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
