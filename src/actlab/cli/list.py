"""``actlab list``: the activations that are known."""

from __future__ import annotations

import sys

import click

from actlab.activations import CATALOGUE, Interval
from actlab.cli._options import common, print_json
from actlab.i18n import _

SCHEMA = "actlab.list/1"
_PIPE_WIDTH = 200


@click.command("list", help=_("List the activations that are known."))
@common
def command(json_: bool) -> None:
    """Print one line an activation."""
    if json_:
        print_json(SCHEMA, {"activations": [_plain(entry) for entry in CATALOGUE]})
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in (_("name"), _("kind"), _("range"), _("formula")):
        table.add_column(title, no_wrap=True)
    for entry in CATALOGUE:
        span = str(Interval.parse(entry.range)) if entry.range else ""
        table.add_row(entry.name, entry.kind, Text(span), Text(entry.formula or _("(acts on a vector)")))
    Console(highlight=False, width=None if sys.stdout.isatty() else _PIPE_WIDTH).print(table)
    click.echo(_("`actlab show NAME` tells more of one."))


def _plain(entry: object) -> dict[str, object]:
    from actlab.activations import Activation

    assert isinstance(entry, Activation)
    return {
        "name": entry.name,
        "title": entry.title,
        "kind": entry.kind,
        "range": entry.range,
        "formula": entry.formula,
        "aliases": list(entry.aliases),
        "shelf": entry.shelf,
    }
