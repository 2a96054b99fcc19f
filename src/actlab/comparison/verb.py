"""The public functions: plan a comparison or a study, or plan and run it at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Unpack

from actlab._shared.progress import bar_where_seen
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
def plan(*candidates: CandidateLike | Sequence[CandidateLike], **options: Unpack[Options]) -> Plan:
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
    (found,) = planned(Request.of_one(_listed(candidates), options))
    return found


@documented(Options)
def compare(*candidates: CandidateLike | Sequence[CandidateLike], **options: Unpack[Options]) -> Comparison:
    """Compare activations on a workload and judge the difference.

    Args:
        candidates: Two or more: names (``"relu"``), names with parameters
            (``"leaky_relu:negative_slope=0.2"``), own functions, classes and modules, or lists with one of these
            for each hidden layer; one after the other, or as one list. The first is the baseline.
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
    with bar_where_seen() as progress:
        shown: dict[str, Any] = {"progress": progress, **selected(RunOptions, options)}
        return plan(*candidates, **options).run(**shown)


@documented(StudyOptions)
def plan_study(*candidates: CandidateLike | Sequence[CandidateLike], **options: Unpack[StudyOptions]) -> StudyPlan:
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
    return StudyPlan(planned(Request.of_several(_listed(candidates), options)))


@documented(StudyOptions)
def study(*candidates: CandidateLike | Sequence[CandidateLike], **options: Unpack[StudyOptions]) -> Study:
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
    with bar_where_seen() as progress:
        shown: dict[str, Any] = {"progress": progress, **selected(RunOptions, options)}
        return plan_study(*candidates, **options).run(**shown)


def _listed(given: tuple[Any, ...]) -> Any:
    """Return the candidates, which may be given one after the other or as one list."""
    return given[0] if len(given) == 1 and not isinstance(given[0], str) else list(given)
