"""The lessons as files, at one call."""

from __future__ import annotations

from pathlib import Path

from actlab.lessons import lessons
from actlab.lessons.pages import write_lessons

__all__ = ["FOLDER", "learn"]

FOLDER = Path("runs") / "evidence"
"""Where pages lie when no folder is named: beside those of the claims."""


def learn(out: str | Path = FOLDER) -> list[Path]:
    """Write all lessons on activation functions: pages and notebooks in both languages.

    Args:
        out: The folder; claims whose pages lie in it are linked.

    Returns:
        The lists of lessons: the first opens in the language now spoken.

    Raises:
        StorageError: A page cannot be written.

    >>> import tempfile
    >>> learn(tempfile.mkdtemp())[0].name
    'learn.html'
    """
    return write_lessons(lessons(), Path(out))
