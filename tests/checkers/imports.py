"""Who imports whom, read from the source without running it: against the design's table, and without cycles."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

ANYTHING = frozenset({"*"})

_TRAINS = frozenset({"population", "statistics", "records", "activations", "workloads"})

ALLOWED: Mapping[str, frozenset[str]] = {
    "cli": ANYTHING,
    "comparison": _TRAINS | {"report", "surgery"},
    "evidence": _TRAINS | {"comparison", "properties"},
    "lessons": frozenset({"evidence", "comparison", "report", "activations", "records", "playground"}),
    "estimators": frozenset({"population", "activations", "workloads"}),
    "report": frozenset({"records", "statistics"}),
    "playground": frozenset({"pointwise", "activations", "workloads", "population", "report"}),
    "population": frozenset({"activations", "workloads", "records", "pointwise"}),
    "properties": frozenset({"activations", "records"}),
    "diagnostics": frozenset({"activations", "records", "surgery"}),
    "surgery": frozenset({"activations", "records"}),
    "integrations": frozenset({"activations", "records"}),
    "pointwise": frozenset(),
    "activations": frozenset({"pointwise"}),
    "workloads": frozenset({"surgery"}),
    "records": frozenset(),
    "statistics": frozenset(),
}
"""What each part may import besides itself and the common top-level files."""

COMMON = frozenset({"_shared", "errors", "i18n", "sources"})
"""The parts that all may use, and that use none of the parts."""


class Import(NamedTuple):
    """One import: the importing module, the imported one, and the name that is taken from it, if any."""

    importer: str
    module: str
    name: str

    @property
    def parts(self) -> tuple[str, str]:
        """The parts of the package at its two ends; ``__init__`` is the package itself."""
        return _part(self.importer), _part(self.module)


def _part(module: str) -> str:
    return module.split(".")[1] if "." in module else "__init__"


def modules(package: Path) -> dict[str, Path]:
    """Return the file of each module of a package, by dotted name."""
    found = {}
    for file in sorted(package.rglob("*.py")):
        words = (package.name, *file.relative_to(package).with_suffix("").parts)
        found[".".join(words[:-1] if words[-1] == "__init__" else words)] = file
    return found


@cache
def imports(package: Path) -> tuple[Import, ...]:
    """Return each import of the package's own modules, also inside functions; what only types need does not count."""
    return tuple(_imports(package))


def _imports(package: Path) -> Iterator[Import]:
    known = modules(package)
    for module, file in known.items():
        inside = module if file.name == "__init__.py" else module.rpartition(".")[0]
        for target, name in _named(ast.parse(file.read_text(encoding="utf-8")), inside):
            if target.split(".")[0] != package.name:
                continue
            whole = f"{target}.{name}" if name else target
            part = target == package.name and not name.startswith("__")  # a name of the root is a part, found or not
            yield Import(module, whole, "") if part or whole in known else Import(module, target, name)


def _named(tree: ast.AST, inside: str) -> Iterator[tuple[str, str]]:
    """Yield (module, name) for each import of a file; the name is empty where a whole module is imported."""
    typing_only = {id(node) for block in ast.walk(tree) if _is_typing(block) for node in _walk(block)}
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = inside.split(".")[: len(inside.split(".")) - node.level + 1] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            yield from ((module, alias.name) for alias in node.names)


def _is_typing(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _walk(block: ast.AST) -> Iterator[ast.AST]:
    """Yield what stands under the condition itself, not what its ``else`` holds."""
    assert isinstance(block, ast.If)
    for statement in block.body:
        yield from ast.walk(statement)


def trespasses(package: Path) -> list[str]:
    """Return what breaks the table, a sentence per line."""
    return [
        f"{found.importer} imports {package.name}.{found.parts[1]}, which {found.parts[0]} may not"
        for found in imports(package)
        if found.parts[0] not in ("__init__", "__main__", found.parts[1]) and not _may(*found.parts)
    ]


def _may(part: str, target: str) -> bool:
    if target in COMMON or target.startswith("__"):
        return True
    allowed = ALLOWED.get(part, frozenset())
    return target in allowed or allowed == ANYTHING


def intrusions(package: Path) -> list[str]:
    """Return the private modules and names that are imported from outside the package that holds them."""
    return [
        f"{found.importer} imports {found.module}{'.' if found.name else ''}{found.name}, which is private"
        for found in imports(package)
        if any(not _within(found.importer, owner) for owner in _owners(found))
    ]


def _owners(found: Import) -> Iterator[str]:
    """Yield the packages to which the private words of an import belong."""
    words = found.module.split(".")
    yield from (".".join(words[:i]) for i, word in enumerate(words) if _is_private(word))
    if _is_private(found.name) and found.name != "_":  # gettext's name
        yield found.module.rpartition(".")[0]


def _is_private(word: str) -> bool:
    return word.startswith("_") and not word.startswith("__")


def _within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def arrows(package: Path) -> set[tuple[str, str]]:
    """Return which part imports which, the common parts and the package itself aside."""
    pairs = {found.parts for found in imports(package)}
    return {(a, b) for a, b in pairs if a != b and b not in COMMON and not {"__init__", "__main__"} & {a, b}}


def cycles(package: Path) -> list[list[str]]:
    """Return the groups of parts that import one another, directly or by way of others."""
    return _rings((a, b) for a, b in (found.parts for found in imports(package)) if "__init__" not in (a, b))


def module_cycles(package: Path) -> list[list[str]]:
    """Return the groups of modules that import one another, directly or by way of others, however late."""
    return _rings((found.importer, found.module) for found in imports(package))


def _rings(pairs: Iterator[tuple[str, str]]) -> list[list[str]]:
    graph: dict[str, set[str]] = {}
    for start, end in pairs:
        if start != end:
            graph.setdefault(start, set()).add(end)
    reach = {start: _reach(graph, start) for start in graph}
    rings = {frozenset(b for b in reach[a] if a in reach.get(b, ())) for a in graph}
    return sorted(sorted(ring) for ring in rings if len(ring) > 1)


def _reach(graph: Mapping[str, set[str]], start: str) -> set[str]:
    seen, edge = set[str](), [start]
    while edge:
        for target in graph.get(edge.pop(), set()) - seen:
            seen.add(target)
            edge.append(target)
    return seen
