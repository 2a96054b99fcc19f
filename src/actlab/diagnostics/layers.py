"""The layers with weights that feed activations."""

from __future__ import annotations

import math
from collections.abc import Iterator

from torch import Tensor, nn

from actlab.diagnostics.evidence import ProbeEvidence, SiteEvidence
from actlab.diagnostics.flow import Step

__all__ = ["fed_sites", "normalised", "weight_scale"]

DEEP = 5
"""Hidden layers from which on an init that is off by a factor matters: its effect is multiplied at each layer."""


def fed_sites(evidence: ProbeEvidence) -> Iterator[tuple[SiteEvidence, Tensor]]:
    """Yield each elementwise site that a linear layer or convolution feeds directly, with the layer's weights."""
    for step in evidence.flow.activations:
        source = step.source()
        weight = None if source is None else _weight(evidence, source)
        site = evidence.site(step)
        if weight is not None and site is not None and site.statistics is not None:
            yield site, weight


def _weight(evidence: ProbeEvidence, step: Step) -> Tensor | None:
    if step.kind not in ("linear", "convolution"):
        return None
    module: nn.Module = evidence.model.get_submodule(step.path) if step.path else evidence.model
    weight = getattr(module, "weight", None)
    return weight if isinstance(weight, Tensor) and weight.dim() > 1 else None


def weight_scale(weight: Tensor) -> float:
    """Return the standard deviation of weights times the root of the fan in: 1 for LeCun's init, sqrt 2 for He's."""
    fan_in = weight[0].numel()
    return float(weight.detach().std(unbiased=False)) * math.sqrt(fan_in)


def normalised(evidence: ProbeEvidence) -> bool:
    """Return whether the model has normalisation layers, which undo the scale of an init."""
    return any(True for _step in evidence.flow.of_kind("norm"))
