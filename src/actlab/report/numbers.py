"""How the metric's numbers are written: with as many decimals as the smallest difference that matters calls for."""

from __future__ import annotations

import math
from collections.abc import Callable

from actlab.i18n import _
from actlab.records import PlanRecord
from actlab.statistics import Interval

__all__ = ["digits", "ends", "signed", "unsigned"]

_LEAST = 2


def digits(plan: PlanRecord) -> int:
    """Return the decimals that show a tenth of delta: 2 at least.

    >>> from types import SimpleNamespace as Plan
    >>> digits(Plan(delta=0.5)), digits(Plan(delta=0.01)), digits(Plan(delta=0))
    (2, 3, 2)
    """
    delta = plan.delta
    return _LEAST if delta <= 0 else max(_LEAST, 1 + math.ceil(-math.log10(delta)))


def signed(plan: PlanRecord, value: float | None) -> str:
    """Return a difference in the metric's unit; what is unknown is said in a word.

    >>> from types import SimpleNamespace as Plan
    >>> signed(Plan(delta=0.01), 0.0241)
    '+0.024'
    """
    return _("unknown") if value is None else f"{value:+.{digits(plan)}f}"


def unsigned(plan: PlanRecord, value: float | None) -> str:
    """Return a score or a deviation in the metric's unit; nothing where there is none."""
    return "" if value is None else f"{value:.{digits(plan)}f}"


def ends(plan: PlanRecord, interval: Interval, write: Callable[..., str] = signed) -> str:
    """Return an interval as ``[low, high]``, or that there is none yet; of a difference, where ends have signs.

    >>> from types import SimpleNamespace as Plan
    >>> [ends(Plan(delta=0.5), Interval(*pair)) for pair in ((-0.25, 1.0), (-math.inf, math.inf))]
    ['[-0.25, +1.00]', '[no interval yet]']
    """
    if not any(map(math.isfinite, interval)):
        return _("[no interval yet]")
    return f"[{write(plan, interval.low)}, {write(plan, interval.high)}]"
