"""``actlab plot NAME...``: the curves of activations and of their slopes."""

from __future__ import annotations

from pathlib import Path

import click

from actlab.cli._names import complete_activation
from actlab.cli._options import common, print_json
from actlab.i18n import _

SCHEMA = "actlab.plot/1"


@click.command("plot", help=_("Draw activations and their slopes: on the terminal, or as SVG with --out."))
@click.argument("names", nargs=-1, required=True, metavar=_("NAME..."), shell_complete=complete_activation)
@click.option("--low", type=float, default=-6.0, show_default=True, help=_("Where the curves begin."))
@click.option("--high", type=float, default=6.0, show_default=True, help=_("Where the curves end."))
@click.option("--out", type=click.Path(path_type=Path), help=_("Write the curves into an SVG file."))
@common
def command(names: tuple[str, ...], low: float, high: float, out: Path | None, json_: bool) -> None:
    """Draw the curves, or write them."""
    from actlab.activations.plot import plot

    drawn = plot(*names, low=low, high=high)
    if out is not None:
        click.echo(drawn.save(out), err=json_)
    if json_:
        print_json(SCHEMA, {"curves": [{"label": c.label, "x": c.x, "y": c.y} for c in drawn.curves]})
    elif out is None:
        click.echo(repr(drawn))
