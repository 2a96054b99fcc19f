"""The sources of the compared functions, as BibTeX."""

from __future__ import annotations

import re
from collections.abc import Iterable

from actlab.records import PlanRecord
from actlab.report.formats.latex import escaped

__all__ = ["bibliography"]

_SOURCE = re.compile(r"(?P<author>.+?)(?: \((?P<year>\d+)\))?\. (?P<title>.+)\.(?: (?P<id>\S.*))?", re.DOTALL)
"""How `actlab.sources.Source` prints itself."""


def _sources(plan: PlanRecord) -> dict[str, str]:
    return {layer.name: layer.source for candidate in plan.candidates for layer in candidate.layers}


def bibliography(plans: Iterable[PlanRecord]) -> str:
    """Return an entry per function of the plans; what was never published has none."""
    sources = {name: source for plan in plans for name, source in _sources(plan).items()}
    return "\n\n".join(entry for name, source in sorted(sources.items()) if (entry := _entry(f"actlab:{name}", source)))


def _entry(key: str, source: str) -> str:
    found = _SOURCE.fullmatch(source)
    if found is None or found["year"] is None:
        return ""
    authors = found["author"].replace(" et al.", " and others").replace(" & ", " and ").replace(", ", " and ")
    fields = {"author": escaped(authors), "title": f"{{{escaped(found['title'])}}}", "year": found["year"]}
    if found["id"]:
        kind, _colon, rest = found["id"].partition(":")
        fields |= {"doi": rest} if kind == "doi" else {"howpublished": escaped(found["id"])}
    return f"@misc{{{key},\n" + ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items()) + "\n}"
