"""The line that runs this very plan again."""

from __future__ import annotations

from actlab.i18n import N_, _
from actlab.report.blocks import Block, Listing, Prose
from actlab.report.run import play, replay
from actlab.report.run.material import Material
from actlab.report.sections import SectionEntry

__all__ = ["ENTRY"]


def blocks(run: Material) -> list[Block]:
    """Return the lines; a function passed in Python cannot be named by it."""
    names = sorted({layer.name for layer in run.plan.layers if layer.shelf == "own" and not layer.where})
    said: list[Block] = [Listing(_("The same plan, the same bits"), replay.command(run.plan))]
    playing = play.command(run.plan)
    if playing is not None:
        said.append(Listing(_("Play with this comparison: the same networks train in a page of their own"), playing))
    if names:
        said.append(
            Prose(
                _("{names} came from a Python session: there, call `actlab.compare` with the function.").format(
                    names=", ".join(names)
                ),
                "note",
            )
        )
    return said


ENTRY = SectionEntry(N_("Run it again"), place=150, blocks=blocks)
