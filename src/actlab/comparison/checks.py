"""What a request may not ask for, and the sentence that says so."""

from __future__ import annotations

import math
from collections.abc import Sequence

from actlab.errors import CandidateError, UsageError
from actlab.i18n import _
from actlab.population.candidates import Candidate
from actlab.workloads import Split, Workload

__all__ = ["check_fits", "check_looks", "check_numbers", "check_split", "read_widths"]

_COUNTS = ("blocks", "epochs", "workers", "max_blocks", "first_look")
_LEAST_FIRST_LOOK = 6


def check_numbers(**numbers: float | None) -> None:
    """Refuse numbers outside their domains; None stands for what was left out.

    Raises:
        UsageError: A number lies outside its domain.
    """
    least: dict[str, tuple[float, str]] = {
        "blocks": (2, _("2 or more")),
        "max_blocks": (2, _("2 or more")),
        "first_look": (_LEAST_FIRST_LOOK, _("6 or more")),
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


def check_looks(blocks: int | None, until: str | None, max_blocks: int | None, first_look: int | None) -> None:
    """Refuse a number of blocks that is fixed and open at once.

    Raises:
        UsageError: The options contradict one another.
    """
    if until and blocks:
        raise UsageError(_("--blocks fixes the number of blocks; with --until decided, name --max-blocks instead."))
    if not until and (max_blocks or first_look):
        raise UsageError(_("--max-blocks and --first-look belong to --until decided; add it, or name --blocks."))


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
    """Return the width of each hidden layer, the workload's where left out.

    Raises:
        UsageError: There is none, or one below 1, or the network is the user's own.
    """
    if hidden is not None and workload.network.fixed:
        raise UsageError(_("--hidden has no effect on a model of your own; set the widths in its code."))
    widths = workload.hidden if hidden is None else tuple(hidden) if isinstance(hidden, Sequence) else ()
    if not widths or any(width < 1 for width in widths):
        raise UsageError(_("--hidden needs a width of 1 or more for each layer, as 10 or 32,32."))
    return widths


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
                        "leave the candidate out, or --model."
                    ).format(name=choice.entry.name, left=left, width=width)
                )
