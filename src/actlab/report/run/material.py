"""What a page is made of: all that a run folder holds, and what it lacks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from actlab.errors import ActlabError, DamagedRecordError
from actlab.i18n import _
from actlab.records import NETWORKS, PlanRecord, RunFolder, chosen, network_frame
from actlab.report.blocks import Missing, Prose
from actlab.statistics import CodedWarning, Conclusion, Judgement, TuningCurve, tuning_curves

__all__ = ["ARTIFACTS", "PAGE", "Material", "read_material"]

PAGE = "report.html"
"""The page's file in a run folder."""

ARTIFACTS = {"functions": "functions.parquet", "boundary": "boundary.parquet", "code": "network.py"}
"""The files beside the records that were computed where torch was at hand."""


_MOST_PAIRS = 100
"""A reader does not go through more rows, and thousands of them take the page past a megabyte."""

_MOST_PICTURED = 12
"""More lines in one chart cannot be told apart, and more decision boundaries are not looked at."""


@dataclass(frozen=True)
class Material:
    """All that a run folder holds.

    Args:
        plan: What was declared before the run.
        conclusion: What the statistics said; None where the run is not finished or its verdict is damaged.
        rows: The rows of all networks that could be read.
        functions: Each activation's value and derivatives, or None.
        boundary: The decision boundary of each candidate's median block, or None.
        code: PyTorch code of the networks, or None.
        absent: Names of files that are not there.
        damaged: Names of files that cannot be read back.
    """

    plan: PlanRecord
    conclusion: Conclusion | None
    rows: pd.DataFrame
    functions: pd.DataFrame | None = None
    boundary: pd.DataFrame | None = None
    code: str | None = None
    absent: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()

    @property
    def judgement(self) -> Judgement | None:
        """The verdicts, where there are any."""
        return None if self.conclusion is None else self.conclusion.judgement

    @property
    def warnings(self) -> tuple[CodedWarning, ...]:
        """What a reader must be told, of the plan and of the records."""
        return () if self.conclusion is None else self.conclusion.warnings

    @cached_property
    def shown(self) -> Judgement | None:
        """The verdicts with the pairs that the page writes out: of very many, those of the best mean."""
        found = self.judgement
        if found is None or len(found.pairs) <= _MOST_PAIRS:
            return found
        better = max if self.plan.metric.higher_is_better else min
        best = better(found.candidates, key=lambda each: each.mean).name
        pairs = [pair for pair in found.pairs if best in (pair.a, pair.b)]
        return replace(found, pairs=tuple(pairs[:_MOST_PAIRS]))

    @cached_property
    def labels(self) -> list[str]:
        """The candidates in the plan's order."""
        return list(self.plan.labels)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The rows that count: of several trials the chosen one."""
        return chosen(self.rows)

    @cached_property
    def counted(self) -> pd.DataFrame:
        """The rows with ``score``: what counts in the verdict, the constant predictor's where training failed."""
        ok = self.frame["status"] == "ok"
        return self.frame.assign(score=np.where(ok, self.frame["test_score"], self.frame["chance_score"]), ok=ok)

    @cached_property
    def tuning(self) -> tuple[TuningCurve, ...]:
        """What the trials of the tuned regime show; empty in other regimes and where rows are missing."""
        lacking = any(name.startswith("chunks/") for name in (*self.absent, *self.damaged))
        if self.plan.regime != "tuned" or self.judgement is None or lacking:
            return ()
        return tuning_curves(self.rows, self.judgement.names, self.plan.delta, self.plan.metric.higher_is_better)

    @cached_property
    def pictured(self) -> list[str]:
        """The candidates that charts with a line or a picture each show: of very many, the first and the best."""
        if len(self.labels) <= _MOST_PICTURED:
            return self.labels
        means = {label: float(self.of(label)["score"].mean()) for label in self.labels[1:]}
        best = sorted(means, key=lambda label: means[label], reverse=self.plan.metric.higher_is_better)
        chosen_ones = {self.labels[0], *best[: _MOST_PICTURED - 1]}
        return [label for label in self.labels if label in chosen_ones]

    def left_out(self) -> list[Prose]:
        """Say which candidates charts leave out, where they do."""
        if len(self.pictured) == len(self.labels):
            return []
        said = _("Shown: the first candidate and the {best} others with the best means, of {all} candidates.")
        return [Prose(said.format(best=len(self.pictured) - 1, all=len(self.labels)), "note")]

    @property
    def seconds(self) -> float:
        """CPU time of all networks."""
        return float(self.rows["seconds"].sum())

    def of(self, label: str) -> pd.DataFrame:
        """Return a candidate's rows, by block."""
        return self.counted[self.counted["candidate"] == label]

    def missing(self, what: str) -> Missing:
        """Say why there is no verdict, or no record, and what to do."""
        done, wanted = len(self.rows), self.plan.networks
        if done < wanted:
            reason = _("The run is not finished: {done} of {wanted} networks are there. Run its command again.")
        elif "comparison.json" in self.damaged:
            reason = _("comparison.json is damaged. Delete it and run the command of this page again.")
        else:
            reason = _("All networks are there, but comparison.json is not. Run the command of this page again.")
        return Missing(what, reason.format(done=done, wanted=wanted))

    def without(self, what: str, artifact: str) -> Missing:
        """Say that a file beside the records is missing, and what to do."""
        name = ARTIFACTS[artifact]
        if name in self.damaged:
            reason = _("{file} is damaged. Delete it and run the command of this page again.")
        else:
            reason = _("The run folder has no {file}. Run the command of this page again to have it made.")
        return Missing(what, reason.format(file=name))


