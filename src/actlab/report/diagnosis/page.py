"""Write the page of a diagnosis: the answer first, then the findings, the units, the way of the signal."""

from __future__ import annotations

from pathlib import Path

from actlab.i18n import LANGUAGES, Text, _, current_language, ngettext, speaking
from actlab.records import RunFolder
from actlab.records.diagnosis import DiagnosisRecord, OutcomeRecord, read
from actlab.report.blocks import Block, Column, Prose, Section, Table
from actlab.report.diagnosis.figures import depth, units
from actlab.report.formats import html

__all__ = ["PAGE", "sections", "write_page"]

PAGE = "diagnosis.html"
"""The page's file."""


def write_page(folder: Path) -> Path:
    """Write the page of the diagnosis in a folder, in both languages, and return its path.

    Raises:
        DamagedRecordError: The folder holds no diagnosis that can be read.
        StorageError: The page cannot be written.
    """
    record = read(folder)
    said = {}
    for language in LANGUAGES:
        with speaking(language):
            said[language] = sections(record)
    heading = Text(en=f"Diagnosis of {record.model}", es=f"Diagnóstico de {record.model}")
    RunFolder(folder).write_text(PAGE, html.page(said["en"], said["es"], heading, current_language()))
    return folder / PAGE


def sections(record: DiagnosisRecord) -> tuple[Section, ...]:
    """Return what the page says, in the language now spoken."""
    found = [each for each in record.outcomes if each.places]
    found.sort(key=lambda each: each.status != "issue")
    drawn: list[Block] = [units(record)] if record.sites else []
    if len(record.sites) > 1:
        drawn.append(depth(record))
    return (
        Section("answer", _("Answer"), tuple(_answer(record, found))),
        Section("findings", _("Findings"), tuple(block for each in found for block in _finding(each))),
        Section("units", _("Units and layers"), tuple(drawn)),
        Section("asked", _("What was asked"), (_asked(record),)),
    )


def _answer(record: DiagnosisRecord, found: list[OutcomeRecord]) -> list[Block]:
    issues = [each for each in found if each.status == "issue"]
    if issues:
        names = "; ".join(f"{each.title} ({each.code})" for each in issues)
        lead = ngettext("{n} issue: {names}.", "{n} issues: {names}.", len(issues)).format(n=len(issues), names=names)
    else:
        lead = _("No issue was found.")
    samples = max((site.samples for site in record.sites), default=0)
    rest = _("{sites} activation calls, {samples} samples in {batches} batches.").format(
        sites=len(record.sites), samples=samples, batches=record.batches
    )
    blocks: list[Block] = [Prose(lead, "lead"), Prose(rest, "note")]
    if record.stopped:
        blocks.append(Prose(_("The loader failed early: {error}").format(error=record.stopped), "warning"))
    return blocks


def _finding(outcome: OutcomeRecord) -> list[Block]:
    rows = tuple((place.where, str(place.said)) for place in outcome.places)
    return [
        Table(
            f"{outcome.code}: {outcome.title}",
            (Column("where", _("where")), Column("seen", _("what was seen"))),
            rows,
        ),
        Prose(str(outcome.why)),
        Prose(_("What to do: {remedy}").format(remedy=outcome.remedy)),
    ]


def _asked(record: DiagnosisRecord) -> Table:
    names = {
        "issue": _("issue"),
        "tip": _("tip"),
        "passed": _("passed"),
        "not applicable": _("not applicable"),
        "skipped": _("skipped"),
        "ignored": _("ignored"),
    }
    rows = tuple(
        (each.code, str(each.title), names[each.status], each.reason or str(each.detects)) for each in record.outcomes
    )
    return Table(
        _("Every code with its outcome"),
        (
            Column("code", _("code")),
            Column("title", _("what it looks for")),
            Column("status", _("outcome")),
            Column("detail", _("how, or why not")),
        ),
        rows,
    )
