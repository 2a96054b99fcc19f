"""``actlab open [RUN]``: the page of a run in the browser, of the last one by default."""

from __future__ import annotations

from pathlib import Path

import click

from actlab.cli._options import common, print_json
from actlab.errors import UsageError
from actlab.i18n import _

SCHEMA = "actlab.open/1"


@click.command("open", help=_("Open a run's page in the browser, by default the latest run's."))
@click.argument("run", type=click.Path(path_type=Path), required=False)
@common
def command(run: Path | None, json_: bool) -> None:
    """Find the page and open it; where no browser is found, the path is still said."""
    page = _page(run)
    opened = click.launch(page.resolve().as_uri()) == 0
    if json_:
        print_json(SCHEMA, {"page": str(page), "opened": opened})
    else:
        click.echo(page)


def _page(run: Path | None) -> Path:
    """Return the page of a run, or the newest page of the runs here.

    Raises:
        UsageError: There is none.
    """
    if run is not None:
        page = run if run.suffix == ".html" else run / "report.html"
        if not page.is_file():
            raise UsageError(_("{run} has no page; write it with `actlab report {run}`.").format(run=run))
        return page
    pages = sorted(Path("runs").glob("*/report.html"), key=lambda page: page.stat().st_mtime)
    if not pages:
        raise UsageError(_("There is no page in runs; `actlab compare relu tanh` leaves one."))
    return pages[-1]
