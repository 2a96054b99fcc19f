"""The figures of a page: one drawing each, its words in both languages, its colours the style sheet's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from actlab.i18n import LANGUAGES, speaking
from actlab.report.blocks import Figure
from actlab.report.figures.style import BAND, GRID, INK, MUTED, PALETTE, SURFACE, framed, spec
from actlab.report.figures.vega import Vega, drawn

__all__ = ["draw_all"]

_VARIABLES = {
    INK: "ink",
    MUTED: "muted",
    GRID: "grid",
    BAND: "band",
    SURFACE: "surface",
    **{colour: f"c{i + 1}" for i, colour in enumerate(PALETTE)},
}
"""The colours that the style sheet changes with the reader's preference for light or dark."""

_WORDS = re.compile(r"(<text [^>]*>[^<]*</text>)")


def draw_all(figures: Sequence[tuple[Figure, Figure]], vega: Vega | None = None) -> dict[str, Markup]:
    """Return the drawings by the figures' names.

    Args:
        figures: Each in English and in Spanish; the very same one twice is drawn once, in the language now spoken.
        vega: A process that draws; without one, this process does.
    """
    if vega is None:
        return {each[0].name: _inline(each[0].name, [drawn(one) for one in _specs(*each)]) for each in figures}
    asked = [(each[0].name, [vega.draw(one) for one in _specs(*each)]) for each in figures]
    return {name: _inline(name, [promise.result() for promise in promises]) for name, promises in asked}


def _specs(english: Figure, spanish: Figure) -> Iterator[dict[str, Any]]:
    if english is spanish:
        yield spec(english)
        return
    for figure, language in zip((english, spanish), LANGUAGES, strict=True):
        with speaking(language):
            yield spec(figure)


def _inline(name: str, drawings: Sequence[str]) -> Markup:
    """Return one drawing of one or two, which says by which words of the page it is called and described."""
    bare = [_bare(framed(each)) for each in drawings]
    merged = bare[0] if len(bare) == 1 else _merged(*bare)
    named = merged.replace("<svg ", f'<svg aria-labelledby="{name}-title" aria-describedby="{name}-text" ')
    return Markup(_coloured(named))


def _bare(drawing: str) -> str:
    """Drop names that would repeat from figure to figure, and what only a standalone file needs."""
    return re.sub(r' (?:class|font-family|aria-[a-z]+|role)="(?!img)[^"]*"', "", drawing)


def _merged(english: str, spanish: str) -> str:
    """Return one drawing with both languages' words, or both drawings where more than the words differs."""
    ours, theirs = _WORDS.split(english), _WORDS.split(spanish)
    if len(ours) != len(theirs) or ours[::2] != theirs[::2]:
        return f'<div lang="en">{english}</div><div lang="es">{spanish}</div>'
    return "".join(a if a == b else _marked(a, "en") + _marked(b, "es") for a, b in zip(ours, theirs, strict=True))


def _marked(text: str, language: str) -> str:
    return text.replace("<text ", f'<text lang="{language}" ', 1)


def _coloured(drawing: str) -> str:
    known = "|".join(_VARIABLES)
    return re.sub(
        f'="({known})"', lambda found: f'="var(--{_VARIABLES[found[1].lower()]})"', drawing, flags=re.IGNORECASE
    )
