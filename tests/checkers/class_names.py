"""Class names that stand in several parts of a package, where a reader would take one for the other."""

import ast
from pathlib import Path


def shared_class_names(package: Path) -> list[str]:
    """Return the public class names that are defined in several parts, with the parts, a sentence per line."""
    parts: dict[str, set[str]] = {}
    for file in sorted(package.rglob("*.py")):
        part = file.relative_to(package).parts[0].removesuffix(".py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                parts.setdefault(node.name, set()).add(part)
    return [f"{name} stands in {', '.join(sorted(held))}" for name, held in sorted(parts.items()) if len(held) > 1]
