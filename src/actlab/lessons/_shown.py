"""A figure of a lesson inside a notebook."""

from __future__ import annotations

from dataclasses import dataclass

from actlab._shared.catalogue import Catalogue
from actlab.errors import UnknownNameError, choices
from actlab.i18n import _, speaking
from actlab.lessons._spec import Lesson, Picture
from actlab.lessons.pages import picture

__all__ = ["Shown", "found"]


@dataclass(frozen=True)
class Shown:
    """A figure as its SVG, which notebooks draw."""

    title: str
    drawn: str

    def _repr_svg_(self) -> str:
        return self.drawn

    def __repr__(self) -> str:
        return self.title


def found(catalogue: Catalogue[Lesson], lesson: str, name: str, language: str) -> Shown:
    """Return a figure; see `actlab.lessons.figure`."""
    from actlab.report.figures.style import svg

    pictures = {each.name: each for each in catalogue[lesson].elements if isinstance(each, Picture)}
    if name not in pictures:
        near = ", ".join(choices(name, pictures, limit=3) or pictures)
        raise UnknownNameError(_("There is no figure '{name}' here. Try: {near}.").format(name=name, near=near))
    with speaking(language):
        drawing = picture(pictures[name])
        return Shown(drawing.title, svg(drawing))
