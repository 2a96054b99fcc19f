"""The verb: plan, execute, judge."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from actlab.activations import Activation
from actlab.errors import DamagedRecordError, DataError, UsageError
from actlab.i18n import _, current_language, speaking
from actlab.population.candidates import CandidateLike, read_candidates
from actlab.population.plan import Plan
from actlab.records import RunFolder
from actlab.report import sentences
from actlab.statistics import Judgement, Question, judge
from actlab.workloads import CATALOGUE, Split, Workload, own_data

if TYPE_CHECKING:
    import pandas as pd

    from actlab.population.execute import Progress

__all__ = ["SCHEMA", "Comparison", "carry_out", "compare", "default_folder", "load", "make_plan"]

SCHEMA = "actlab.comparison/1"

_BLOCKS_TO_TRY = (200, 100, 50, 30)
_SECONDS_ALLOWED = 120.0
_COUNTS = ("blocks", "epochs", "workers")


@dataclass(frozen=True)
class Comparison:
    """A finished comparison: its run folder and what the records say.

    Args:
        run: The run folder.
        plan: The plan as plain values.
        judgement: The verdicts, computed from the records alone.

    >>> import tempfile
    >>> result = compare(["relu", "tanh"], blocks=2, epochs=2, workers=1, out=tempfile.mkdtemp())
    >>> result.pairs()[["a", "b", "n"]]
          a     b  n
    0  relu  tanh  2
    """

    run: RunFolder
    plan: dict[str, Any]
    judgement: Judgement

    def verdict(self, lang: str | None = None) -> str:
        """Return the verdict of each pair, a sentence a line.

        Args:
            lang: ``en`` or ``es``; the language now spoken where left out.
        """
        with speaking(lang or current_language()):
            return "\n".join(sentences.verdict(self.plan, pair) for pair in self.judgement.pairs)

    def frame(self) -> pd.DataFrame:
        """Return the records, one row a network; see `actlab.records.NETWORKS` for the columns."""
        return self._frame.copy()

    @cached_property
    def _frame(self) -> pd.DataFrame:
        return self.run.read_chunks(self.plan["chunks"])

    def pairs(self) -> pd.DataFrame:
        """Return what is said of the pairs, one row a pair."""
        import pandas as pd

        return pd.DataFrame([_pair(pair) for pair in self.judgement.to_dict()["pairs"]])

    def replay(self) -> str:
        """Return the command that runs this very plan again."""
        return sentences.replay(self.plan)

    def paper(self, lang: str | None = None) -> str:
        """Return sentences ready for a paper."""
        with speaking(lang or current_language()):
            return sentences.paper(self.plan, self.judgement)

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as plain values, the object that ``actlab compare --json`` prints."""
        judged = self.judgement.to_dict()
        return {
            "schema": SCHEMA,
            "plan": {**self.plan, "claim": sentences.claim(self.plan)},
            "candidates": judged["candidates"],
            "pairs": [_pair(pair) for pair in judged["pairs"]],
            "leaders": judged["leaders"],
            "warnings": [
                {"code": found.code, "about": list(found.about), "text": sentences.warning(found)}
                for found in self.judgement.warnings
            ],
            "networks": len(self._frame),
            "seconds": round(float(self._frame["seconds"].sum()), 3),
            "engine": self.plan["engine"],
            "run": str(self.run.path),
        }

    def _repr_html_(self) -> str:
        from html import escape

        table: str = self.pairs()[["a", "b", "difference", "interval", "verdict"]].to_html(index=False, border=0)
        return f"<p>{escape(self.verdict())}</p>{table}"

    def __repr__(self) -> str:
        return self.verdict()


def _pair(pair: dict[str, Any]) -> dict[str, Any]:
    """Split "better by delta" into the verdict and whether delta was passed."""
    found = pair["verdict"]
    return {**pair, "verdict": found.removesuffix("_by_delta"), "by_delta": found.endswith("_by_delta")}


def compare(
    candidates: Sequence[CandidateLike],
    *,
    workload: str | Workload = "moons",
    data: tuple[Any, Any] | None = None,
    blocks: int | None = None,
    workers: int | None = None,
    out: str | Path | None = None,
    progress: Progress | None = None,
    **options: Any,
) -> Comparison:
    """Compare activations on a workload and judge the difference.

    Args:
        candidates: Two or more: names (``"relu"``), names with parameters
            (``"leaky_relu:negative_slope=0.2"``), own functions of one tensor, or lists with one of these
            for each hidden layer. The first is the baseline.
        workload: A name of the catalogue or a workload.
        data: Own arrays ``(X, y)`` of shapes (n, d) and (n,), instead of a workload.
        blocks: Number of blocks, at least 2; chosen by the time it takes where left out.
        workers: Number of processes; the number of cores where left out. Results do not depend on it.
        out: The run folder; ``runs/<hash>`` where left out.
        progress: Called with the numbers of finished and of all networks.
        options: Those of `make_plan`: split, hidden, epochs, learning_rate, seed, delta, alpha, pairs, engine.

    Raises:
        UsageError: The request cannot be understood; each case has its own subclass.
        CouldNotFinishError: The machine could not carry it out; what was finished is kept.

    >>> import tempfile
    >>> result = compare(["relu", "tanh"], blocks=2, epochs=2, workers=1, out=tempfile.mkdtemp())
    >>> result.frame()[["candidate", "block", "epochs"]].head(2)
      candidate  block  epochs
    0      relu      0       2
    1      relu      1       2
    """
    plan = make_plan(candidates, workload=_workload(workload, data), blocks=blocks, workers=workers, **options)
    folder = Path(out) if out is not None else default_folder(plan)
    return carry_out(plan, folder, workers=workers, progress=progress)


