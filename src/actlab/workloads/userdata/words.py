"""How names are listed in messages, and control characters of foreign names shown."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["listed", "shown"]

_NAMES_SHOWN = 5
_LONGEST = 60


def shown(name: object) -> str:
    r"""Return a name as it may be printed: control characters escaped, long names cut.

    >>> shown("a\x1b[2J")
    'a\\x1b[2J'
    """
    text = "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in str(name))
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def listed(names: Sequence[object]) -> str:
    """Return the first names and the last, often the target; all where there are few.

    >>> listed(["a", "b"])
    "'a', 'b'"
    >>> listed([*"abcdefgh", "label"])
    "'a', 'b', 'c', 'd', 'e', ..., 'label'"
    """
    quoted = [f"'{shown(name)}'" for name in names]
    return ", ".join(quoted if len(names) <= _NAMES_SHOWN + 1 else [*quoted[:_NAMES_SHOWN], "...", quoted[-1]])
