"""The tiers of the tests, read from their source: what needs more than the extra `test` installs says so."""

import ast
from collections.abc import Iterator
from pathlib import Path

INSTALLED = frozenset({"pyarrow"})
"""What `pytest.importorskip` may ask for without a mark."""


def unmarked(tests: Path) -> list[str]:
    """Return the places that skip where a package or a browser is missing and do not carry the mark ``extras``."""
    return [f"{file.relative_to(tests)}: {name}" for file in sorted(tests.rglob("test_*.py")) for name in _in(file)]


def _in(file: Path) -> Iterator[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    if any(isinstance(node, ast.Assign) and "pytestmark" in ast.unparse(node) and _marked(node) for node in tree.body):
        return
    for node in tree.body:
        needs = {found for found in _needed(node) if found not in INSTALLED}
        decorators = getattr(node, "decorator_list", [])
        if needs and not any(map(_marked, decorators)):
            yield f"{getattr(node, 'name', 'the module')} needs {', '.join(sorted(needs))}"


def _marked(node: ast.AST) -> bool:
    return "mark.extras" in ast.unparse(node)


def _needed(node: ast.AST) -> Iterator[str]:
    for call in ast.walk(node):
        if not isinstance(call, ast.Call):
            continue
        name = ast.unparse(call.func)
        if name == "pytest.importorskip":
            first = call.args[0]
            yield str(first.value) if isinstance(first, ast.Constant) else ast.unparse(first)
        elif name == "browser.find":
            yield "a browser"
