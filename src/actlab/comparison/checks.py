"""Validation of what a request names against the workload that it is asked of."""

from __future__ import annotations

from collections.abc import Sequence

from actlab._shared.spelling import option
from actlab.errors import CandidateError, UsageError
from actlab.i18n import _
from actlab.population.candidates import Candidate
from actlab.workloads import Split, Workload

__all__ = ["check_bounds", "check_fits", "check_split", "read_widths"]


def check_bounds(workload: Workload, *, exact: bool) -> None:
    """Refuse the exact sequence where scores have no bounds.

    Raises:
        UsageError: It is asked for, and the workload is scored by a loss.
    """
    if exact and not workload.metric.higher_is_better:
        raise UsageError(
            _("{exact} needs scores with bounds, such as an accuracy; {workload} is scored by a loss.").format(
                exact=option("exact"), workload=workload.name
            )
        )


def check_split(workload: Workload, split: Split | None) -> None:
    """Refuse a split that the workload does not have.

    Raises:
        UsageError: It has others.
    """
    if split is not None and split not in workload.splits:
        raise UsageError(
            _("{workload} has no split '{split}'; choose one of: {splits}.").format(
                workload=workload.name, split=split, splits=", ".join(workload.splits)
            )
        )


def read_widths(workload: Workload, hidden: Sequence[int] | None) -> tuple[int, ...]:
    """Return the width of each hidden layer, by default the workload's.

    Raises:
        UsageError: There is none, or the network is the user's own.
    """
    if hidden is not None and workload.network.fixed:
        raise UsageError(
            _("{hidden} has no effect on a model of your own; set the widths in its code.").format(
                hidden=option("hidden")
            )
        )
    return workload.hidden if hidden is None else tuple(hidden)


def check_fits(workload: Workload, candidates: Sequence[Candidate], widths: Sequence[int]) -> None:
    """Refuse activations that leave another number of units than a model of the user's own goes on with.

    Raises:
        CandidateError: One does.
    """
    if not workload.network.fixed:
        return
    for candidate in candidates:
        for choice, width in zip(candidate.layers, widths, strict=True):
            left = choice.entry.out_features(width)
            if left != width:
                raise CandidateError(
                    _(
                        "{name} leaves {left} units of {width}, and a model of your own goes on with {width}; "
                        "omit the candidate, or {model}."
                    ).format(name=choice.entry.name, left=left, width=width, model=option("model"))
                )