def _workload(workload: str | Workload, data: tuple[Any, Any] | None) -> Workload:
    if data is not None:
        if not isinstance(data, tuple | list) or len(data) != 2:
            raise DataError(_("`data` must be a pair (X, y) of inputs and labels."))
        return own_data(*data)
    return workload if isinstance(workload, Workload) else CATALOGUE[workload]


def make_plan(
    candidates: Sequence[CandidateLike],
    *,
    workload: Workload,
    split: Split | None = None,
    hidden: Sequence[int] | None = None,
    epochs: int | None = None,
    learning_rate: float | None = None,
    blocks: int | None = None,
    seed: int = 0,
    delta: float | None = None,
    alpha: float = 0.05,
    pairs: Literal["baseline", "all"] = "baseline",
    engine: str = "loop",
    own: dict[str, Activation] | None = None,
    workers: int | None = None,
    looked_in: Path = Path("runs"),
) -> Plan:
    """Write a comparison down before it runs.

    Args:
        candidates: As in `compare`.
        workload: On what.
        split: ``fresh``, ``block`` or ``exercise``; the workload's default where left out.
        hidden: Width of each hidden layer; as are epochs and learning_rate, the workload's where left out.
        epochs: Passes over the training part, full batch.
        learning_rate: Adam's, the same for all candidates.
        blocks: Number of blocks, at least 2; the most that take two minutes, of 200, 100, 50 and 30, where
            left out.
        seed: The root seed.
        delta: The smallest difference that matters, in the metric's unit.
        alpha: Error rate of the whole family of pairs.
        pairs: All against the first, or all pairs.
        engine: ``loop``, ``vmap``, or ``auto`` for the fastest that can run the plan.
        own: Own activations by name, which candidates may name.
        workers: Used for the estimate of time only.
        looked_in: The folder whose finished runs count as earlier looks at the same blocks.

    Raises:
        UsageError: An option lies outside its domain.
    """
    import torch

    from actlab.population.engines import choose

    _check_numbers(blocks=blocks, epochs=epochs, learning_rate=learning_rate, delta=delta, alpha=alpha, workers=workers)
    widths = workload.hidden if hidden is None else tuple(hidden) if isinstance(hidden, Sequence) else ()
    if not widths or any(width < 1 for width in widths):
        raise UsageError(_("--hidden needs a width of 1 or more for each layer, as 10 or 32,32."))
    if split is not None and split not in workload.splits:
        raise UsageError(
            _("{workload} has no split '{split}'; choose one of: {splits}.").format(
                workload=workload.name, split=split, splits=", ".join(workload.splits)
            )
        )
    settings: dict[str, Any] = {
        "workload": workload,
        "split": split or workload.splits[0],
        "candidates": read_candidates(candidates, len(widths), own),
        "hidden": widths,
        "recipe": replace(
            workload.recipe,
            epochs=epochs or workload.recipe.epochs,
            learning_rate=learning_rate or workload.recipe.learning_rate,
        ),
        "seed": seed,
        "delta": workload.metric.delta if delta is None else delta,
        "alpha": alpha,
        "family": pairs,
        "engine": "loop",
        "torch_version": torch.__version__,
    }
    plan = Plan(blocks=blocks or max(_BLOCKS_TO_TRY), **settings)
    chosen = choose(plan, engine)
    settings |= {
        "engine": chosen.engine.name,
        "blocks_a_chunk": chosen.engine.blocks_a_chunk,
        "passed_over": chosen.passed_over,
    }
    plan = replace(plan, **settings)
    if blocks is None:
        plan = Plan(blocks=_affordable_blocks(plan, workers), **settings)
    looks = _earlier_looks(plan, looked_in)
    return Plan(blocks=plan.blocks, earlier_looks=looks, **settings) if looks else plan


