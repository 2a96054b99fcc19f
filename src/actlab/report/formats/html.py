"""The page: one HTML file that holds everything, in both languages, and asks nothing of anyone."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from actlab.i18n import LANGUAGES, Text, _, speaking
from actlab.report.blocks import Block, Cell, Column, Download, Section, Table, written
from actlab.report.figures.inline import draw_all
from actlab.report.figures.vega import Vega

__all__ = ["both", "marked", "page", "single"]


Ways: TypeAlias = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Twice:
    """A block in both languages."""

    en: Block
    es: Block

    @property
    def kind(self) -> str:
        """The name of the template's macro for it."""
        return type(self.en).__name__.lower()


def page(
    english: tuple[Section, ...], spanish: tuple[Section, ...], heading: Text, language: str, vega: Vega | None = None
) -> str:
    """Return the page.

    Args:
        english: The sections in English.
        spanish: The same sections in Spanish.
        heading: The page's heading.
        language: The language in which it opens.
        vega: A process that draws the figures; without one, this process does.
    """
    return _rendered("page.html", list(_paired(english, spanish)), heading, language, vega)


def single(sections: tuple[Section, ...], heading: str, language: str, *, other: str, ways: Ways = ()) -> str:
    """Return a page in one language, with a link to its twin in the other.

    Args:
        sections: What it says.
        heading: The page's heading.
        language: Its language.
        other: The address of the page in the other language.
        ways: Where else to go from here: addresses with their names.
    """
    said = Text(en=heading, es=heading)
    return _rendered("claim.html", list(_paired(sections, sections)), said, language, None, other=other, ways=ways)


def _rendered(
    template: str, sections: list[dict[str, Any]], heading: Text, language: str, vega: Vega | None, **more: Any
) -> str:
    environment = Environment(
        loader=PackageLoader("actlab.report.formats"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    drawings = draw_all([(b.en, b.es) for section in sections for b in section["blocks"] if b.kind == "figure"], vega)
    environment.globals.update(
        both=both, marked=marked, table_rows=table_rows, drawings=drawings, data_uri=_data_uri, written=written
    )
    script = _file(environment, "page.js")
    html: str = environment.get_template(template).render(
        sections=sections,
        heading=heading,
        words={language: _words(language) for language in LANGUAGES},
        languages=LANGUAGES,
        language=language,
        style=Markup(_file(environment, "page.css")),
        script=Markup(script),
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        **more,
    )
    return html


def _words(language: str) -> dict[str, str]:
    """Return the page's own words."""
    with speaking(language):
        return {"data": _("Data"), "contents": _("Contents"), "prints": _("It prints")}


def _file(environment: Environment, name: str) -> str:
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0]


def _paired(english: tuple[Section, ...], spanish: tuple[Section, ...]) -> Iterator[dict[str, Any]]:
    for one, other in zip(english, spanish, strict=True):
        blocks = [Twice(a, b) for a, b in zip(one.blocks, other.blocks, strict=True)]
        yield {"name": one.name, "title": both(one.title, other.title), "blocks": blocks}


def both(english: object, spanish: object) -> Markup:
    """Return a text in both languages, of which the style sheet shows one; once where they do not differ.

    >>> both("<n>", "<n>")
    Markup('&lt;n&gt;')
    """
    if english == spanish:
        return escape(english)
    return Markup('<span lang="en">{}</span><span lang="es">{}</span>').format(english, spanish)


def marked(english: str, spanish: str) -> Markup:
    """Return a text in both languages in which what stands between backticks is code.

    >>> marked("`a < b`", "`a < b`")
    Markup('<code>a &lt; b</code>')
    """
    return Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(both(english, spanish))))


def _cell(one: Cell, other: Cell, column: Column) -> Markup:
    """Return a table's cell: what is shown is rounded, the exact number lies in its attribute."""
    if isinstance(one, str) or one is None:
        return Markup("<td>{}</td>").format(both(written(one), written(other)))
    shown = written(one, column.digits)
    exact = repr(one)
    inner = escape(shown) if shown == exact else Markup('<data value="{}">{}</data>').format(exact, shown)
    return Markup('<td class="number">{}</td>').format(inner)


def _data_uri(file: Download) -> str:
    return f"data:{file.media_type};base64,{base64.b64encode(file.text.encode()).decode()}"


def table_rows(english: Table, spanish: Table) -> Iterator[Markup]:
    """Yield the rows of a table in both languages."""
    for one, other in zip(english.rows, spanish.rows, strict=True):
        yield Markup("").join(_cell(a, b, column) for a, b, column in zip(one, other, english.columns, strict=True))
