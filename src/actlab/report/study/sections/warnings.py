"""Failures and warnings of all runs; one that several share is said once."""

from __future__ import annotations

from actlab.i18n import N_, _
from actlab.report.blocks import Block, Prose
from actlab.report.run import sentences
from actlab.report.sections import SectionEntry
from actlab.report.study.material import StudyMaterial

__all__ = ["ENTRY"]


def blocks(study: StudyMaterial) -> list[Block]:
    """Return the failures of each run, then the warnings, each with the runs that it speaks of."""
    failed = [
        Prose(f"{each.name}: {line}")
        for each in study.judged
        if each.run.judgement
        for line in sentences.failures(each.run.plan, each.run.judgement)
    ]
    shared: dict[str, list[str]] = {}
    for each in study.judged:
        for found in each.run.warnings:
            shared.setdefault(f"{found.code}: {sentences.warning(found)}", []).append(each.name)
    warned = [Prose(f"{text} ({'; '.join(names)})", "warning") for text, names in shared.items()]
    return [*(failed or [Prose(_("No training failed."))]), *(warned or [Prose(_("There is nothing to warn of."))])]


ENTRY = SectionEntry(N_("Failures and warnings"), place=60, blocks=blocks)
