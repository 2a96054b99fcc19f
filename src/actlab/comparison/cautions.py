"""What must be warned of that records cannot show: it follows from the training and its networks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd
from torch import nn

from actlab.comparison.normalizing import keeps_mean_and_variance
from actlab.comparison.own_cautions import of_own
from actlab.population.data import data_of
from actlab.population.dropout import StreamDropout
from actlab.population.networks import network
from actlab.population.streams import Streams
from actlab.population.training import Training
from actlab.population.tuning import end_reached
from actlab.statistics import CodedWarning

if TYPE_CHECKING:
    from actlab.comparison.plan import Plan

__all__ = ["of_looks", "of_training"]

DEEP = 5
"""From so many hidden layers on, torch's default init makes signals fade: by 1/6 of their variance a ReLU layer."""

FEW_STUDIES = 8
"""Tuning has to be repeated at least so often for its variance to be seen."""

_NORMS = (nn.modules.batchnorm._BatchNorm,)


def of_training(training: Training, rows: pd.DataFrame) -> Iterator[CodedWarning]:
    """Yield the warnings.

    Args:
        training: What was trained.
        rows: The chosen networks.
    """
    differ = len({candidate.layers for candidate in training.candidates}) > 1
    if differ and training.regime == "drop-in" and training.recipe.init == "torch" and len(training.hidden) >= DEEP:
        yield CodedWarning("W112", (), {"layers": len(training.hidden)})
    if training.tuning is not None:
        yield from _of_tuning(training, rows)
    yield from _of_networks(training)
    yield from of_own(training)


def of_looks(plan: Plan, is_kept: bool) -> Iterator[CodedWarning]:
    """Yield what the journal of looks says.

    Args:
        plan: What was carried out.
        is_kept: Whether its looks could be written down.
    """
    seeds = plan.question.earlier_seeds
    if seeds:
        yield CodedWarning("W107", (), {"seed": plan.training.seed, "place": len(seeds) + 1, "seeds": list(seeds)})
    if not is_kept:
        yield CodedWarning("W108", (), {})


def _of_tuning(training: Training, rows: pd.DataFrame) -> Iterator[CodedWarning]:
    assert training.tuning is not None
    studies = rows["block"].nunique()
    if studies < FEW_STUDIES:
        yield CodedWarning("W111", (), {"studies": studies, "needed": FEW_STUDIES})
    if end_reached(rows, training.tuning):
        low, high = 10.0**training.tuning.low, 10.0**training.tuning.high
        yield CodedWarning("W115", (), {"low": low, "high": high})


def _of_networks(training: Training) -> Iterator[CodedWarning]:
    streams = Streams(training.seed, block=0)
    data = data_of(training, 0)
    nets = {candidate.label: network(training, candidate, data, streams) for candidate in training.candidates}
    counts = {label: sum(p.numel() for p in net.parameters()) for label, net in nets.items()}
    if len(set(counts.values())) > 1:
        yield CodedWarning("W113", tuple(counts), {"counts": [f"{label} {n}" for label, n in counts.items()]})
    for candidate in training.candidates:
        spoilers = [type(module).__name__ for module in nets[candidate.label].modules() if _spoils(module)]
        if spoilers and any(keeps_mean_and_variance(choice.entry, dict(choice.values)) for choice in candidate.layers):
            named = spoilers[0].removeprefix("Stream")
            yield CodedWarning("W114", (candidate.label,), {"candidate": candidate.label, "layer": named})


def _spoils(module: nn.Module) -> bool:
    """Return whether a layer undoes what a self-normalizing activation relies on."""
    return isinstance(module, (*_NORMS, StreamDropout))
