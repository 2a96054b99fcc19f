"""A notebook from the blocks of a page: cells of Markdown and of code, as Jupyter's format 4.5 has them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from actlab.i18n import _
from actlab.report.blocks import Block, CodeBlock, Figure, Links, Listing, Prose, QuestionBlock, Section, Table, written
from actlab.report.figures.style import svg

__all__ = ["notebook"]

Cell = dict[str, Any]
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def notebook(heading: str, sections: Sequence[Section], figure_code: Callable[[Figure], str]) -> str:
    """Return the text of a notebook whose cells hold what they print.

    Args:
        heading: Its first line.
        sections: What it says; prose, code, figures, tables, listings, questions and links.
        figure_code: The code whose last line yields a figure.
    """
    cells = [_markdown(f"# {heading}")]
    for section in sections:
        cells.append(_markdown(f"## {section.title}"))
        cells.extend(_cell(block, figure_code) for block in section.blocks)
    for place, cell in enumerate(cells):
        cell["id"] = f"cell-{place}"
    whole = {"cells": cells, "metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _cell(block: Block, figure_code: Callable[[Figure], str]) -> Cell:
    if isinstance(block, CodeBlock):
        return _code(block.text, [_printed(block.prints)] if block.prints else [])
    if isinstance(block, Figure):
        return _code(figure_code(block), [_shown(block)])
    return _markdown("\n".join(_lines(block)))


def _lines(block: Block) -> Iterator[str]:
    """Yield a block as Markdown.

    Raises:
        TypeError: Notebooks have no words for such a block.
    """
    if isinstance(block, Prose):
        yield f"**{block.text}**" if block.weight == "lead" else block.text
    elif isinstance(block, Listing):
        yield from (f"{block.title}:", "", "```console", block.text, "```")
    elif isinstance(block, QuestionBlock):
        yield from (f"<details><summary>{block.text}</summary>", "", block.answer, "", "</details>")
    elif isinstance(block, Links):
        yield from (_item(each.number, each.text, each.said) for each in block.items)
    elif isinstance(block, Table):
        rows = [[written(cell, column.digits) for cell, column in _zipped(row, block)] for row in block.rows]
        yield from (f"{block.title}:", "")
        yield from (_row(cells) for cells in ([c.title for c in block.columns], ["---"] * len(block.columns), *rows))
    else:
        raise TypeError(f"a notebook cannot say a {type(block).__name__}")


def _zipped(row: Sequence[Any], table: Table) -> Iterator[tuple[Any, Any]]:
    return zip(row, table.columns, strict=True)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _item(number: int, text: str, said: str) -> str:
    name = _("Claim {number}").format(number=number)
    return f"- {name}: {text}" + (f" {said}" if said else "")


def _markdown(text: str) -> Cell:
    return {"cell_type": "markdown", "metadata": {}, "source": _split(text)}


def _code(text: str, outputs: list[Cell]) -> Cell:
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": outputs, "source": _split(text)}


def _printed(text: str) -> Cell:
    return {"name": "stdout", "output_type": "stream", "text": _split(f"{text}\n")}


def _shown(figure: Figure) -> Cell:
    data = {"image/svg+xml": svg(figure), "text/plain": figure.title}
    return {"data": data, "execution_count": None, "metadata": {}, "output_type": "execute_result"}


def _split(text: str) -> list[str]:
    return text.splitlines(keepends=True)
