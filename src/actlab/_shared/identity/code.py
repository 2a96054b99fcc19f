"""What code looks up as it runs, and where functions and classes are found."""

from __future__ import annotations

import dis
import sys
import types
from contextlib import suppress
from typing import Any

from actlab._shared.installed import file_is_installed, module_is_installed

__all__ = ["imports_of", "is_found", "is_installed", "names_of"]


def names_of(code: types.CodeType) -> frozenset[str]:
    """Return the names that code looks up, and the strings that may be names, as in ``getattr(helper, "scale")``."""
    found = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            found |= names_of(constant)
        elif isinstance(constant, str) and constant.isidentifier():
            found.add(constant)
    return frozenset(found)


def imports_of(code: types.CodeType) -> list[str]:
    """Return the names of the modules that code imports, in order."""
    inner = [name for c in code.co_consts if isinstance(c, types.CodeType) for name in imports_of(c)]
    return [i.argval for i in dis.get_instructions(code) if i.opname == "IMPORT_NAME"] + inner


def is_found(value: Any) -> bool:
    """Return whether a class or function is what its own name leads to."""
    found: Any = sys.modules.get(value.__module__ or "")
    with suppress(AttributeError):
        for name in value.__qualname__.split("."):
            found = getattr(found, name)
        return found is value
    return False


def is_installed(value: Any) -> bool:
    if isinstance(value, types.FunctionType):
        return file_is_installed(value.__code__.co_filename)
    module = sys.modules.get(value.__module__)
    return value.__module__ == "builtins" or (module is not None and module_is_installed(module))
