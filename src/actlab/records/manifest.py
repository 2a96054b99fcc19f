"""The hashes of a folder's records, in the form that ``sha256sum --check`` reads.

A line is added before its file appears under its name, so a file without a line was not written here. Several lines for
one name mean that it was written several times; the file must be one of them.
"""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path

__all__ = ["Manifest"]


class Manifest:
    """The list of a folder.

    Args:
        folder: Where the records lie.

    >>> import tempfile
    >>> manifest = Manifest(Path(tempfile.mkdtemp()))
    >>> manifest.note("plan.json", b"{}")
    >>> manifest.vouches("plan.json", b"{}"), manifest.vouches("plan.json", b"[]"), manifest.vouches("other", b"{}")
    (True, False, False)
    """

    NAME = "SHA256SUMS"

    def __init__(self, folder: Path) -> None:
        self.path = folder / self.NAME

    def note(self, name: str, content: bytes) -> None:
        """Add what a file is going to hold; the line reaches the disk before this returns.

        Raises:
            OSError: It cannot be written.
        """
        line = f"{_digest(content)}  {name}\n".encode()
        number = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0), 0o666)
        with os.fdopen(number, "ab") as file:  # one write of one line: other processes append to the same file
            file.write(line)
            file.flush()
            os.fsync(file.fileno())

    def vouches(self, name: str, content: bytes) -> bool:
        """Return whether a file of that name and content was written here."""
        return (name, _digest(content)) in self._lines()

    def _lines(self) -> frozenset[tuple[str, str]]:
        try:
            found = self.path.stat()
        except OSError:
            return frozenset()
        return _read(self.path, found.st_mtime_ns, found.st_size)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@lru_cache(maxsize=64)
def _read(path: Path, _changed: int, _size: int) -> frozenset[tuple[str, str]]:
    """Return the names with their digests; whatever is no such line says nothing."""
    text = path.read_text(encoding="utf-8", errors="replace")
    pairs = (line.split("  ", 1) for line in text.splitlines() if "  " in line)
    return frozenset((name, digest) for digest, name in pairs)
