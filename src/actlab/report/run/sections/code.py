"""The networks as PyTorch code."""

from __future__ import annotations

from actlab.i18n import _
from actlab.report.blocks import Block, Listing
from actlab.report.run.material import Material

__all__ = ["NAME", "blocks", "title"]

NAME = "code"


def title() -> str:
    """Return the heading."""
    return _("The network in PyTorch")


def blocks(run: Material) -> list[Block]:
    """Return the code as it was written when the networks were trained."""
    if run.code is None:
        return [run.without(_("The code of the network"), "code")]
    return [Listing("network.py", run.code)]
