"""The public functions: plan a comparison or a study, or plan and run it at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from actlab.comparison.option import documented, selected
from actlab.comparison.options import Options, RunOptions, StudyOptions
from actlab.comparison.plan import Plan
from actlab.comparison.planning import planned
from actlab.comparison.request import Request
from actlab.comparison.study_plan import StudyPlan

if TYPE_CHECKING:
    from actlab.comparison.comparison import Comparison
    from actlab.comparison.study import Study
    from actlab.population.candidates import CandidateLike

__all__ = ["compare", "plan", "plan_study", "study"]


@documented(Options)
def plan(candidates: Sequence[CandidateLike], **options: Unpack[Options]) -> Plan:
    """Write a comparison down before it runs: what is trained, and what is asked of the records.

    Args:
        candidates: As in `compare`.
        {options}

    Raises:
        UsageError: The request cannot be understood; each case has its own subclass.
        CouldNotFinishError: The machine could not carry out the pilot that a tuned plan needs.

    >>> print(plan(["relu", "tanh"], blocks=20, engine="loop").networks)
    40
    """
    (found,) = planned(Request.of_one(candidates, options))
    return found


@documented(Options)
def compare(candidates: Sequence[CandidateLike], **options: Unpack[Options]) -> Comparison:
    """Compare activations on a workload and judge the difference.

    Args:
        candidates: Two or more: names (``"relu"``), names with parameters
            (``"leaky_relu:negative_slope=0.2"``), own functions of one tensor, or lists with one of these
            for each hidden layer. The first is the baseline.
        {options}

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
    return plan(candidates, **options).run(**selected(RunOptions, options))


@documented(StudyOptions)
def plan_study(candidates: Sequence[CandidateLike], **options: Unpack[StudyOptions]) -> StudyPlan:
    """Write a study down before it runs: a plan for each workload and regime, with as many blocks for all.

    Args:
        candidates: As in `compare`.
        {options}

    Raises:
        UsageError: The request cannot be understood; each case has its own subclass.
        CouldNotFinishError: The machine could not carry out the pilot that a tuned plan needs.

    >>> plan_study(["relu", "tanh"], regimes=["drop-in"], blocks=2, engine="loop")
    <StudyPlan: 1 comparisons, 4 networks>
    """
    return StudyPlan(planned(Request.of_several(candidates, options)))


@documented(StudyOptions)
def study(candidates: Sequence[CandidateLike], **options: Unpack[StudyOptions]) -> Study:
    """Compare activations on several workloads, or in several regimes, and put the verdicts together.

    Args:
        candidates: As in `compare`.
        {options}

    Raises:
        UsageError: The request cannot be understood; each case has its own subclass.
        CouldNotFinishError: The machine could not carry it out; what was finished is kept.

    >>> import tempfile
    >>> found = study(["relu", "tanh"], workloads=["moons", "wine"], regimes=("drop-in",), blocks=2, epochs=2,
    ...               workers=1, out=tempfile.mkdtemp())
    >>> found.across["drop-in"].workloads
    ('moons', 'wine')
    """
    return plan_study(candidates, **options).run(**selected(RunOptions, options))
