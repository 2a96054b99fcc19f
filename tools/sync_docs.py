"""Write the generated parts of the documentation: ``python tools/sync_docs.py``; ``--check`` only names what is stale.

A generated part lies between ``<!-- generated: NAME -->`` and ``<!-- end: NAME -->``. Checking is quick: the tables of
properties and of accuracy begin with a hash of what was examined, and are made again only where that has changed
(half a minute and some minutes).
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from actlab.activations import CATALOGUE, Activation, Twin
from actlab.diagnostics import Diagnostic
from actlab.properties import verify_all
from actlab.properties._verify import content

ROOT = Path(__file__).parent.parent
KINDS = {"elementwise": "Elementwise", "vector": "On a vector", "gated": "Gated"}
KINDS_ES = {"elementwise": "Elemento a elemento", "vector": "Sobre un vector", "gated": "Con compuerta"}
STATUSES = ("proved", "supported", "refuted", "not applicable")


def names_by_kind(kinds: Mapping[str, str] = KINDS) -> str:
    """Return one line for each kind, for a README."""
    return "\n".join(
        f"- {title} ({len(names)}): {', '.join(names)}"
        for kind, title in kinds.items()
        for names in [[f"`{entry.name}`" for entry in CATALOGUE if entry.kind == kind]]
    )


def activations() -> str:
    """Return the table of all entries."""
    rows = [[f"`{e.name}`", e.kind, _code(e.formula), e.range or "", _torch_twin(e)] for e in CATALOGUE]
    return _table(["name", "kind", "formula", "range", "in torch"], rows)


def properties() -> str:
    """Verify everything and return two tables: by kind of property, by entry."""
    found = verify_all()
    parts = [properties_stamp()]
    for column, title in (("property", "By kind of property"), ("activation", "By entry")):
        counts = found.groupby([column, "status"]).size().unstack(fill_value=0).reindex(columns=STATUSES, fill_value=0)
        rows = [[f"`{name}`", *map(str, row)] for name, row in zip(counts.index, counts.to_numpy(), strict=True)]
        total = ["all", *map(str, counts.sum().to_numpy())]
        parts.append(f"## {title}\n\n{_table([column, *STATUSES], [*rows, total])}")
    return "\n\n".join(parts)


def properties_stamp() -> str:
    """Return the line that says what the tables of properties are about, by hash."""
    said = "".join(content(entry) for entry in CATALOGUE)
    return f"{len(CATALOGUE)} entries, content {hashlib.sha256(said.encode()).hexdigest()[:12]}."


def accuracy() -> str:
    """Measure every elementwise entry, and torch's function of the same meaning, and return the table."""
    from accuracy_table import table

    return f"{accuracy_stamp()}\n\n{_table(*table())}"


def accuracy_stamp() -> str:
    """Return the line that says what the table of accuracy is about, by hash of the code that computes."""
    from accuracy_table import source

    return f"Source {hashlib.sha256(source().encode()).hexdigest()[:12]}."


def twins() -> str:
    """Return the table of what other libraries have."""
    rows = [
        [f"`{twin.where}`", f"`{twin.arguments}`" if twin.arguments else "", f"`{entry.name}`", _said(twin)]
        for entry in CATALOGUE
        for twin in entry.twins
    ]
    return _table(["there", "arguments", "here", "difference"], sorted(rows, key=lambda row: row[0].lower()))


def run_folder() -> str:
    """Return what the files of a run folder hold."""
    from run_folder_page import page

    return page()


def imports() -> str:
    """Return the table of who may import whom, which the architecture test holds."""
    sys.path.insert(0, str(ROOT / "tests"))
    from checkers.imports import ALLOWED, ANYTHING

    rows = [
        [f"`{part}`", "everything" if may == ANYTHING else ", ".join(f"`{name}`" for name in sorted(may)) or "nothing"]
        for part, may in ALLOWED.items()
    ]
    return _table(["part", "may import"], rows)


def codes() -> str:
    """Return a section per diagnostic."""
    from actlab.diagnostics import CATALOGUE as DIAGNOSTICS

    return "\n\n".join(_diagnostic(each) for each in DIAGNOSTICS)


