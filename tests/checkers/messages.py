"""What a user reads must be marked for translation, and be translated with the same blanks."""

import ast
import string
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir

MARKS = {"_", "N_", "ngettext"}
KEYWORDS: Mapping[str, Any] = {"_": None, "N_": None, "ngettext": (1, 2)}


def unmarked_errors(package: Path, errors: set[str]) -> list[str]:
    """Return the places where one of the errors is raised with words that are not marked for translation."""
    found = []
    for file in sorted(package.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        marking = {f.name for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) and _says_marked(f)}
        raised = [node for node in ast.walk(tree) if isinstance(node, ast.Raise) and _called(node.exc) in errors]
        found += [f"{file.relative_to(package)}:{it.lineno}" for it in raised if not _marked(it.exc, marking)]
    return found


def _called(node: ast.AST | None) -> str:
    function = node.func if isinstance(node, ast.Call) else None
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _marked(node: ast.AST | None, marking: set[str]) -> bool:
    return any(_called(each) in MARKS | marking for each in ast.walk(node)) if node else False


def _says_marked(function: ast.FunctionDef) -> bool:
    """Whether each text that the function returns is marked; such a function words an error elsewhere."""
    returns = [node for node in ast.walk(function) if isinstance(node, ast.Return)]
    return bool(returns) and all(_marked(node.value, set()) for node in returns)


def extracted(package: Path) -> dict[str, str]:
    """Return each message that is marked in the source, or the singular of one, and where it stands."""
    options: dict[str, dict[str, str]] = {"**.py": {}}
    found = extract_from_dir(str(package), [("**.py", "python")], options_map=options, keywords=KEYWORDS)
    return {message if isinstance(message, str) else message[0]: f"{file}:{line}" for file, line, message, *_ in found}


def untranslated(messages: Mapping[str, str], catalog: Catalog) -> list[str]:
    """Return the messages that lack a translation, are marked as doubtful, or whose blanks differ from it."""
    found = []
    for text, where in sorted(messages.items()):
        entry = catalog.get(text)
        words = entry.string if entry else ""
        forms = [words] if isinstance(words, str) else list(words or [""])
        if entry is None or entry.fuzzy or not all(forms):
            found.append(f"{where}: no Spanish for {text!r}")
        elif any(_blanks(form) != _blanks(text) for form in forms):
            found.append(f"{where}: other blanks in the Spanish of {text!r}")
    return found


def _blanks(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:  # a lone brace: the text is no template
        return set()


def half_texts(value: Any) -> Iterator[str]:
    """Yield the English of each bilingual text inside a value that lacks its Spanish."""
    from actlab.i18n import Text

    if isinstance(value, Text):
        if not value.es.strip():
            yield value.en
    elif isinstance(value, tuple | list):
        for each in value:
            yield from half_texts(each)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from half_texts(getattr(value, name))
