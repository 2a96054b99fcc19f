"""What the page of a study is made of: its runs, as much of them as is there, and what they say together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from actlab.errors import ActlabError
from actlab.records import RunFolder, StudyRecord
from actlab.report.run.material import Material, read_material
from actlab.statistics import Across, Agreement, StudyConclusion

__all__ = ["StudyMaterial", "StudyRun", "read_study", "study_folders"]


@dataclass(frozen=True)
class StudyRun:
    """One run of a study.

    Args:
        folder: Where it lies inside the study's folder, with slashes.
        run: What it holds.
    """

    folder: str
    run: Material

    @property
    def name(self) -> str:
        """Its workload and regime, as people read them."""
        return f"{self.run.plan.workload}, {self.run.plan.regime}"

    @property
    def slug(self) -> str:
        """Its name as a part of a figure's name."""
        return "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in self.folder)


@dataclass(frozen=True)
class StudyMaterial:
    """All that a study's folder holds.

    Args:
        runs: Its runs that were begun, in the order of the study.
        missing: Folders of the others.
        agreements: By workload, whether the regimes agree on each pair.
        across: By regime, what several workloads say together.
    """

    runs: tuple[StudyRun, ...]
    missing: tuple[str, ...]
    agreements: Mapping[str, tuple[Agreement, ...]]
    across: Mapping[str, Across]

    @cached_property
    def judged(self) -> tuple[StudyRun, ...]:
        """The runs that have a verdict."""
        return tuple(each for each in self.runs if each.run.judgement is not None)

    @property
    def labels(self) -> list[str]:
        """The candidates, the same in all runs."""
        return self.runs[0].run.labels

    @property
    def workloads(self) -> list[str]:
        """The workloads' names, each once."""
        return list(dict.fromkeys(each.run.plan.workload for each in self.runs))

    @property
    def regimes(self) -> list[str]:
        """The regimes, each once."""
        return list(dict.fromkeys(each.run.plan.regime for each in self.runs))

    def of(self, regime: str) -> Iterator[StudyRun]:
        """Yield the judged runs of a regime."""
        yield from (each for each in self.judged if each.run.plan.regime == regime)


def study_folders(run: RunFolder) -> list[str]:
    """Return where the runs of a study lie inside its folder, whether they are there or not.

    Raises:
        DamagedRecordError: The list of the study's runs cannot be read back.
    """
    return [each.folder for each in run.read("study.json", StudyRecord).comparisons]


def read_study(folder: str | Path) -> StudyMaterial:
    """Read a study's folder, finished or not.

    Raises:
        RunFolderError: The folder holds no study, or none of its runs was begun.
        DamagedRecordError: A plan cannot be read back.
    """
    study = RunFolder(folder)
    folders = study_folders(study)
    begun = [each for each in folders if RunFolder(study.path / each).has("plan.json")]
    runs = tuple(StudyRun(each, read_material(study.path / each)) for each in begun or folders[:1])
    said = _conclusion(study)
    return StudyMaterial(
        runs=runs,
        missing=tuple(each for each in folders if each not in begun),
        agreements=said.agreements,
        across=said.across,
    )


def _conclusion(study: RunFolder) -> StudyConclusion:
    """Return what the runs say together; nothing where the study is not finished."""
    try:
        return study.read("comparison.json", StudyConclusion)
    except ActlabError:
        return StudyConclusion(agreements={}, across={})