def _diagnostic(each: Diagnostic) -> str:
    lines = [
        f"## {each.code}: {each.title.en}",
        f"*{each.severity.capitalize()}.* Found when {each.detects.en}.",
        each.why.en,
        f"**What to do.** {each.remedy.en}",
    ]
    if each.needs:
        lines.append(f"Asked only with: {', '.join(each.needs)}.")
    if each.source:
        lines.append(f"Source: {each.source}.")
    return "\n\n".join(lines)


def options() -> str:
    """Return the tables of the options of a comparison, one for each part that they belong to."""
    from actlab.comparison import options as declared

    parts = {
        "What is compared on what": declared.OneOptions,
        "What is trained": declared.TrainingOptions,
        "What is asked of the records": declared.QuestionOptions,
        "How it is carried out": declared.RunOptions,
    }
    return "\n\n".join(f"## {title}\n\n{_table_of_options(kind)}" for title, kind in parts.items())


def _table_of_options(kind: type) -> str:
    from actlab._shared.spelling import flag
    from actlab.comparison.option import table

    rows = [
        [
            f"`{name}`",
            f"`{flag(each.flag or name)}`" if each.shell else "",
            f"`{each.default!r}`",
            f"{each.help} {each.python}".strip(),
        ]
        for name, each in table(kind).items()
    ]
    return _table(["in Python", "on the command line", "default", "meaning"], rows)


BLOCKS: dict[str, tuple[str, Callable[[], str]]] = {
    "names": ("README.md", names_by_kind),
    "nombres": ("README.es.md", lambda: names_by_kind(KINDS_ES)),
    "activations": ("docs/reference/activations.md", activations),
    "options": ("docs/reference/options.md", options),
    "run-folder": ("docs/reference/run-folder.md", run_folder),
    "imports": ("docs/explanation/architecture.md", imports),
    "codes": ("docs/reference/codes.md", codes),
    "twins": ("docs/reference/twins.md", twins),
    "properties": ("docs/reference/properties.md", properties),
    "accuracy": ("docs/reference/accuracy.md", accuracy),
}
"""Each generated part: its file and what makes it."""
STAMPS = {"properties": properties_stamp, "accuracy": accuracy_stamp}
"""How a part that is dear to make begins while it is fresh."""


def stale() -> list[str]:
    """Return the names of the parts that are not what the source says now."""
    return [name for name, (file, make) in BLOCKS.items() if not _is_fresh(name, _read(name, file), make)]


def _is_fresh(name: str, held: str, make: Callable[[], str]) -> bool:
    return held.startswith(STAMPS[name]()) if name in STAMPS else held == make()


def _read(name: str, file: str) -> str:
    found = _block(name).search((ROOT / file).read_text(encoding="utf-8"))
    if found is None:
        raise SystemExit(f"{file} has no part between <!-- generated: {name} --> and <!-- end: {name} -->.")
    return found[2].strip()


def _write(name: str, file: str, text: str) -> None:
    path = ROOT / file
    old = path.read_text(encoding="utf-8")
    path.write_text(_block(name).sub(lambda found: f"{found[1]}\n{text}\n{found[3]}", old), encoding="utf-8")


def _block(name: str) -> re.Pattern[str]:
    return re.compile(rf"(<!-- generated: {name} -->\n)(.*?)(\n<!-- end: {name} -->)", re.DOTALL)


def _table(titles: list[str], rows: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (titles, ["---"] * len(titles), *rows))


def _code(text: str | None) -> str:
    return f"`{text}`".replace("|", "\\|") if text else "(an algorithm)"


def _torch_twin(entry: Activation) -> str:
    twin = next((twin for twin in entry.twins if twin.library == "torch"), None)
    if twin is None:
        return ""
    return f"`{twin.call}`" + (f" ({_said(twin)})" if twin.differs else "")


def _said(twin: Twin) -> str:
    return twin.differs.en.replace("|", "\\|") if twin.differs else ""


def main() -> int:
    """Write all parts, or name the stale ones; return 1 where there are any."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("names", nargs="*", help="write these parts alone; all that are stale by default")
    options.add_argument("--check", action="store_true", help="write nothing; name what is stale")
    given = options.parse_args()
    if given.check:
        for name in (found := stale()):
            print(f"stale: {name} in {BLOCKS[name][0]}; run python tools/sync_docs.py")
        return bool(found)
    for name in given.names or stale():
        file, make = BLOCKS[name]
        _write(name, file, make())
    return 0


if __name__ == "__main__":
    sys.exit(main())
