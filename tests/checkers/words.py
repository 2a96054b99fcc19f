"""What must agree between the two languages of a text: accuracy is exactitud, and precisión is precision alone."""

import ast
from collections.abc import Iterator
from pathlib import Path


def pairs(source: str) -> Iterator[tuple[str, str]]:
    """Yield the English and the Spanish of each call with the arguments en= and es=, f-strings and tuples included."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            given = {keyword.arg: keyword.value for keyword in node.keywords}
            if {"en", "es"} <= given.keys():
                yield _words(given["en"]), _words(given["es"])


def _words(node: ast.expr) -> str:
    parts = [each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    return " ".join(parts).lower()


def confusions(source: str) -> list[str]:
    """Return the Spanish texts that say accuracy or precision by another word than the glossary's."""
    return [
        spanish
        for english, spanish in pairs(source)
        if ("accura" in english and "exactitud" not in spanish) or ("precisi" in spanish and "precis" not in english)
    ]


def confused(folder: Path) -> list[str]:
    """Return the confusions in all files of a folder."""
    return [
        f"{file.name}: {each}"
        for file in sorted(folder.rglob("*.py"))
        for each in confusions(file.read_text(encoding="utf-8"))
    ]
