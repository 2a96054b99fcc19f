"""What is installed, and in which version; all other code is the user's own and has to be looked into."""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import os
import site
import sys
import sysconfig
from contextlib import suppress
from pathlib import Path
from types import ModuleType

__all__ = ["file_is_installed", "hash_of_file", "is_compiled", "module_is_installed", "version_of"]

_SOURCE = (".py", ".pyc", ".ipynb")


@functools.cache
def _roots() -> tuple[str, ...]:
    """Return the folders of the standard library, of installed packages and of this package."""
    paths = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    paths |= {*site.getsitepackages(), site.getusersitepackages(), str(Path(__file__).parents[1])}
    paths |= {path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")}
    paths.add(str(Path(os.__file__).parent))
    return tuple({os.path.join(os.path.realpath(path), "") for path in paths if path})  # noqa: PTH118  ends in a slash


@functools.lru_cache(maxsize=4096)
def file_is_installed(path: str) -> bool:
    """Return whether a file, as code objects and modules name it, belongs to Python or an installed package.

    >>> import json
    >>> file_is_installed(json.__file__), file_is_installed("mine.py"), file_is_installed("<string>")
    (True, False, False)
    """
    if path.startswith("<frozen"):
        return True
    return not path.startswith("<") and os.path.realpath(path).startswith(_roots())


def module_is_installed(module: ModuleType) -> bool:
    """Return whether a module is a part of Python or of an installed package.

    >>> module_is_installed(sys), module_is_installed(ModuleType("made_up"))
    (True, False)
    """
    if module.__name__ in sys.builtin_module_names:
        return True
    spec = getattr(module, "__spec__", None)
    if spec is not None and spec.origin in ("built-in", "frozen"):
        return True
    path = getattr(module, "__file__", None)
    if path is not None:
        return file_is_installed(path)
    if any(file_is_installed(os.path.join(folder, "")) for folder in getattr(module, "__path__", ())):  # noqa: PTH118
        return True
    above = sys.modules.get(module.__name__.rpartition(".")[0])
    return isinstance(above, ModuleType) and module_is_installed(above)


def version_of(name: str) -> str:
    """Return the version of the package that a module belongs to; a hash of its file where it has none.

    Args:
        name: The module's dotted name.

    >>> version_of("json") == f"python {sys.version_info.major}.{sys.version_info.minor}"
    True
    """
    top = name.partition(".")[0]
    if top in sys.stdlib_module_names:
        return f"python {sys.version_info.major}.{sys.version_info.minor}"
    module = sys.modules.get(top)
    with suppress(Exception):  # a lazy module may fail in any way
        return str(module.__version__)  # type: ignore[union-attr]
    with suppress(importlib.metadata.PackageNotFoundError):
        return importlib.metadata.version(top)
    return hash_of_file(module)


def hash_of_file(module: ModuleType | None) -> str:
    """Return the hash of a module's file, or "" where there is none to read."""
    with suppress(OSError, TypeError):
        return hashlib.sha256(Path(str(getattr(module, "__file__", ""))).read_bytes()).hexdigest()
    return ""


def is_compiled(module: ModuleType) -> bool:
    """Return whether a module comes from a file that is no Python source, as an extension does."""
    path = getattr(module, "__file__", None)
    return bool(path) and not str(path).endswith(_SOURCE)
