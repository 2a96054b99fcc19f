"""The journal of looks: which pairs of candidates were judged on which blocks, whatever was asked of them.

It lies outside the run folders, so that deleting those resets nothing, and lines are only ever added to it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from actlab._shared.plain import rebuild

__all__ = ["Journal", "Look"]

_SETTING = "ACTLAB_JOURNAL"
_OFF = "off"


@dataclass(frozen=True)
class Look:
    """One judgement of one pair.

    Args:
        training: Hash of what was trained, the root seed, the number of blocks and the candidates aside.
        seed: The root seed.
        pair: The digests of the two candidates, in ascending order.
        blocks: How many blocks were judged.
        rule: The rule by which they were.

    >>> Look("t", 0, ("a", "b"), 30, "fixed").blocks
    30
    """

    training: str
    seed: int
    pair: tuple[str, str]
    blocks: int
    rule: str


@dataclass(frozen=True)
class Journal:
    """A file of looks, one per line; without a path nothing is kept and nothing is known.

    Args:
        path: Where it lies or will lie.

    >>> import tempfile
    >>> journal = Journal(Path(tempfile.mkdtemp()) / "journal.jsonl")
    >>> journal.add([Look("t", 0, ("a", "b"), 30, "fixed")])
    True
    >>> [look.blocks for look in journal.looks("t")]
    [30]
    """

    path: Path | None

    @classmethod
    def of_user(cls) -> Journal:
        """Return the user's journal: where ACTLAB_JOURNAL says, or in the folder in which programs keep their state.

        ``ACTLAB_JOURNAL=off`` switches it off.
        """
        said = os.environ.get(_SETTING)
        if said:
            return cls(None if said == _OFF else Path(said))
        return cls(_state_folder() / "actlab" / "journal.jsonl")

    def looks(self, training: str) -> list[Look]:
        """Return the looks at a training in the order in which they happened; lines that cannot be read are skipped."""
        return [look for look in self._read() if look.training == training]

    def add(self, looks: Iterable[Look]) -> bool:
        """Write down the looks that are not there yet; return whether they could be written."""
        if self.path is None:
            return False
        held = set(self._read())
        lines = [json.dumps(asdict(look)) for look in dict.fromkeys(looks) if look not in held]
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if lines:
                with self.path.open("a", encoding="utf-8") as file:
                    file.write("".join(f"{line}\n" for line in lines))
        except OSError:
            return False
        return True

    def _read(self) -> list[Look]:
        if self.path is None:
            return []
        try:
            lines = self.path.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return []
        return [look for line in lines if (look := _look(line)) is not None]


def _look(line: str) -> Look | None:
    try:
        return rebuild(Look, json.loads(line))
    except ValueError:
        return None


def _state_folder() -> Path:
    """Return the folder in which a user's programs keep what should outlive their output."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
