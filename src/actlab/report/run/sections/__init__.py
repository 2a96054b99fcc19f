"""What a page says, in order. A section is a module with a name, a title and its blocks."""

from __future__ import annotations

from typing import Protocol

from actlab.i18n import speaking
from actlab.report.blocks import Block, Section
from actlab.report.run.material import Material
from actlab.report.run.sections import (
    boundaries,
    code,
    cost,
    curves,
    differences,
    every_block,
    failures,
    functions,
    paper,
    plan,
    replay,
    rows,
    tuning,
    units,
    verdict,
    warnings,
    wins,
)

__all__ = ["ORDER", "sections"]


class Says(Protocol):
    """What a section's module offers."""

    NAME: str

    def title(self) -> str:
        """Return the heading in the language now spoken."""

    def blocks(self, run: Material) -> list[Block]:
        """Return what there is to say of a run."""


ORDER: tuple[Says, ...] = (
    verdict,
    differences,
    every_block,
    wins,
    curves,
    tuning,
    boundaries,
    functions,
    units,
    failures,
    cost,
    warnings,
    plan,
    rows,
    replay,
    paper,
    code,
)


def sections(run: Material, language: str) -> tuple[Section, ...]:
    """Return the sections of a run in one language, without those that have nothing to say."""
    with speaking(language):
        said = (Section(each.NAME, each.title(), tuple(each.blocks(run))) for each in ORDER)
        return tuple(section for section in said if section.blocks)
