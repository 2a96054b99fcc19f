"""A diagnosis as a record, which pages are made from."""

from __future__ import annotations

from actlab.diagnostics.run import Diagnosis
from actlab.diagnostics.slopes import regions
from actlab.records.diagnosis import DiagnosisRecord, OutcomeRecord, PlaceRecord, SiteRecord

__all__ = ["recorded"]


def recorded(diagnosis: Diagnosis, model: str) -> DiagnosisRecord:
    """Return the record of a diagnosis.

    Args:
        diagnosis: The diagnosis.
        model: The model's name, for the page.
    """
    seen = diagnosis.evidence
    return DiagnosisRecord(
        model=model,
        batches=seen.batches,
        stopped=seen.stopped,
        sites=tuple(
            SiteRecord(
                site.label,
                site.meaning.label,
                site.statistics.samples,
                tuple(site.statistics.passing.tolist()),
                tuple(site.statistics.strong.tolist()),
                site.statistics.rms,
                bool((slope := regions(site.meaning)) and slope.can_die),
            )
            for site in seen.sites
            if site.statistics is not None and regions(site.meaning) is not None
        ),
        gradients=seen.gradients,
        outcomes=tuple(
            OutcomeRecord(
                each.diagnostic.code,
                each.status,
                each.diagnostic.title,
                each.diagnostic.detects,
                each.diagnostic.why,
                each.diagnostic.remedy,
                each.reason,
                tuple(PlaceRecord(found.where, found.said) for found in each.findings),
            )
            for each in diagnosis.outcomes
        ),
    )
