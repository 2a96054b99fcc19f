"""A diagnosis in words, as plain values and as SARIF."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from actlab.i18n import _

if TYPE_CHECKING:
    from actlab.diagnostics.run import Diagnosis, DiagnosticOutcome

__all__ = ["lines", "plain", "sarif"]

_SHOWN = 8
"""Places of one finding that are listed; the others are counted."""


def lines(diagnosis: Diagnosis) -> list[str]:
    """Return the findings, issues first, and the count of outcomes."""
    found = sorted((each for each in diagnosis.outcomes if each.findings), key=lambda each: each.status != "issue")
    said = [line for each in found for line in _of(each)]
    if not found:
        said.append(_("Nothing was found."))
    if diagnosis.evidence.stopped:
        said.append(
            _("Stopped after {n} batches: {error}").format(
                n=diagnosis.evidence.batches, error=diagnosis.evidence.stopped
            )
        )
    counts = Counter(each.status for each in diagnosis.outcomes)
    return [*said, ", ".join(f"{n} {_status(status)}" for status, n in counts.items())]


def _of(outcome: DiagnosticOutcome) -> list[str]:
    diagnostic = outcome.diagnostic
    head = f"{diagnostic.code} {_status(outcome.status)}: {diagnostic.title}"
    places = [f"  {finding.where}: {finding.said}" for finding in outcome.findings[:_SHOWN]]
    if len(outcome.findings) > _SHOWN:
        places.append("  " + _("and {n} more").format(n=len(outcome.findings) - _SHOWN))
    return [head, *places, "  -> " + str(diagnostic.remedy)]


def _status(status: str) -> str:
    return {
        "issue": _("issue"),
        "tip": _("tip"),
        "passed": _("passed"),
        "not applicable": _("not applicable"),
        "skipped": _("skipped"),
        "ignored": _("ignored"),
    }[status]


def plain(diagnosis: Diagnosis) -> dict[str, Any]:
    """Return the outcomes as plain values."""
    return {
        "ok": diagnosis.ok,
        "batches": diagnosis.evidence.batches,
        "stopped": diagnosis.evidence.stopped,
        "outcomes": [
            {
                "code": each.diagnostic.code,
                "status": each.status,
                "title": str(each.diagnostic.title),
                "reason": each.reason,
                "findings": [
                    {"where": found.where, "text": str(found.said), **found.numbers} for found in each.findings
                ],
                "why": str(each.diagnostic.why),
                "remedy": str(each.diagnostic.remedy),
            }
            for each in diagnosis.outcomes
        ],
    }


def sarif(diagnosis: Diagnosis) -> dict[str, Any]:
    """Return the findings as one SARIF run."""
    rules = [
        {
            "id": each.diagnostic.code,
            "shortDescription": {"text": str(each.diagnostic.title)},
            "fullDescription": {"text": str(each.diagnostic.why)},
            "help": {"text": str(each.diagnostic.remedy)},
        }
        for each in diagnosis.outcomes
    ]
    results = [
        {
            "ruleId": each.diagnostic.code,
            "level": "error" if each.status == "issue" else "note",
            "message": {"text": f"{found.where}: {found.said}"},
            "locations": [{"logicalLocations": [{"fullyQualifiedName": found.where}]}],
        }
        for each in diagnosis.outcomes
        for found in each.findings
    ]
    return {
        "version": "2.1.0",
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "runs": [{"tool": {"driver": {"name": "actlab", "rules": rules}}, "results": results}],
    }
