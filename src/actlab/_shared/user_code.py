"""Read ``mine.py:name`` from a file of the user's."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

from actlab.errors import UsageError
from actlab.i18n import _

__all__ = ["one_line", "read_callable"]


def read_callable(text: str, error: type[UsageError], example: str) -> tuple[Callable[..., Any], str]:
    """Return what ``mine.py:name`` names, and the file's text.

    Args:
        text: A path and a name with a colon between.
        error: What to raise.
        example: How it is written, for the messages.

    Raises:
        UsageError: Of the given kind: the file or the name is missing, or the file cannot be run.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "mine.py"
    >>> _count = path.write_text("def twice(x): return 2 * x")
    >>> read_callable(f"{path}:twice", UsageError, "mine.py:twice")[0](4)
    8
    """
    path, colon, name = text.rpartition(":")
    if not colon or not name.isidentifier():
        raise error(_("'{text}' names no function; write it like {example}.").format(text=text, example=example))
    if Path(path).is_dir():
        raise error(_("{path} is a folder; write a file and a function, like {example}.").format(
            path=path, example=example))  # fmt: skip
    if not Path(path).is_file():
        raise error(_("There is no file {path}; write it like {example}.").format(path=path, example=example))
    try:
        namespace = runpy.run_path(path)
    except SyntaxError as cause:
        raise error(
            _("{path} is not valid Python: line {line}: {reason}.").format(
                path=path, line=cause.lineno, reason=cause.msg
            )
        ) from cause
    except (Exception, SystemExit) as cause:
        raise error(_("{path} cannot be run: {error}").format(path=path, error=one_line(cause))) from cause
    if not callable(namespace.get(name)):
        raise error(_("{path} defines no function '{name}'.").format(path=path, name=name))
    return namespace[name], Path(path).read_text(encoding="utf-8")


def one_line(error: BaseException) -> str:
    r"""Return an exception's type and the first line of its message.

    >>> one_line(ValueError("no\nand no"))
    'ValueError: no'
    """
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