def _check_numbers(**numbers: float | None) -> None:
    least: dict[str, tuple[float, str]] = {
        "blocks": (2, _("2 or more")),
        "epochs": (1, _("1 or more")),
        "workers": (1, _("1 or more")),
        "delta": (0, _("0 or more")),
    }
    for name, value in numbers.items():
        if value is None:
            continue
        if name in least:
            bound, wanted = least[name]
            good = bound <= value < math.inf
        elif name == "alpha":
            good, wanted = 0 < value < 1, _("between 0 and 1")
        else:
            good, wanted = 0 < value < math.inf, _("above 0")
        if not good:
            raise UsageError(_("{name} must be {wanted}; got {value}.").format(name=name, wanted=wanted, value=value))
        if name in _COUNTS and value != int(value):
            raise UsageError(_("{name} must be a whole number; got {value}.").format(name=name, value=value))


def _affordable_blocks(plan: Plan, workers: int | None) -> int:
    seconds = estimate(plan, workers) / plan.blocks
    return next((n for n in _BLOCKS_TO_TRY if n * seconds <= _SECONDS_ALLOWED), min(_BLOCKS_TO_TRY))


def estimate(plan: Plan, workers: int | None = None) -> float:
    """Return about how many seconds the plan will take, by training a few epochs of each candidate."""
    from actlab.population.engines import ENGINES

    return ENGINES[plan.engine].estimate(plan) * plan.networks / _workers(workers)


def _workers(workers: int | None) -> int:
    return workers or len(os.sched_getaffinity(0))


def default_folder(plan: Plan) -> Path:
    """Return where a plan's run lies when no folder is named."""
    return Path("runs") / plan.hash[:8]


def _finished_run(folder: Path, plan: Plan) -> dict[str, Any] | None:
    """Return the plan of a finished run of fewer of the same blocks, or None, also where it cannot be read."""
    run = RunFolder(folder)
    try:
        if not (run.has("plan.json") and run.has("comparison.json")):
            return None
        held = run.read_json("plan.json")
    except (OSError, DamagedRecordError):
        return None
    return held if held.get("basis") == plan.basis and held["blocks"] < plan.blocks else None


def _earlier_run(plan: Plan, looked_in: Path) -> tuple[Path, dict[str, Any]] | None:
    found = [(folder, held) for folder in looked_in.glob("*") if (held := _finished_run(folder, plan))]
    return max(found, key=lambda pair: (pair[1]["blocks"], pair[1]["hash"]), default=None)


def _earlier_looks(plan: Plan, looked_in: Path) -> tuple[int, ...]:
    earlier = _earlier_run(plan, looked_in)
    return (*earlier[1]["earlier_looks"], earlier[1]["blocks"]) if earlier else ()


def carry_out(
    plan: Plan,
    folder: Path,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    looked_in: Path = Path("runs"),
) -> Comparison:
    """Train what the folder does not hold yet, judge, and write the comparison.

    Raises:
        RunFolderError: The folder holds another plan.
        CouldNotFinishError: The machine could not carry it out.
    """
    from actlab.population.execute import execute  # torch is loaded here: to open a finished run needs none

    run = RunFolder(folder)
    run.claim_for(plan.describe())
    earlier = _earlier_run(plan, looked_in)
    if earlier is not None:
        run.adopt(RunFolder(earlier[0]), (chunk.name for chunk in plan.chunks()))
    execute(plan, run, workers=_workers(workers), progress=progress)
    comparison = Comparison(run, plan.describe(), judge(run.read_chunks(plan.describe()["chunks"]), _question(plan)))
    with speaking("en"):
        kept = {key: value for key, value in comparison.to_dict().items() if key != "run"}
    run.write_json("comparison.json", kept | {"judgement": comparison.judgement.to_dict()})
    return comparison


def _question(plan: Plan) -> Question:
    sizes = plan.part_sizes()
    return Question(
        candidates=tuple(candidate.label for candidate in plan.candidates),
        family=plan.family,
        delta=plan.delta,
        alpha=plan.alpha,
        higher_is_better=plan.workload.metric.higher_is_better,
        item=100.0 / sizes[1],
        extended=bool(plan.earlier_looks),
        fixed_test=plan.split == "exercise",
        resplits=sizes if plan.split == "block" else None,
    )


def load(folder: str | Path) -> Comparison:
    """Open the run folder of a finished comparison; no torch is needed for it.

    Raises:
        RunFolderError: The folder is no finished run.
        DamagedRecordError: A file of it cannot be read back.

    >>> import tempfile
    >>> folder = tempfile.mkdtemp()
    >>> _ = compare(["relu", "tanh"], blocks=2, epochs=2, workers=1, out=folder)
    >>> load(folder).plan["blocks"]
    2
    """
    run = RunFolder(folder)
    plan, held = run.read_json("plan.json"), run.read_json("comparison.json")
    try:
        return Comparison(run, plan, Judgement.from_dict(held["judgement"]))
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedRecordError(
            _("{path} is damaged. Delete it and run the same command again.").format(path=run.path / "comparison.json")
        ) from error
