"""What a loss takes: the activation call that made its input, if one did."""

from __future__ import annotations

from collections.abc import Iterator

from actlab.diagnostics.evidence import ProbeEvidence
from actlab.diagnostics.flow import ActivationStep, Step

__all__ = ["into_loss"]


def into_loss(evidence: ProbeEvidence, *losses: str) -> Iterator[tuple[Step, ActivationStep]]:
    """Yield (loss call, activation call) for each loss of these names whose input an activation made."""
    for step in evidence.flow.of_kind("loss"):
        source = step.source()
        if step.name in losses and isinstance(source, ActivationStep):
            yield step, source
