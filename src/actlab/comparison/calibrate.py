"""Compare an activation with itself, many times over: how often do the verdicts err on this very set-up?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import pandas as pd
from scipy.special import bdtrc

from actlab._shared.cores import cores
from actlab._shared.plain import plain
from actlab._shared.spelling import option
from actlab.comparison.execution import question, set_aside
from actlab.comparison.option import documented, read, selected
from actlab.comparison.options import CalibrateOptions, Options
from actlab.comparison.planning import planned
from actlab.comparison.request import Request
from actlab.errors import CandidateError
from actlab.i18n import _
from actlab.records import RunFolder, chosen
from actlab.statistics import JudgedQuestion, judge
from actlab.statistics.rates import clopper_pearson

if TYPE_CHECKING:
    from actlab.comparison.plan import Plan
    from actlab.population.candidates import CandidateLike
    from actlab.population.training import Training

__all__ = ["SCHEMA", "Calibration", "calibrate"]

SCHEMA = "actlab.calibration/1"
FILE = "calibration.json"
BLOCKS = 30
_LEVEL_OUTSIDE = 0.05
_ALARM, _DOUBT = 0.001, 0.05
"""Probabilities of so many errors: below the first something is wrong; at one in twenty it need not be."""


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """How often comparisons of a candidate with itself named a better one.

    Args:
        candidate: Its label.
        workload: What it was trained on.
        comparisons: How many comparisons were judged.
        blocks: The blocks of each.
        rule: The rule of the intervals.
        alpha: The share that may err.
        wrong: How many intervals excluded 0.
        low: Lower end of the 95 % interval of the share that errs (Clopper and Pearson).
        high: Its upper end.
        delta: The smallest difference that matters.
        unit: The unit of delta.
        verdicts: How many comparisons got each verdict with that delta.
        failures: How many networks failed.
        run: The folder of the networks.
    """

    candidate: str
    workload: str
    comparisons: int
    blocks: int
    rule: str
    alpha: float
    wrong: int
    low: float
    high: float
    delta: float
    unit: str
    verdicts: Mapping[str, int]
    failures: int
    run: str

    @property
    def share(self) -> float:
        """The share of comparisons whose interval excluded 0."""
        return self.wrong / self.comparisons

    @property
    def chance(self) -> float:
        """The probability of so many errors or more where each comparison errs with probability alpha."""
        return float(bdtrc(self.wrong - 1, self.comparisons, self.alpha)) if self.wrong else 1.0

    def verdict(self) -> str:
        """Return what was found in sentences."""
        told = _(
            "Of {n} comparisons of {candidate} with itself on {workload} ({blocks} blocks each, initial weights and "
            "order of the batches drawn anew), {wrong} named a better one: {share:.1f} % [{low:.1f}, {high:.1f}], "
            "where alpha allows {alpha:g} %."
        ).format(
            n=self.comparisons,
            candidate=self.candidate,
            workload=self.workload,
            blocks=self.blocks,
            wrong=self.wrong,
            share=100 * self.share,
            low=100 * self.low,
            high=100 * self.high,
            alpha=100 * self.alpha,
        )
        lines = [told, self._meaning(), self._at_delta()]
        if self.failures:
            failed = _("{failures} of {networks} networks failed, and are given the score of a constant prediction.")
            lines.append(failed.format(failures=self.failures, networks=2 * self.blocks * self.comparisons))
        return "\n".join(lines)

    def _meaning(self) -> str:
        if self.chance < _ALARM:
            meaning = _("That is too many: do not trust {n} blocks here. Use more blocks, or {exact}.")
        elif self.chance < _DOUBT:
            meaning = _(
                "So many or more come up in {chance:.1f} % of such series where verdicts err as they may: "
                "repeat it with more comparisons or another seed."
            )
        elif self.high > 2 * self.alpha:
            meaning = _("That agrees with alpha, but {m} comparisons could not tell twice alpha; ask for more.")
        else:
            meaning = _("The verdicts err no more often here than they may.")
        return meaning.format(chance=100 * self.chance, n=self.blocks, m=self.comparisons, exact=option("exact"))

    def _at_delta(self) -> str:
        named = sum(count for name, count in self.verdicts.items() if name.startswith(("better", "worse")))
        return _(
            "With a smallest difference that matters of {delta:g} {unit}: {equal} practically equal, {undecided} "
            "undecided, {named} better or worse."
        ).format(
            delta=self.delta,
            unit=self.unit,
            equal=self.verdicts.get("practically_equal", 0) + self.verdicts.get("identical", 0),
            undecided=self.verdicts.get("undecided", 0),
            named=named,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the calibration as plain values, the object that ``actlab calibrate --json`` prints."""
        return {"schema": SCHEMA, **plain(self), "share": self.share, "chance": self.chance}

    def __repr__(self) -> str:
        return self.verdict()


