"""Runs of the same blocks that were judged before: their networks are taken over, and their looks are counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from actlab.errors import DamagedRecordError, RunFolderError
from actlab.records import PlanRecord, RunFolder
from actlab.statistics import Conclusion

if TYPE_CHECKING:
    from actlab.comparison.plan import Plan

__all__ = ["Earlier", "earlier_run"]


@dataclass(frozen=True)
class Earlier:
    """A finished run of the same basis: where it lies, its rule, and the numbers of blocks at which it was judged."""

    folder: Path
    rule: str
    looks: tuple[int, ...]


def earlier_run(plan: Plan, looked_in: Path) -> Earlier | None:
    """Return the run that had judged the most of the plan's blocks, if there is any in the folder.

    The very plan, begun when there was an earlier look, says itself what that was. A run counts that shares the
    plan's basis and had fewer blocks, or as many where the plan fixes their number and the run did not: it was
    looked at before.
    """
    found = [earlier for folder in _folders(looked_in) if (earlier := _finished(folder, plan))]
    return max(found, key=lambda earlier: (earlier.looks[-1], str(earlier.folder)), default=None)


def _folders(looked_in: Path) -> Iterator[Path]:
    """Yield where runs may lie: beside one another, and by workload and regime inside a study."""
    for folder in _inside(looked_in):
        yield folder
        if _holds_study(folder):
            yield from (leaf for workload in _inside(folder) for leaf in _inside(workload))


def _holds_study(folder: Path) -> bool:
    try:
        return (folder / "study.json").is_file()
    except OSError:  # the folder may not be entered
        return False


def _inside(folder: Path) -> list[Path]:
    """Return the folders inside one, none where it cannot be read."""
    try:
        return sorted(path for path in folder.iterdir() if path.is_dir())
    except OSError:
        return []


def _finished(folder: Path, plan: Plan) -> Earlier | None:
    """Return what the folder holds, or None where it is no earlier look or cannot be read."""
    run = RunFolder(folder)
    try:
        if not run.has("plan.json"):
            return None
        held = run.read("plan.json", PlanRecord)
        asked = plan.question
        if held.basis != plan.basis or held.hash == plan.hash:
            return None
        if held.earlier_looks and (held.blocks, held.rule) == (asked.blocks, asked.rule):
            return Earlier(folder, "fixed", held.earlier_looks)
        if not run.has("comparison.json"):
            return None
        judged = run.read("comparison.json", Conclusion).judgement.blocks
    except (OSError, DamagedRecordError, RunFolderError):
        return None
    most = asked.blocks if asked.rule == "fixed" and held.rule != "fixed" else asked.blocks - 1
    return Earlier(folder, held.rule, (*held.earlier_looks, judged)) if judged <= most else None
