"""A finished comparison, as it was just computed or as it lies in a run folder."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from actlab._shared.curve import Sketch
from actlab._shared.plain import plain
from actlab.i18n import current_language, speaking
from actlab.records import PlanRecord, RunFolder
from actlab.report.run import methods, replay, sentences
from actlab.statistics import CodedWarning, Conclusion, Judgement, Stopped, TuningCurve, tuning_curves

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SCHEMA", "Comparison", "load", "read_frame"]

SCHEMA = "actlab.comparison/1"


@dataclass(frozen=True)
class Comparison:
    """A finished comparison: its run folder and what the records say.

    Args:
        run: The run folder.
        plan: What was declared before the run.
        conclusion: What the records say, and why the run ended.

    >>> import actlab, tempfile
    >>> result = actlab.compare(["relu", "tanh"], blocks=2, epochs=2, workers=1, out=tempfile.mkdtemp())
    >>> result.pairs()[["a", "b", "n"]]
          a     b  n
    0  relu  tanh  2
    """

    run: RunFolder
    plan: PlanRecord
    conclusion: Conclusion

    @property
    def judgement(self) -> Judgement:
        """The verdicts, computed from the records alone."""
        return self.conclusion.judgement

    @property
    def stopped(self) -> Stopped:
        """Why the run ended, and after how many blocks."""
        return self.conclusion.stopped

    def verdict(self, lang: str | None = None) -> str:
        """Return the verdict of each pair, one sentence per line.

        Args:
            lang: ``en`` or ``es``; the language now spoken by default.
        """
        with speaking(lang or current_language()):
            lines = [line for pair in self.judgement.pairs for line in sentences.verdicts(self.plan, pair)]
            return "\n".join(lines)

    def frame(self) -> pd.DataFrame:
        """Return the records, one row per network; see `actlab.records.NETWORKS` for the columns."""
        return self._frame.copy()

    @cached_property
    def _frame(self) -> pd.DataFrame:
        return read_frame(self.run, self.plan, self.stopped.blocks)

    @property
    def warnings(self) -> tuple[CodedWarning, ...]:
        """What a reader must be told, of the plan and of the records."""
        return self.conclusion.warnings

    @cached_property
    def tuning(self) -> tuple[TuningCurve, ...]:
        """What the trials of the tuned regime show, by candidate; empty in other regimes."""
        if self.plan.regime != "tuned":
            return ()
        return tuning_curves(self._frame, self.judgement.names, self.plan.delta, self.plan.metric.higher_is_better)

    def pairs(self) -> pd.DataFrame:
        """Return what is said of the pairs, one row per pair."""
        import pandas as pd

        return pd.DataFrame([_pair(pair) for pair in plain(self.judgement)["pairs"]])

    def replay(self) -> str:
        """Return the command that runs this very plan again."""
        return replay.command(self.plan)

    def paper(self, lang: str | None = None) -> str:
        """Return sentences ready for a paper."""
        with speaking(lang or current_language()):
            return methods.paper(self.plan, self.judgement, float(self._frame["seconds"].sum()))

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as plain values, the object that ``actlab compare --json`` prints."""
        judged = plain(self.judgement)
        return {
            "schema": SCHEMA,
            "plan": self.plan.flat() | {"claim": sentences.claim(self.plan)},
            "candidates": judged["candidates"],
            "pairs": [_pair(pair) for pair in judged["pairs"]],
            "within_delta_of_best": judged["within_delta_of_best"],
            "warnings": [
                {"code": found.code, "about": list(found.about), "text": sentences.warning(found)}
                for found in self.warnings
            ],
            "stopped": plain(self.stopped),
            "rate_check": plain(self.conclusion.rate_check),
            "tuning": plain(self.tuning),
            "networks": len(self._frame),
            "seconds": round(float(self._frame["seconds"].sum()), 3),
            "engine": self.plan.engine,
            "run": str(self.run.path),
        }

    def plot(self) -> Sketch:
        """Return the forest plot of the pairs, which a notebook shows and `Sketch.save` writes."""
        from actlab.report.figures.style import svg
        from actlab.report.run.sections.differences import forest

        return Sketch(svg(forest(self.plan, self.judgement)), self.verdict())

    def open(self) -> Path:
        """Open the run's page in the browser, and return its file; it is written first where there is none."""
        import webbrowser

        from actlab.report.page import write_page

        page = self.run.path / "report.html"
        found = page if page.is_file() else write_page(self.run.path)
        webbrowser.open(found.resolve().as_uri())
        return found

    def _repr_html_(self) -> str:
        """Return the verdict and the forest plot, as a notebook shows them."""
        said = "".join(f"<p>{escape(line)}</p>" for line in self.verdict().splitlines())
        drawn = self.plot().svg
        return f'{said}<div style="max-width: 34rem; background: #fefefe">{drawn}</div>'

    def __repr__(self) -> str:
        return self.verdict()


def _pair(pair: dict[str, Any]) -> dict[str, Any]:
    """Split "better by delta" into the verdict and whether delta was passed."""
    found = pair["verdict"]
    return {**pair, "verdict": found.removesuffix("_by_delta"), "by_delta": found.endswith("_by_delta")}


def read_frame(run: RunFolder, plan: PlanRecord, blocks: int) -> pd.DataFrame:
    """Return the rows of the first blocks of a plan.

    Raises:
        DamagedRecordError: A chunk is missing or cannot be read back.
    """
    if not plan.until_decided:
        return run.read_chunks(plan.chunks, plan)
    frame = run.read_chunks(run.finished() & set(plan.chunks), plan)
    return frame[frame["block"] < blocks].reset_index(drop=True)


def load(folder: str | Path) -> Comparison:
    """Open the run folder of a finished comparison; no torch is needed for it.

    Raises:
        RunFolderError: The folder is no finished run, or one of another version.
        DamagedRecordError: A file of it cannot be read back.

    >>> import actlab, tempfile
    >>> folder = tempfile.mkdtemp()
    >>> _ = actlab.compare(["relu", "tanh"], blocks=2, epochs=2, workers=1, out=folder)
    >>> load(folder).plan.blocks
    2
    """
    run = RunFolder(folder)
    plan, conclusion = run.read("plan.json", PlanRecord), run.read("comparison.json", Conclusion)
    for name in set(plan.chunks) & run.finished() if plan.until_decided else plan.chunks:
        run.verified(f"chunks/{name}.parquet")
    return Comparison(run, plan, conclusion)
