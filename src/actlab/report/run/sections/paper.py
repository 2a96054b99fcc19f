"""The sentences for a paper."""

from __future__ import annotations

from actlab.i18n import N_, _
from actlab.report.blocks import Block, Listing
from actlab.report.run import methods
from actlab.report.run.material import Material
from actlab.report.sections import SectionEntry

__all__ = ["ENTRY"]


def blocks(run: Material) -> list[Block]:
    """Return sentences that say what was done and found."""
    if run.judgement is None or run.shown is None:
        return [run.missing(_("The sentence for a paper"))]
    written = methods.paper(run.plan, run.judgement, run.seconds, run.shown.pairs)
    return [Listing(_("Methods and result"), written, wraps=True)]


ENTRY = SectionEntry(N_("For a paper"), place=160, blocks=blocks)
