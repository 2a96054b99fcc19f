"""``actlab playground``: the page in which paired networks train in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import click

from actlab.cli._options import common, print_json
from actlab.i18n import _

SCHEMA = "actlab.playground/1"


@click.command("playground", help=_("Write an offline page in which paired networks train while you watch."))
@click.option(
    "--activation",
    "activations",
    multiple=True,
    metavar="FILE:NAME",
    help=_("Your own function, such as mine.py:my_act."),
)
@click.option("--data", type=click.Path(path_type=Path), help=_("Your own table: CSV, Parquet or npz."))
@click.option("--target", help=_("The column of the table to predict."))
@click.option("--drop", metavar=_("COLUMN,..."), help=_("Columns of the table to leave out."))
@click.option("--settings", default="", metavar="LINK", help=_("What the page opens with, as its own links have it."))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("playground.html"),
    show_default=True,
    help=_("The page's file."),
)
@click.option("--open", "open_", is_flag=True, help=_("Open the page in the browser."))
@common
def command(
    activations: tuple[str, ...],
    data: Path | None,
    target: str | None,
    drop: str | None,
    settings: str,
    out: Path,
    open_: bool,
    json_: bool,
) -> None:
    """Write the page and say where it is."""
    from actlab.playground import write_page

    page = write_page(out, functions=_own(activations), table=_table(data, target, drop), state=_state(settings))
    opened = open_ and click.launch(page.resolve().as_uri()) == 0
    if json_:
        print_json(SCHEMA, {"page": str(page), "bytes": page.stat().st_size, "opened": opened})
    else:
        click.echo(_("Page: {path}. Open it in a browser; it needs no connection.").format(path=page))


def _own(activations: tuple[str, ...]) -> dict[str, Any]:
    from actlab.activations.own import read_own
    from actlab.playground import own_function

    entries = [read_own(text) for text in activations]
    return {entry.name: own_function(entry) for entry in entries}


def _table(data: Path | None, target: str | None, drop: str | None) -> Any:
    if data is None:
        return None
    from actlab.playground import own_table
    from actlab.workloads import read_data

    return own_table(read_data(data, target=target, drop=drop))


def _state(settings: str) -> dict[str, str]:
    """Return the settings of a link; the page says which of them it cannot use."""
    return dict(parse_qsl(settings.partition("#")[2] or settings))
