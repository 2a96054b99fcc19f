"""The finished run of the very same request, found without planning it anew: no torch is loaded, no figure drawn.

A finished run remembers, in `NAME`, a hash of what was asked for with all that decides the answer, and the hash of each
of its files. It is found again only where both still hold; all else goes the whole way.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from actlab._shared.package import code_digest, environment
from actlab.comparison.comparison import Comparison, load
from actlab.errors import ActlabError
from actlab.i18n import current_language

__all__ = ["NAME", "find", "remember"]

NAME = "request.json"

_PAGE = "report.html"
_UNKNOWN = frozenset({"data", "model", "activations"})
"""Options that bring code or data of the user's, whose content is known only when they are read."""

_NO_MATTER = frozenset({"workers", "out", "pilot"})
"""Options on which no record depends."""


def find(candidates: Sequence[str], asked: Mapping[str, Any]) -> Comparison | None:
    """Return the finished comparison of a request; None where there is none, or where anything of it has changed.

    Args:
        candidates: As on the command line.
        asked: The options that are not at their defaults, by name.
    """
    wanted = _digest(candidates, asked)
    if wanted is None:
        return None
    return next((found for folder in _folders(asked.get("out")) if (found := _held(folder, wanted))), None)


def remember(comparison: Comparison, candidates: Sequence[str], asked: Mapping[str, Any]) -> None:
    """Let `find` find a comparison, unless it ended before it was finished or has no page.

    Raises:
        StorageError: The run folder cannot be written to.
    """
    wanted, run = _digest(candidates, asked), comparison.run
    if wanted is None or comparison.stopped.reason == "time_budget" or not run.has(_PAGE):
        return
    run.write_text(NAME, json.dumps({"request": wanted, "files": dict(_files(run.path))}, indent=1))


def _digest(candidates: Sequence[str], asked: Mapping[str, Any]) -> str | None:
    """Return a hash of the request and all that decides its answer; None where no hash could cover it."""
    if _UNKNOWN & asked.keys() or any(map(_elsewhere, candidates)):
        return None
    options = {name: value for name, value in asked.items() if name not in _NO_MATTER}
    held = [[*candidates], sorted(options.items()), current_language(), code_digest(), environment()]
    return hashlib.sha256(json.dumps(held, default=repr).encode()).hexdigest()


def _elsewhere(candidate: str) -> bool:
    """Return whether an activation is looked for in another library, as timm:mish is."""
    return any("=" not in setting for part in candidate.split(",") for setting in part.split(":")[1:])


def _folders(out: Any) -> Iterator[Path]:
    if out is not None:
        yield Path(out)
        return
    try:
        yield from sorted(path for path in Path("runs").iterdir() if path.is_dir())
    except OSError:  # there are no runs
        return


def _held(folder: Path, wanted: str) -> Comparison | None:
    """Return the comparison of a folder where it is the wanted one and every file is as it was."""
    try:
        held = json.loads((folder / NAME).read_text(encoding="utf-8"))
        if held["request"] == wanted and held["files"] == dict(_files(folder)):
            return load(folder)
    except (OSError, ValueError, TypeError, KeyError, ActlabError):  # the whole way says what is wrong
        return None
    return None


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the run's files and their hashes; what an earlier, shorter run said is none of them."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name != NAME and not name.startswith("earlier/"):
            yield name, hashlib.sha256(path.read_bytes()).hexdigest()
