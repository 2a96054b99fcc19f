"""The section that teaches: one file a lesson, each a page and a notebook in both languages, standing on evidence.

This module loads no torch: what a lesson's figures compute with is imported inside their functions.
"""

from actlab._shared.catalogue import Catalogue
from actlab.i18n import Text
from actlab.lessons._shown import Shown, found
from actlab.lessons._spec import Ask, Code, Gathered, Lesson, LessonPart, Listed, Picture, Say, Seen, ask, say
from actlab.records.exhibit import Drawing, Field

__all__ = [
    "CATALOGUE",
    "Ask",
    "Code",
    "Drawing",
    "Field",
    "Gathered",
    "Lesson",
    "LessonPart",
    "Listed",
    "Picture",
    "Say",
    "Seen",
    "Shown",
    "Text",
    "ask",
    "figure",
    "lessons",
    "say",
]

CATALOGUE: Catalogue[Lesson] = Catalogue("actlab.lessons.catalogue", command="actlab learn")


def lessons() -> list[Lesson]:
    """Return all lessons in the order in which they are read.

    >>> [lesson.name for lesson in lessons()][:2]
    ['what_for', 'five_functions']
    """
    return sorted(CATALOGUE, key=lambda lesson: lesson.number)


def figure(lesson: str, name: str, language: str = "en") -> Shown:
    """Return a figure of a lesson, as notebooks draw it.

    Args:
        lesson: The lesson's name.
        name: The figure's name within the lesson.
        language: The language of its words.

    Raises:
        UnknownNameError: There is no such lesson, or no such figure in it.

    >>> figure("five_functions", "functions", "es")
    Cuatro funciones elemento a elemento
    """
    return found(CATALOGUE, lesson, name, language)
