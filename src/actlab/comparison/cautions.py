"""What must be warned of that records cannot show: it follows from the plan and its networks."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from torch import nn

from actlab.comparison.normalizing import keeps_mean_and_variance
from actlab.population.data import draw
from actlab.population.dropout import StreamDropout
from actlab.population.networks import network
from actlab.population.pilot import end_reached
from actlab.population.plan import Plan
from actlab.population.streams import Streams
from actlab.statistics import CodedWarning

__all__ = ["of_plan"]

DEEP = 5
"""From so many hidden layers on, torch's default init makes signals fade: by 1/6 of their variance a ReLU layer."""

FEW_STUDIES = 8
"""Tuning has to be repeated at least so often for its variance to be seen."""

_NORMS = (nn.modules.batchnorm._BatchNorm,)


def of_plan(plan: Plan, rows: pd.DataFrame) -> Iterator[CodedWarning]:
    """Yield the warnings.

    Args:
        plan: What was carried out.
        rows: The chosen networks.
    """
    differ = len({candidate.layers for candidate in plan.candidates}) > 1
    if differ and plan.tuning is None:
        yield CodedWarning("W110", (), {"rate": plan.recipe.learning_rate})
    if differ and plan.regime == "drop-in" and plan.recipe.init == "torch" and len(plan.hidden) >= DEEP:
        yield CodedWarning("W112", (), {"layers": len(plan.hidden)})
    if plan.tuning is not None:
        yield from _of_tuning(plan, rows)
    yield from _of_networks(plan)


def _of_tuning(plan: Plan, rows: pd.DataFrame) -> Iterator[CodedWarning]:
    assert plan.tuning is not None
    studies = rows["block"].nunique()
    if studies < FEW_STUDIES:
        yield CodedWarning("W111", (), {"studies": studies, "needed": FEW_STUDIES})
    if end_reached(rows, plan.tuning):
        low, high = 10.0**plan.tuning.low, 10.0**plan.tuning.high
        yield CodedWarning("W115", (), {"low": low, "high": high})


def _of_networks(plan: Plan) -> Iterator[CodedWarning]:
    streams = Streams(plan.seed, block=0)
    data = draw(plan, streams)
    nets = {candidate.label: network(plan, candidate, data, streams) for candidate in plan.candidates}
    counts = {label: sum(p.numel() for p in net.parameters()) for label, net in nets.items()}
    if len(set(counts.values())) > 1:
        yield CodedWarning("W113", tuple(counts), {"counts": [f"{label} {n}" for label, n in counts.items()]})
    for candidate in plan.candidates:
        spoilers = [type(module).__name__ for module in nets[candidate.label].modules() if _spoils(module)]
        if spoilers and any(keeps_mean_and_variance(choice.entry, dict(choice.values)) for choice in candidate.layers):
            named = spoilers[0].removeprefix("Stream")
            yield CodedWarning("W114", (candidate.label,), {"candidate": candidate.label, "layer": named})


def _spoils(module: nn.Module) -> bool:
    """Return whether a layer undoes what a self-normalizing activation relies on."""
    return isinstance(module, (*_NORMS, StreamDropout))
