"""``actlab list``: the activations that are known; ``--workloads``: on what they can be compared."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import click

from actlab.activations import CATALOGUE, Activation, RealInterval, properties
from actlab.cli._options import common, print_json
from actlab.cli._workloads import print_workloads
from actlab.errors import UsageError
from actlab.i18n import _

SCHEMA = "actlab.list/1"
_PIPE_WIDTH = 200
_KINDS = ("elementwise", "vector", "gated")
_PROPERTIES = tuple(name for name in properties.__all__ if name != "Property")


@click.command("list", help=_("List the activations that are known."))
@click.option("--kind", type=click.Choice(_KINDS), help=_("Only those of this kind."))
@click.option(
    "--property",
    "declared",
    type=click.Choice(_PROPERTIES, case_sensitive=False),
    metavar="PROPERTY",
    help=_("Only those with this property, such as odd, monotone or smooth."),
)
@click.option("--source", metavar="TEXT", help=_("Only those whose source has this text: an author, a year, a title."))
@click.option("--library", metavar="NAME", help=_("Only those that this library has too, as torch, jax, keras, timm."))
@click.option("--workloads", is_flag=True, help=_("List what `actlab compare --workload` knows instead."))
@common
def command(
    kind: str | None, declared: str | None, source: str | None, library: str | None, workloads: bool, json_: bool
) -> None:
    """Print one line per activation, or one per workload."""
    if workloads:
        if any((kind, declared, source, library)):
            raise UsageError(_("--kind, --property, --source and --library are about activations; omit --workloads."))
        print_workloads(json_=json_)
        return
    fitting = [entry for entry in _of_library(library) if _fits(entry, kind, declared, source)]
    if json_:
        print_json(SCHEMA, {"activations": [_plain(entry) for entry in fitting]})
        return
    if not fitting:
        click.echo(_("No activation fits. `actlab list` without filters shows all."))
        return
    _print(fitting)


def _of_library(library: str | None) -> list[Activation]:
    """Return the entries with a twin in that library, all where none is named."""
    if library is None:
        return list(CATALOGUE)
    known = sorted({twin.library for entry in CATALOGUE for twin in entry.twins})
    if library not in known:
        raise UsageError(
            _("No activation has a twin in '{library}'. Libraries: {known}.").format(
                library=library, known=", ".join(known)
            )
        )
    return [entry for entry in CATALOGUE if any(twin.library == library for twin in entry.twins)]


def _fits(entry: Activation, kind: str | None, declared: str | None, source: str | None) -> bool:
    return (
        kind in (None, entry.kind)
        and (declared is None or entry.find_property(getattr(properties, declared)) is not None)
        and (source is None or source.lower() in str(entry.source).lower())
    )


def _print(entries: Iterable[Activation]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in (_("name"), _("kind"), _("range"), _("formula")):
        table.add_column(title, no_wrap=True)
    for entry in entries:
        span = str(RealInterval.parse(entry.range)) if entry.range else ""
        table.add_row(entry.name, entry.kind, Text(span), Text(entry.formula or _("(acts on a vector)")))
    Console(highlight=False, width=None if sys.stdout.isatty() else _PIPE_WIDTH).print(table)
    click.echo(_("`actlab show NAME` tells more of one."))


def _plain(entry: Activation) -> dict[str, object]:
    return {
        "name": entry.name,
        "title": entry.title,
        "kind": entry.kind,
        "range": entry.range,
        "formula": entry.formula,
        "aliases": list(entry.aliases),
        "shelf": entry.shelf,
    }
