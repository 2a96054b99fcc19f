"""What the page of a study says, in order. A section is a module with a name, a title and its blocks."""

from __future__ import annotations

from typing import Protocol

from actlab.i18n import speaking
from actlab.report.blocks import Block, Section
from actlab.report.study.material import StudyMaterial
from actlab.report.study.sections import forests, ranks, regimes, replay, runs, together, tuned, warnings

__all__ = ["ORDER", "sections"]


class Says(Protocol):
    """What a section's module offers."""

    NAME: str

    def title(self) -> str:
        """Return the heading in the language now spoken."""

    def blocks(self, study: StudyMaterial) -> list[Block]:
        """Return what there is to say of a study."""


ORDER: tuple[Says, ...] = (together, forests, regimes, ranks, tuned, warnings, runs, replay)


def sections(study: StudyMaterial, language: str) -> tuple[Section, ...]:
    """Return the sections of a study in one language, without those that have nothing to say."""
    with speaking(language):
        said = (Section(each.NAME, each.title(), tuple(each.blocks(study))) for each in ORDER)
        return tuple(section for section in said if section.blocks)
