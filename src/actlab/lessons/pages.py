"""From lessons to files: a page and a notebook of each in both languages, and the lists of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from actlab import evidence, playground
from actlab._shared.process_state import one_thread
from actlab.i18n import LANGUAGES, _, current_language, speaking
from actlab.lessons._spec import Ask, Code, Element, Gathered, Lesson, Listed, Picture, Say, Seen
from actlab.records import RunFolder
from actlab.records import exhibit as exhibits
from actlab.records.exhibit import Drawing
from actlab.report import blocks
from actlab.report.blocks import Block, Figure, Link, Links, Listing, Prose, QuestionBlock, Section
from actlab.report.claims.pages import INDEX, LESSONS, write_lists
from actlab.report.claims.pages import exhibits as held_exhibits

__all__ = [
    "page_name",
    "picture",
    "sections",
    "text_of_notebook",
    "write_lessons",
    "write_notebooks",
]

PLAYGROUND = "playground.html"
"""The page beside the lessons in which their networks train."""


def page_name(lesson: Lesson) -> str:
    """Return the name of a lesson's files, without an ending."""
    return f"{lesson.number}_{lesson.name}"


def write_lessons(lessons: list[Lesson], folder: Path) -> list[Path]:
    """Write the pages and notebooks of lessons in both languages, and the lists of them.

    Claims whose pages lie in the folder are linked; of the others the page says what to type.

    Returns:
        The lists: the first opens in the language now spoken.

    Raises:
        StorageError: A page cannot be written.
    """
    claims = bool(held_exhibits(folder))
    for language in LANGUAGES:
        place = RunFolder(folder / language)
        with speaking(language):
            place.write_text(PLAYGROUND, playground.page())
        for lesson in lessons:
            place.write_text(f"{page_name(lesson)}.html", _page(lesson, lessons, folder, language))
        place.write_text(LESSONS, _index(lessons, language, other=f"../{_other(language)}/{LESSONS}", claims=claims))
        write_notebooks(lessons, folder / language, language)
    here = current_language()
    first = _index(lessons, here, other=f"{_other(here)}/{LESSONS}", within=f"{here}/", claims=claims)
    RunFolder(folder).write_text(LESSONS, first)
    if claims:
        write_lists(folder)
    return [folder / LESSONS, *(folder / language / LESSONS for language in LANGUAGES)]


def write_notebooks(lessons: list[Lesson], folder: Path, language: str) -> None:
    """Write the notebooks of lessons in one language into a folder."""
    for lesson in lessons:
        RunFolder(folder).write_text(f"{page_name(lesson)}.ipynb", text_of_notebook(lesson, language))


def text_of_notebook(lesson: Lesson, language: str) -> str:
    """Return a lesson as a notebook."""
    from actlab.report.formats.notebook import notebook

    def code(figure: Figure) -> str:
        return f'from actlab.lessons import figure\n\nfigure("{lesson.name}", "{figure.name}", "{language}")'

    with speaking(language):
        return notebook(str(lesson.title), sections(lesson), code)


def _page(lesson: Lesson, lessons: list[Lesson], folder: Path, language: str) -> str:
    from actlab.report.formats import html

    with speaking(language):
        return html.single(
            sections(lesson, folder),
            f"{lesson.number}. {lesson.title}",
            language,
            other=f"../{_other(language)}/{page_name(lesson)}.html",
            ways=[
                (LESSONS, _("All lessons")),
                *_neighbours(lesson, lessons),
                *([(f"{PLAYGROUND}#{lesson.play}", _("Try it"))] if lesson.play else []),
            ],
        )


def _neighbours(lesson: Lesson, lessons: list[Lesson]) -> Iterator[tuple[str, str]]:
    place = lessons.index(lesson)
    if place:
        yield f"{page_name(lessons[place - 1])}.html", _("Previous")
    if place + 1 < len(lessons):
        yield f"{page_name(lessons[place + 1])}.html", _("Next")


def _index(lessons: list[Lesson], language: str, *, other: str, claims: bool, within: str = "") -> str:
    from actlab.report.formats import html

    with speaking(language):
        links = [
            Link(each.number, f"{within}{page_name(each)}.html", str(each.title), said=str(each.gist))
            for each in lessons
        ]
        lead = Prose(
            _("What activation functions are for, which there are, and how to choose one: each page with its proof."),
            "lead",
        )
        note = Prose(_("Each page is a notebook too, beside it: the same name, with the ending .ipynb."), "note")
        again = Listing(_("To run the experiments that the pages stand on"), "actlab evidence --all")
        parts = (
            Section("lessons", _("Lessons"), (lead, Links(tuple(links)), note)),
            Section("claims", _("The evidence"), (again,)),
        )
        list_of_claims = [(INDEX, _("All claims"))] if claims else []
        return html.single(parts, _("Activation functions"), language, other=other, ways=list_of_claims)


def _other(language: str) -> str:
    return next(each for each in LANGUAGES if each != language)


def sections(lesson: Lesson, folder: Path | None = None) -> tuple[Section, ...]:
    """Return what a lesson says in the language now spoken.

    Args:
        lesson: The lesson.
        folder: Where the records and pages of claims may lie.
    """
    first = Prose(str(lesson.gist), "lead")
    found = [Section(p.name, str(p.title), tuple(_block(each, folder) for each in p.elements)) for p in lesson.parts]
    found[0] = Section(found[0].name, found[0].title, (first, *found[0].blocks))
    return tuple(found)


def _block(element: Element, folder: Path | None) -> Block:
    match element:
        case Say():
            return Prose(str(element.text), "lead" if element.lead else "plain")
        case Code():
            return blocks.CodeBlock(str(element.text), str(element.prints))
        case Listed():
            return Listing(str(element.title), element.text)
        case Picture():
            return picture(element)
        case Gathered():
            return element.make()
        case Ask():
            return QuestionBlock(str(element.question), str(element.answer))
        case Seen():
            known = {each.number: each for each in evidence.CATALOGUE}
            return Links(tuple(_claim(known[number], folder) for number in sorted(element.numbers)))


def picture(element: Picture) -> Figure:
    """Return a figure in the language now spoken."""
    from actlab.report.figures.drawings import figure

    return figure(_drawing(element))


@cache
def _drawing(element: Picture) -> Drawing:
    with one_thread():
        return element.compute()


def _claim(entry: evidence.Evidence, folder: Path | None) -> Link:
    """Return a claim: with its page and verdict where they are, else with what to type."""
    held = None if folder is None else exhibits.read(folder / entry.name)
    if held is None:
        return Link(entry.number, "", str(entry.statement), said=f"`actlab evidence {entry.name}`")
    said = str(held.ruling.because)
    return Link(entry.number, f"{entry.name}.html", str(entry.statement), exhibits.outcome_name(held.ruling), said)
