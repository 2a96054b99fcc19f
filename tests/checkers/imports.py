"""Who imports whom, read from the source without running it, against the table of the design."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

ANYTHING = frozenset({"*"})

ALLOWED: Mapping[str, frozenset[str]] = {
    "cli": ANYTHING,
    "comparison": frozenset({"population", "statistics", "records", "activations", "workloads", "report", "surgery"}),
    "evidence": frozenset(
        {"comparison", "properties", "population", "statistics", "records", "activations", "workloads"}
    ),
    "lessons": frozenset({"report", "evidence", "activations", "records"}),
    "estimators": frozenset({"population", "activations", "workloads"}),
    "report": frozenset({"records", "statistics"}),
    "population": frozenset({"activations", "workloads", "records", "pointwise"}),
    "properties": frozenset({"activations", "records"}),
    "diagnostics": frozenset({"activations", "records"}),
    "surgery": frozenset({"activations", "records"}),
    "integrations": frozenset({"activations", "records"}),
    "pointwise": frozenset(),
    "activations": frozenset(),
    "workloads": frozenset(),
    "records": frozenset(),
    "statistics": frozenset(),
}
"""What each part may import besides itself and the common top-level files."""

COMMON = frozenset({"_shared", "errors", "i18n", "sources"})
"""The parts that all may use, and that use none of the parts."""


def edges(package: Path) -> Iterator[tuple[str, str, str]]:
    """Yield (file, part, imported part) for each import of the package's own modules, however deep it stands."""
    for file in sorted(package.rglob("*.py")):
        place = file.relative_to(package)
        part = place.parts[0].removesuffix(".py")
        for name in _imported(ast.parse(file.read_text(encoding="utf-8")), package.name):
            yield str(place), part, name


def _imported(tree: ast.AST, package: str) -> Iterator[str]:
    typing_only = {id(node) for block in ast.walk(tree) if _is_typing(block) for node in ast.walk(block)}
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == package:
            names = [f"{package}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        else:
            continue
        yield from (name.split(".")[1] for name in names if name.startswith(f"{package}."))


def _is_typing(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def trespasses(package: Path) -> list[str]:
    """Return what breaks the table, a sentence a line."""
    return [
        f"{file} imports {package.name}.{target}, which {part} may not"
        for file, part, target in edges(package)
        if part != "__init__" and target != part and not _may(part, target)
    ]


def _may(part: str, target: str) -> bool:
    if target in COMMON or target.startswith("__"):
        return True
    allowed = ALLOWED.get(part, frozenset())
    return target in allowed or allowed == ANYTHING


def cycles(package: Path) -> list[list[str]]:
    """Return the groups of parts that import one another, directly or by way of others."""
    graph: dict[str, set[str]] = {}
    for _, part, target in edges(package):
        if part != "__init__" and target != part:
            graph.setdefault(part, set()).add(target)
    return [sorted(path) for path in {frozenset(_reach(graph, a) & _back(graph, a)) for a in graph} if len(path) > 1]


def _reach(graph: dict[str, set[str]], start: str) -> set[str]:
    seen, edge = {start}, [start]
    while edge:
        for target in graph.get(edge.pop(), set()) - seen:
            seen.add(target)
            edge.append(target)
    return seen


def _back(graph: dict[str, set[str]], start: str) -> set[str]:
    return {part for part in graph if start in _reach(graph, part)}
