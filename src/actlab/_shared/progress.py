"""A progress bar where somebody looks: on a terminal, and in a notebook."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from typing import Any

from actlab.i18n import _

__all__ = ["bar_on_terminal", "bar_where_seen"]

Report = Callable[[int, int], None]


@contextmanager
def bar_on_terminal(of: str) -> Iterator[Report]:
    """Give a function that is called with the numbers of finished and of all things, and shows them with the time left.

    Args:
        of: What is counted.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(of)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def bar_where_seen() -> Iterator[Report | None]:
    """Give what shows progress on a terminal or in a notebook; None where nobody looks, as in a script's log."""
    if _in_notebook():
        yield _bar_in_notebook(_("networks"))
    elif sys.stderr is not None and sys.stderr.isatty():
        with bar_on_terminal(_("networks")) as report:
            yield report
    else:
        yield None


def _in_notebook() -> bool:
    """Return whether the session is a notebook's, which shows HTML."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return type(shell).__name__ == "ZMQInteractiveShell"


def _bar_in_notebook(of: str) -> Report:
    shown: Any = importlib.import_module("IPython.display")
    handle: Any = shown.display(shown.HTML(""), display_id=True)

    def report(done: int, total: int) -> None:
        text = f"<progress value='{done}' max='{max(total, 1)}'></progress> {done}/{total} {escape(of)}"
        handle.update(shown.HTML("" if done >= total else text))

    return report
