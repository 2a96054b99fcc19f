"""Whether rows of networks can be what their plan asks for: a second look, behind the hashes."""

from __future__ import annotations

import pandas as pd

from actlab.records.plan_record import PlanRecord
from actlab.records.schema import FAILURES

__all__ = ["foreign"]

_SCORES = ("train_score", "validation_score", "test_score", "single_score", "chance_score")


def foreign(frame: pd.DataFrame, plan: PlanRecord) -> bool:
    """Return whether some row cannot be of a plan.

    Its candidate, regime, block or status is none of the plan's, its accuracy lies outside of 0 to 100, or two rows
    stand for one network.

    Args:
        frame: Rows of a run folder's chunks.
        plan: The plan that they are said to follow.
    """
    strange = (
        ~frame["candidate"].isin(plan.labels)
        | (frame["regime"] != plan.regime)
        | ~frame["block"].between(0, plan.blocks - 1)
        | ~frame["status"].isin(("ok", *FAILURES))
    )
    if plan.metric.higher_is_better:  # accuracy in percent
        for name in _SCORES:
            strange |= frame[name].notna() & ~frame[name].between(0, 100)
    return bool(strange.any()) or bool(frame.duplicated(["candidate", "block", "trial"]).any())
