"""The networks as PyTorch code."""

from __future__ import annotations

from actlab.i18n import N_, _
from actlab.report.blocks import Block, Listing
from actlab.report.run.material import Material
from actlab.report.sections import SectionEntry

__all__ = ["ENTRY"]


def blocks(run: Material) -> list[Block]:
    """Return the code as it was written when the networks were trained."""
    if run.code is None:
        return [run.without(_("The code of the network"), "code")]
    return [Listing("network.py", run.code)]


ENTRY = SectionEntry(N_("The network in PyTorch"), place=170, blocks=blocks)
