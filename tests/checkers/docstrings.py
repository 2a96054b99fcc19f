"""A docstring is a contract: every public name has one, with an example."""

import doctest
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import Any


def public_objects(package: ModuleType) -> Iterator[tuple[str, Any]]:
    """Yield the functions and classes that a package exports, with their dotted names."""
    for name in package.__all__:
        value = getattr(package, name)
        if inspect.isfunction(value) or inspect.isclass(value):
            yield f"{package.__name__}.{name}", value


def without_example(objects: list[tuple[str, Any]]) -> list[str]:
    """Return the names whose docstring is missing or holds no example."""
    return [name for name, value in objects if not doctest.DocTestParser().get_examples(value.__doc__ or "")]


def without_docstring(objects: list[tuple[str, Any]]) -> list[str]:
    """Return the public methods and properties, and the objects themselves, that say nothing."""
    found = []
    for name, value in objects:
        parts = vars(value).items() if inspect.isclass(value) else ()
        speaking = [(f"{name}.{part}", it) for part, it in parts if not part.startswith("_") and _speaks(it)]
        found += [each for each, it in [(name, value), *speaking] if not (inspect.getdoc(it) or "").strip()]
    return found


def _speaks(value: Any) -> bool:
    return inspect.isfunction(value) or isinstance(value, property | classmethod | staticmethod)


def modules(package: ModuleType) -> Iterator[ModuleType]:
    """Yield all modules of a package, imported."""
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield importlib.import_module(info.name)
