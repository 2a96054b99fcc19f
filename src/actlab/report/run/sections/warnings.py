"""The coded warnings, and what of the run folder could not be read."""

from __future__ import annotations

from actlab.i18n import N_, _
from actlab.report.blocks import Block, Missing, Prose
from actlab.report.run import sentences
from actlab.report.run.material import Material
from actlab.report.sections import SectionEntry

__all__ = ["ENTRY"]

_LISTED = 5


def blocks(run: Material) -> list[Block]:
    """Return every warning with its code, and damaged and missing files."""
    said: list[Block] = []
    if run.judgement is None:
        said.append(run.missing(_("The list of warnings")))
    elif run.warnings:
        said += [Prose(f"{found.code}: {sentences.warning(found)}", "warning") for found in run.warnings]
    else:
        said.append(Prose(_("There is nothing to warn of.")))
    return [*said, *_unread(run)]


ENTRY = SectionEntry(N_("Warnings"), place=120, blocks=blocks)


def _unread(run: Material) -> list[Block]:
    found: list[Block] = []
    if run.damaged:
        found.append(Missing(_("Damaged files"), _listed(run.damaged)))
    if run.absent:
        found.append(Missing(_("Missing files"), _listed(run.absent)))
    return found


def _listed(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:_LISTED])
    more = len(names) - _LISTED
    return _("{names} and {more} more").format(names=shown, more=more) if more > 0 else shown
