"""A lesson as one frozen value: what it says, the code that it runs, the figures that it computes, what it asks."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from actlab.i18n import Text
from actlab.records.exhibit import Drawing
from actlab.report.blocks import Table

__all__ = [
    "Ask",
    "Code",
    "Element",
    "Gathered",
    "Lesson",
    "LessonPart",
    "Listed",
    "Picture",
    "Say",
    "Seen",
    "ask",
    "say",
]


@dataclass(frozen=True)
class Say:
    """A paragraph; what stands between backticks is code."""

    text: Text
    lead: bool = False


@dataclass(frozen=True)
class Code:
    """Python that runs after all code above it on the page, and what it prints.

    Both are the same in both languages where they hold no words; the prose says what comments would.
    """

    text: str | Text
    prints: str | Text = ""

    def __post_init__(self) -> None:
        for name in ("text", "prints"):
            object.__setattr__(self, name, _dedented(getattr(self, name)))


@dataclass(frozen=True)
class Listed:
    """Commands to type into a terminal."""

    title: Text
    text: str


@dataclass(frozen=True)
class Picture:
    """A figure and what computes it.

    Args:
        name: Ascii, no spaces; unique within a lesson.
        compute: Returns the drawing with its rows; some seconds at most, and the same at each call.
    """

    name: str
    compute: Callable[[], Drawing]


@dataclass(frozen=True)
class Gathered:
    """A table of what the catalogue knows, made in the language now spoken."""

    make: Callable[[], Table]


@dataclass(frozen=True)
class Ask:
    """A short question whose answer opens on demand."""

    question: Text
    answer: Text


@dataclass(frozen=True)
class Seen:
    """The claims that what was said stands on, by their numbers."""

    numbers: tuple[int, ...]


Element: TypeAlias = Say | Code | Listed | Picture | Gathered | Ask | Seen


@dataclass(frozen=True)
class LessonPart:
    """A titled part of a lesson."""

    name: str
    title: Text
    elements: tuple[Element, ...]


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """One page of the section.

    Args:
        name: The name of its file.
        number: Its place in the section.
        title: The learner's question.
        gist: The answer in a sentence or two.
        parts: The page.
        play: With what the playground opens for this lesson, as its links have it; empty for none.
        aliases: Other names of the lesson.
        shared_names: Names that mean several things.

    Raises:
        ValueError: Two figures have one name.
    """

    name: str
    number: int
    title: Text
    gist: Text
    parts: tuple[LessonPart, ...]
    play: str = ""
    aliases: tuple[str, ...] = ()
    shared_names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = [each.name for each in self.elements if isinstance(each, Picture)]
        if len(set(names)) < len(names):
            raise ValueError(f"{self.name}: two figures have one name")

    @property
    def elements(self) -> tuple[Element, ...]:
        """All elements of all parts."""
        return tuple(element for part in self.parts for element in part.elements)

    @property
    def claims(self) -> tuple[int, ...]:
        """The numbers of the claims that it names."""
        return tuple(number for each in self.elements if isinstance(each, Seen) for number in each.numbers)


def say(*, en: str, es: str, lead: bool = False) -> Say:
    """Return a paragraph from texts that may be broken into lines.

    >>> say(en='''One
    ...     line.''', es="Una línea.").text.en
    'One line.'
    """
    return Say(_flat(en, es), lead)


def ask(*, en: tuple[str, str], es: tuple[str, str]) -> Ask:
    """Return a question and its answer.

    >>> ask(en=("Why?", "So."), es=("¿Por qué?", "Así.")).answer.es
    'Así.'
    """
    (question, answer), (pregunta, respuesta) = en, es
    return Ask(_flat(question, pregunta), _flat(answer, respuesta))


def _dedented(code: str | Text) -> str | Text:
    if isinstance(code, Text):
        return Text(en=str(_dedented(code.en)), es=str(_dedented(code.es)))
    return textwrap.dedent(code).strip("\n")


def _flat(en: str, es: str) -> Text:
    return Text(en=" ".join(en.split()), es=" ".join(es.split()))