def read_material(folder: str | Path) -> Material:
    """Read a run folder, as much of it as can be read.

    Raises:
        RunFolderError: The folder holds no plan, so it is no run.
        DamagedRecordError: The plan cannot be read back.
    """
    run = RunFolder(folder)
    plan = run.read("plan.json", PlanRecord)
    absent: list[str] = []
    damaged: list[str] = []
    rows, missing = _rows(run, plan, damaged)
    said = _conclusion(run, absent, damaged)
    if said is not None:
        rows = rows[rows["block"] < said.stopped.blocks].reset_index(drop=True)
    if said is None or len(rows) < said.stopped.blocks * plan.networks // plan.blocks:
        absent += missing
    found = {name: _artifact(run, file, absent, damaged) for name, file in ARTIFACTS.items()}
    return Material(plan, said, rows, **found, absent=tuple(absent), damaged=tuple(damaged))


def _rows(run: RunFolder, plan: PlanRecord, damaged: list[str]) -> tuple[pd.DataFrame, list[str]]:
    """Return the rows of the chunks that can be read, and the names of those that are not there."""
    tables = [NETWORKS.empty_table()]
    held = run.finished()
    for name in sorted(held & set(plan.chunks)):
        try:
            tables.append(run.read_chunk(name, plan))
        except DamagedRecordError:
            damaged.append(f"chunks/{name}.parquet")
    return network_frame(pa.concat_tables(tables)), [
        f"chunks/{name}.parquet" for name in sorted(set(plan.chunks) - held)
    ]


def _artifact(run: RunFolder, file: str, absent: list[str], damaged: list[str]) -> Any:
    if not run.has(file):
        absent.append(file)
        return None
    try:
        return run.read_text(file) if file.endswith(".py") else run.read_table(file).to_pandas()
    except ActlabError:
        damaged.append(file)
        return None


def _conclusion(run: RunFolder, absent: list[str], damaged: list[str]) -> Conclusion | None:
    """Return what the statistics said of the run, where it is finished."""
    if not run.has("comparison.json"):
        absent.append("comparison.json")
        return None
    try:
        return run.read("comparison.json", Conclusion)
    except ActlabError:
        damaged.append("comparison.json")
        return None
