"""What the user brings into the page: functions from Python, and a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from actlab.activations import Activation
from actlab.activations.module import module_class
from actlab.errors import DataError, UsageError
from actlab.i18n import _
from actlab.playground.sliders import Movable
from actlab.pointwise import NotPointwiseError, print_javascript
from actlab.population.engines.fused.functions import graph_of
from actlab.workloads import Workload

__all__ = ["OwnTable", "own_function", "own_table"]

_MOST_NUMBERS = 200_000
"""Numbers of a table that still leave a page which opens quickly."""


def own_function(entry: Activation) -> Movable:
    """Return an activation of the user's as the page's own JavaScript.

    Learned parameters stay at their start values: the page does not train them.

    Raises:
        UsageError: It mixes units, draws random numbers, or uses an operation that cannot be printed.

    >>> import torch
    >>> from actlab.activations.own import own_activation
    >>> own_function(own_activation(torch.tanh)).code
    '(x, p) => { const v0 = x, v1 = Math.tanh(v0), v2 = 1, v3 = v1 * v1, v4 = v2 - v3; return [v1, v4]; }'
    """
    try:
        if entry.kind != "elementwise":
            raise NotPointwiseError(_("{name} mixes units").format(name=entry.name))
        module = module_class(entry)(plain=True)
        graph = graph_of(module)
    except NotPointwiseError as error:
        raise UsageError(
            _(
                "{name} cannot run in a page: {reason}. The page takes functions of one number; "
                "`actlab compare` takes this one too."
            ).format(name=entry.name, reason=error)
        ) from error
    starts = [float(each.detach()) for each in module.parameters()]
    fixed = tuple({"name": f"p{i}", "start": value, "low": value, "high": value} for i, value in enumerate(starts))
    return Movable(print_javascript(graph), fixed)


@dataclass(frozen=True)
class OwnTable:
    """A table as the page holds it.

    Args:
        name: What it is, in the language now spoken.
        x: Inputs row by row.
        y: Classes as whole numbers, or numbers to predict.
        features: Columns of x.
        classes: How many classes there are; 0 for a regression.
        regression: Whether numbers are predicted.
    """

    name: str
    x: list[float]
    y: list[float]
    features: int
    classes: int
    regression: bool


def own_table(workload: Workload) -> OwnTable:
    """Return a table of the user's for the page, which splits and scales it anew for each pair, as `compare` does.

    Raises:
        DataError: It is not a table of numbers with one target, or it is too large for a page.

    >>> from actlab.workloads import read_data
    >>> own_table(read_data(X=[[0.0], [1.0]] * 20, y=[0, 1] * 20)).classes
    2
    """
    x, y = workload.sample(0)
    _check(workload, x, y)
    regression = workload.task != "classification"
    return OwnTable(
        name=str(workload.title),
        x=np.asarray(x, dtype=np.float64).ravel().tolist(),
        y=np.asarray(y, dtype=np.float64).ravel().tolist(),
        features=x.shape[1],
        classes=0 if regression else int(y.max()) + 1,
        regression=regression,
    )


def _check(workload: Workload, x: Any, y: Any) -> None:
    if workload.prepare is not None:
        raise DataError(
            _(
                "The page takes columns of numbers without gaps, and this table has columns to encode or gaps to "
                "fill; drop them with --drop, or use `actlab compare` with the same options."
            )
        )
    if x.ndim != 2 or (y.ndim > 1 and y.shape[1] != 1) or workload.scaling != "features":
        raise DataError(_("The page takes a table of numbers with one column to predict; `actlab compare` takes more."))
    if workload.held_out or workload.ordered or workload.groups is not None:
        raise DataError(
            _(
                "The page draws the test part at random in each pair; for groups, times or a test file use "
                "`actlab compare`."
            )
        )
    if x.size > _MOST_NUMBERS:
        raise DataError(
            _("The table has {given:,} numbers, and a page holds at most {most:,}; use `actlab compare`.").format(
                given=x.size, most=_MOST_NUMBERS
            )
        )
