"""The package as it is installed: a hash of its files, and the versions of what it stands on."""

from __future__ import annotations

import functools
import hashlib
import platform
from importlib.metadata import version
from pathlib import Path

__all__ = ["code_digest", "environment"]

_LIBRARIES = (
    "torch", "numpy", "scipy", "scikit-learn", "pandas", "pyarrow", "altair", "vl-convert-python", "jinja2",
)  # fmt: skip
"""What decides numbers and pages."""


@functools.cache
def code_digest() -> str:
    """Return a hash of all files of this package that decide what it does."""
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted(path for path in root.rglob("*") if path.is_file() and path.suffix not in (".pyc", ".po")):
        digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def environment() -> list[str]:
    """Return Python, the machine and the libraries, without importing any.

    >>> environment()[0].startswith("3.")
    True
    """
    return [platform.python_version(), platform.machine(), *(f"{name} {version(name)}" for name in _LIBRARIES)]
