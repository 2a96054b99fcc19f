"""What a claim's verdict and figures must be: decided by the records alone, and decided otherwise by other records."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from actlab.evidence import Evidence

Records = Mapping[str, pd.DataFrame]


def copied(records: Records) -> dict[str, pd.DataFrame]:
    """Return records that may be changed."""
    return {name: frame.copy() for name, frame in records.items()}


def breaches(entry: Evidence, records: Records) -> list[str]:
    """Return what is wrong with a claim, a sentence a line."""
    return [*_of_verdict(entry, records), *_of_otherwise(entry, records), *_of_figures(entry, records)]


def _of_verdict(entry: Evidence, records: Records) -> Iterator[str]:
    given = copied(records)
    first, second = entry.verdict(given), entry.verdict(given)
    if first != second:
        yield "the verdict differs from call to call"
    if not _same(given, records):
        yield "the verdict changes the records"
    for text in (first.because, *(each.label for each in first.measured)):
        if not text.en.strip() or not text.es.strip():
            yield f"no words in one language: {text}"
    if not first.measured:
        yield "the verdict names no number"


def _of_otherwise(entry: Evidence, records: Records) -> Iterator[str]:
    seen = {entry.verdict(copied(records)).outcome}
    for other in entry.otherwise:
        found = entry.verdict(other.change(copied(records))).outcome
        seen.add(found)
        if found != other.outcome:
            yield f"other records should say {other.outcome.value} and say {found.value}"
    if len(seen) < 2:
        yield "no records change the verdict"


def _of_figures(entry: Evidence, records: Records) -> Iterator[str]:
    given = copied(records)
    for figure in entry.figures:
        drawing = figure.drawn(given)
        named = {field.name for field in drawing.fields}
        wanted = {drawing.x, drawing.y, drawing.series, drawing.low, drawing.high, drawing.label}
        if wanted - {""} - named:
            yield f"figure {drawing.name} draws what its table lacks: {wanted - {''} - named}"
        if not drawing.rows:
            yield f"figure {drawing.name} is empty"
    if not _same(given, records):
        yield "a figure changes the records"


def _same(one: Records, other: Records) -> bool:
    return one.keys() == other.keys() and all(one[name].equals(other[name]) for name in one)


def words_missing(entry: Evidence) -> list[Any]:
    """Return the fields of an entry that say nothing, or the same in both languages."""
    texts = {name: getattr(entry, name) for name in ("statement", "hypothesis", "measure", "limits")}
    texts |= {f"{each.drawing.name}.title": each.drawing.title for each in entry.figures}
    texts |= {f"{each.drawing.name}.description": each.drawing.description for each in entry.figures}
    return [name for name, text in texts.items() if not text.en.strip() or not text.es.strip() or text.en == text.es]
