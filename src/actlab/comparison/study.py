"""Several comparisons of the same candidates: on several workloads, in several regimes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from actlab._shared.plain import plain
from actlab.comparison import pages
from actlab.comparison.comparison import Comparison, load
from actlab.comparison.execution import carry_out, question
from actlab.i18n import current_language, speaking
from actlab.records import RunFolder, StudyMember, StudyRecord, chosen
from actlab.report.run import replay, sentences
from actlab.report.study import sentences as study_sentences
from actlab.statistics import Across, Agreement, StudyConclusion, across, agreement, judge_workload

if TYPE_CHECKING:
    from actlab.comparison.plan import Plan
    from actlab.comparison.study_plan import StudyPlan
    from actlab.population.execute import Progress

__all__ = ["SCHEMA", "Study", "carry_out_study", "load_all"]

SCHEMA = "actlab.study/1"


@dataclass(frozen=True)
class Study:
    """Several finished comparisons of the same candidates and what they say together.

    Args:
        run: The study's folder, with a run folder for each workload and regime inside.
        comparisons: One for each workload and regime.
        agreements: For each workload with both regimes, whether they agree on each pair.
        across: For each regime, what several workloads say together.

    >>> import actlab, tempfile
    >>> found = actlab.study(["relu", "tanh"], workloads=["moons"], regimes=("drop-in", "gain"), blocks=2, epochs=2,
    ...                      workers=1, out=tempfile.mkdtemp())
    >>> [each.plan.regime for each in found.comparisons]
    ['drop-in', 'gain']
    """

    run: RunFolder
    comparisons: tuple[Comparison, ...]
    agreements: dict[str, tuple[Agreement, ...]]
    across: dict[str, Across]

    def verdict(self, lang: str | None = None) -> str:
        """Return the verdicts, whether the regimes agree, and what the workloads say together, one sentence per line.

        Args:
            lang: ``en`` or ``es``; the language now spoken by default.
        """
        with speaking(lang or current_language()):
            return "\n".join(self.sentences())

    def sentences(self) -> list[str]:
        """Return the sentences of `verdict`, in the language now spoken."""
        verdicts = [
            line
            for each in self.comparisons
            for pair in each.judgement.pairs
            for line in sentences.verdicts(each.plan, pair)
        ]
        return [*verdicts, *self.together()]

    def together(self) -> list[str]:
        """Return what the regimes and the workloads say together, in the language now spoken."""
        plans = {each.plan.workload: each.plan for each in self.comparisons}
        agreed = [
            study_sentences.agreement(plans[workload], found)
            for workload, pairs in self.agreements.items()
            for found in pairs
        ]
        together = (line for each in self.across.items() for line in study_sentences.across(*each))
        return [*agreed, *together, study_sentences.read_together([each.plan for each in self.comparisons])]

    def frame(self) -> pd.DataFrame:
        """Return the records of all comparisons, one row per network, with a column ``workload``."""
        frames = [each.frame().assign(workload=each.plan.workload) for each in self.comparisons]
        return pd.concat(frames, ignore_index=True)

    def replay(self) -> str:
        """Return the command that runs this very study again."""
        return replay.command_of_study([each.plan for each in self.comparisons])

    def to_dict(self) -> dict[str, Any]:
        """Return the study as plain values, the object that ``actlab compare --json`` prints for several."""
        return {
            "schema": SCHEMA,
            "comparisons": [each.to_dict() for each in self.comparisons],
            "agreements": plain(self.agreements),
            "across": plain(self.across),
            "run": str(self.run.path),
        }

    def __repr__(self) -> str:
        return self.verdict()


def carry_out_study(study: StudyPlan, options: Mapping[str, Any]) -> Study:
    """Carry out each plan in a folder of its own inside the study's, and put the results together.

    Raises:
        RunFolderError: The folder holds another study.
        CouldNotFinishError: The machine could not carry it out; the same command goes on.
    """
    plans, folder = study.plans, options["out"] or study.folder
    run = RunFolder(folder)
    run.claim_for_study(StudyRecord(hash=study.hash, comparisons=tuple(_member(plan) for plan in plans)))
    comparisons: list[Comparison] = []
    for plan in plans:
        before = sum(each.networks for each in plans[: len(comparisons)])
        mine = {"out": folder / _leaf(plan), "progress": _within(options["progress"], before, study.networks)}
        comparisons.append(carry_out(plan, {**options, **mine}, looked_in=folder.parent))
    found = Study(run, tuple(comparisons), _agreements(plans, comparisons), _across(plans, comparisons))
    run.write("comparison.json", StudyConclusion(agreements=found.agreements, across=found.across))
    pages.of_study(folder)
    return found


def load_all(folder: str | Path) -> tuple[Comparison, ...]:
    """Open the finished comparison of a run folder, or all of a study's folder.

    Raises:
        RunFolderError: The folder is neither.
        DamagedRecordError: A file of it cannot be read back.
    """
    run = RunFolder(folder)
    if not run.has("study.json"):
        return (load(folder),)
    return tuple(load(run.path / each.folder) for each in run.read("study.json", StudyRecord).comparisons)


def _member(plan: Plan) -> StudyMember:
    return StudyMember(
        workload=plan.training.workload.name, regime=plan.training.regime, folder=_leaf(plan), hash=plan.hash
    )


def _leaf(plan: Plan) -> str:
    return f"{plan.training.workload.name.replace(' ', '_')}/{plan.training.regime}"


def _within(progress: Progress | None, before: int, total: int) -> Progress | None:
    return None if progress is None else lambda done, _total: progress(before + done, total)


def _agreements(plans: Sequence[Plan], comparisons: Sequence[Comparison]) -> dict[str, tuple[Agreement, ...]]:
    pairs = {
        (plan.training.workload.name, plan.training.regime): (plan, each)
        for plan, each in zip(plans, comparisons, strict=True)
    }
    found = {}
    for name in dict.fromkeys(plan.training.workload.name for plan in plans):
        if (name, "drop-in") in pairs and (name, "tuned") in pairs:
            (plan, first), (_plan, second) = pairs[name, "drop-in"], pairs[name, "tuned"]
            frame = pd.concat([chosen(first.frame()), chosen(second.frame())], ignore_index=True)
            found[name] = agreement(frame, question(plan))
    return found


def _across(plans: Sequence[Plan], comparisons: Sequence[Comparison]) -> dict[str, Across]:
    found = {}
    for regime in dict.fromkeys(plan.training.regime for plan in plans):
        judged = [
            judge_workload(
                plan.training.workload.name, plan.training.workload.family, chosen(each.frame()), question(plan)
            )
            for plan, each in zip(plans, comparisons, strict=True)
            if plan.training.regime == regime
        ]
        if len(judged) > 1 and all(each.question.delta > 0 for each in judged):
            found[str(regime)] = across(judged)
    return found
