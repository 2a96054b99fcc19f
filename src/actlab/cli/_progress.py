"""Progress on standard error: a bar with the time left on a terminal, plain lines in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from actlab._shared.progress import bar_on_terminal
from actlab.i18n import _

if TYPE_CHECKING:
    from actlab.population.execute import Progress

__all__ = ["progress_bar"]


@contextmanager
def progress_bar(of: str | None = None) -> Iterator[Progress]:
    """Give a function that is called with the numbers of finished and of all networks, or of other steps."""
    if not sys.stderr.isatty():
        yield _plain_lines(of or _("networks"))
        return
    with bar_on_terminal(of or _("networks")) as report:
        yield report


def _plain_lines(of: str) -> Progress:
    """Say something at each tenth."""
    said = -1

    def report(done: int, total: int) -> None:
        nonlocal said
        tenth = 10 * done // max(total, 1)
        if tenth > said:
            said = tenth
            click.echo(_("{done} of {total} {things}").format(done=done, total=total, things=of), err=True)

    return report
