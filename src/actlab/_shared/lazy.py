"""Public names that are imported on first use, so that a package costs only what is taken from it."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["lazily"]


def lazily(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """Return a module's ``__getattr__`` that imports each name from its home and keeps it.

    Args:
        package: The ``__name__`` of the package.
        homes: Public name to the module that defines it.

    >>> lazily("actlab", {"ActlabError": "actlab.errors"})("ActlabError").__name__
    'ActlabError'
    """

    def load(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(homes[name]), name)
        setattr(sys.modules[package], name, value)
        return value

    return load
