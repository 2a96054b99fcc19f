"""The schema of a run folder as Markdown: from the fields of the typed values, their sentences, and the columns."""

from __future__ import annotations

import dataclasses
import inspect
import re
import types
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import pyarrow as pa

from actlab.records import PlanRecord, StudyRecord, diagnosis, exhibit
from actlab.records.schema import BOUNDARY_COLUMNS, FUNCTION_COLUMNS, NETWORK_COLUMNS, StoredColumn
from actlab.statistics import Conclusion, Interval, StudyConclusion

FILES: Mapping[str, type] = {
    "plan.json": PlanRecord,
    "comparison.json": Conclusion,
    "study.json": StudyRecord,
    "comparison.json of a study": StudyConclusion,
    exhibit.NAME: exhibit.Exhibit,
    diagnosis.NAME: diagnosis.DiagnosisRecord,
}
TABLES: Mapping[str, tuple[str, tuple[StoredColumn, ...]]] = {
    "chunks/*.parquet": ("One row per network.", NETWORK_COLUMNS),
    "functions.parquet": ("One row per point: what the page draws of each activation.", FUNCTION_COLUMNS),
    "boundary.parquet": ("One row per candidate: the plane as its median network sees it.", BOUNDARY_COLUMNS),
}
PLAIN = {str: "text", int: "whole number", float: "number", bool: "true or false", Any: "any value"}


def page() -> str:
    """Return the sections of the page: a table per file, and per value inside the files."""
    parts = [_section(f"`{name}`", kind) for name, kind in FILES.items()]
    parts += [_section(f"`{kind.__name__}`", kind, level=3) for kind in _nested()]
    tables = [
        f"## `{name}`\n\n{said}\n\n"
        + _table(["column", "type", "meaning"], [[f"`{c.name}`", _arrow(c.type), c.said] for c in columns])
        for name, (said, columns) in TABLES.items()
    ]
    files, values = parts[: len(FILES)], parts[len(FILES) :]
    return "\n\n".join([*files, "## Values inside the files", *values, *tables])


def sentences(kind: type) -> dict[str, str]:
    """Return the sentence of each field, from the section ``Args`` of the class's docstring.

    Raises:
        ValueError: A field has none, or a sentence has no field.
    """
    found: dict[str, str] = {}
    for line in _arguments(inspect.getdoc(kind) or ""):
        start = re.match(r"    (\w+): (.*)", line)
        if start:
            found[start[1]] = start[2]
        else:
            name = list(found)[-1]
            found[name] += " " + line.strip()
    names = {field.name for field in dataclasses.fields(kind)}
    if names != found.keys():
        raise ValueError(f"{kind.__name__}: fields and sentences differ in {sorted(names ^ found.keys())}")
    return found


def _arguments(docstring: str) -> Iterator[str]:
    _before, _heading, after = docstring.partition("\nArgs:\n")
    for line in after.splitlines():
        if not line.startswith("    "):
            return
        yield line


def _section(title: str, kind: type, level: int = 2) -> str:
    said = (inspect.getdoc(kind) or "").partition("\n\n")[0].replace("\n", " ")
    hints, told = get_type_hints(kind, include_extras=True), sentences(kind)
    rows = [[f"`{each.name}`", _words(hints[each.name]), _code(told[each.name])] for each in dataclasses.fields(kind)]
    return f"{'#' * level} {title}\n\n{_code(said)}\n\n{_table(['field', 'type', 'meaning'], rows)}"


def _nested() -> list[type]:
    """Return the dataclasses inside the files' values, in the order in which a reader meets them."""
    seen: dict[type, None] = {}
    waiting = list(FILES.values())
    while waiting:
        for hint in get_type_hints(waiting.pop(0), include_extras=True).values():
            for kind in _dataclasses(hint):
                if kind not in seen:
                    seen[kind] = None
                    waiting.append(kind)
    return list(seen)


def _dataclasses(hint: Any) -> Iterator[type]:
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        yield hint
    for inner in get_args(hint) if get_origin(hint) is not Literal else ():
        yield from _dataclasses(inner)


def _words(hint: Any) -> str:
    """Return the type of a field as JSON has it."""
    origin, args = get_origin(hint), get_args(hint)
    if hint in PLAIN:
        return PLAIN[hint]
    if hint is Interval:
        return "two numbers, low and high; null where unbounded"
    if origin is Annotated:
        return _words(args[0])
    if origin is Literal:
        return ", ".join(f"`{each}`" for each in args)
    if origin in (Union, types.UnionType):
        return " or ".join("null" if each is types.NoneType else _words(each) for each in args)
    if origin is tuple:
        inner = args[0] if args[1:] == (...,) else None
        return f"list of {_words(inner)}" if inner is not None else " and ".join(_words(each) for each in args)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return f"object, {_words(args[1])} by name"
    if isinstance(hint, type) and issubclass(hint, Enum):
        return ", ".join(f"`{each.value}`" for each in hint)
    return f"[{hint.__name__}](#{hint.__name__.lower()})"


def _arrow(kind: pa.DataType) -> str:
    return str(kind).replace("list<element: ", "list<").replace("list<item: ", "list<")


def _code(text: str) -> str:
    return re.sub(r"``(.+?)``", r"`\1`", text)


def _table(titles: list[str], rows: list[list[str]]) -> str:
    lines = [titles, ["---"] * len(titles), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