@documented(CalibrateOptions)
def calibrate(candidate: CandidateLike, **options: Unpack[CalibrateOptions]) -> Calibration:
    """Compare a candidate with itself on your own set-up, and count how often a verdict names a better one.

    Both arms of a comparison share its data and splits; initial weights, order of the batches and trials are drawn
    anew for the second. So there is no difference, and every interval that excludes 0 is an error. Comparisons share
    no block.

    Args:
        candidate: As in `actlab.compare`.
        {options}

    Raises:
        UsageError: The request cannot be understood; each case has its own subclass.
        CouldNotFinishError: The machine could not carry it out; what was finished is kept.

    >>> import tempfile
    >>> found = calibrate("relu", comparisons=10, blocks=3, epochs=2, workers=1, out=tempfile.mkdtemp())
    >>> (found.comparisons, found.blocks, found.alpha)
    (10, 3, 0.05)
    """
    asked = read(CalibrateOptions, options)
    blocks, comparisons = asked["blocks"] or BLOCKS, asked["comparisons"]
    plan = _plan(candidate, {**selected(Options, options), "blocks": blocks * comparisons})
    run = RunFolder(asked["out"] or Path("runs") / "calibrations" / plan.training.digest[:8])
    rows = _trained(plan.training, blocks * comparisons, run, asked)
    judged = replace(question(plan), extended=False)
    found = [_judged(rows, range(i * blocks, (i + 1) * blocks), judged) for i in range(comparisons)]
    wrong = sum(excluded for excluded, _verdict in found)
    low, high = clopper_pearson(wrong, comparisons, _LEVEL_OUTSIDE)
    calibration = Calibration(
        candidate=plan.training.candidates[0].label,
        workload=plan.training.workload.name,
        comparisons=comparisons,
        blocks=blocks,
        rule=judged.rule,
        alpha=judged.alpha,
        wrong=wrong,
        low=low,
        high=high,
        delta=judged.delta,
        unit=str(plan.training.workload.metric.unit),
        verdicts=dict(sorted(Counter(verdict for _excluded, verdict in found).items())),
        failures=int((rows["status"] != "ok").sum()),
        run=str(run.path),
    )
    run.write(FILE, calibration)
    return calibration


def _plan(candidate: CandidateLike, options: Mapping[str, Any]) -> Plan:
    """Return the plan of a candidate against itself, the second with streams of its own.

    Raises:
        CandidateError: More than one candidate was given.
    """
    (plan,) = planned(Request.of_one([candidate, candidate], options))
    first, second, *others = plan.training.candidates
    if others:
        raise CandidateError(
            _("One candidate is compared with itself; got {names} too.").format(
                names=", ".join(each.label for each in others)
            )
        )
    return replace(plan, training=replace(plan.training, candidates=(first, replace(second, arm=1))))


def _trained(training: Training, blocks: int, run: RunFolder, options: Mapping[str, Any]) -> pd.DataFrame:
    from actlab.population.execute import execute

    run.claim("chunks", FILE)
    chunks = list(training.chunks([blocks]))
    set_aside(run, (chunk.name for chunk in chunks))
    how = {"workers": cores(options["workers"]), "progress": options["progress"], "executor": options["executor"]}
    execute(training, chunks, run, **how)
    return chosen(run.read_chunks([chunk.name for chunk in chunks]))


def _judged(rows: pd.DataFrame, blocks: range, asked: JudgedQuestion) -> tuple[bool, str]:
    """Return whether the interval of one comparison excludes 0, and its verdict."""
    (pair,) = judge(rows[rows["block"].between(blocks.start, blocks.stop - 1)], asked).pairs
    return not pair.interval.low <= 0 <= pair.interval.high, str(pair.verdict)
