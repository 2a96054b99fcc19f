"""What must be warned of a user's own activations and network."""

from __future__ import annotations

import math
from collections.abc import Iterator

from actlab.population.training import Training
from actlab.statistics import CodedWarning
from actlab.workloads import RANGES, OwnModel

__all__ = ["of_own"]


def of_own(training: Training) -> Iterator[CodedWarning]:
    """Yield the warnings of what is the user's own in a training."""
    for label, entry in {c.label: choice.entry for c in training.candidates for choice in c.layers}.items():
        if entry.doubts:
            yield CodedWarning("W123", (label,), {"candidate": label, "doubts": ", ".join(entry.doubts)})
        if entry.fails_at:
            yield CodedWarning("W124", (label,), {"candidate": label, "x": entry.fails_at[0]})
    network = training.workload.network
    if isinstance(network, OwnModel):
        yield from _of_model(training, network)


def _of_model(training: Training, network: OwnModel) -> Iterator[CodedWarning]:
    if network.doubts:
        name = getattr(network.own.thing, "__name__", "model")
        yield CodedWarning("W123", (), {"candidate": name, "doubts": ", ".join(network.doubts)})
    if not network.end:
        return
    low, high = RANGES[network.end]
    if training.recipe.loss == "cross_entropy" and math.isfinite(high):
        classes = training.workload.parts(training.split, 0, 0).classes
        floor = math.log1p((classes - 1) * math.exp(low - high))
        yield CodedWarning("W121", (), {"end": network.end, "floor": floor})
    if network.unreached:
        yield CodedWarning(
            "W122", (), {"end": network.end, "low": low, "high": high, "percent": 100 * network.unreached}
        )
