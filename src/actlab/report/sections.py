"""The sections of a page: each is one file of a scanned folder, which says itself where it stands.

A section's file defines ``ENTRY``; its name is the section's address in the page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Generic, TypeVar

from actlab._shared.catalogue import Catalogue
from actlab.i18n import _, speaking
from actlab.report.blocks import Block, Section

if TYPE_CHECKING:
    from actlab.report.run.material import Material
    from actlab.report.study.material import StudyMaterial

__all__ = ["RUN", "STUDY", "SectionEntry", "Sections"]

M = TypeVar("M")


@dataclass(frozen=True)
class SectionEntry(Generic[M]):
    """A section of a page.

    Args:
        title: The heading, marked for translation.
        place: Where it stands: sections are ordered by this number, which no other of the page has.
        blocks: From what the page is made of to what the section says, in the language now spoken; a section
            without blocks is left out.
    """

    title: str
    place: int
    blocks: Callable[[M], list[Block]]
    aliases: tuple[str, ...] = ()
    shared_names: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of its file."""
        return self.blocks.__module__.rpartition(".")[2]


class Sections(Generic[M]):
    """The sections of one kind of page.

    Args:
        package: Dotted name of the folder that holds their files.
    """

    def __init__(self, package: str) -> None:
        self._catalogue: Catalogue[SectionEntry[M]] = Catalogue(package, "")

    @cached_property
    def entries(self) -> tuple[SectionEntry[M], ...]:
        """The sections in the order of the page.

        Raises:
            TypeError: Two of them stand in one place.
        """
        ordered = sorted(self._catalogue, key=lambda entry: entry.place)
        for one, other in pairwise(ordered):
            if one.place == other.place:
                raise TypeError(f"The sections {one.name!r} and {other.name!r} both stand in place {one.place}.")
        return tuple(ordered)

    def said(self, material: M, language: str) -> tuple[Section, ...]:
        """Return the sections in one language, without those that have nothing to say."""
        with speaking(language):
            said = (Section(each.name, _(each.title), tuple(each.blocks(material))) for each in self.entries)
            return tuple(section for section in said if section.blocks)


RUN: Sections[Material] = Sections("actlab.report.run.sections")
STUDY: Sections[StudyMaterial] = Sections("actlab.report.study.sections")
