"""``actlab facts NAME``: what follows from an activation's formula."""

from __future__ import annotations

import click

from actlab.activations.reading import find_activation
from actlab.cli._options import common, print_json
from actlab.i18n import _

SCHEMA = "actlab.facts/1"


@click.command("facts", help=_("Derive what follows from an activation: range, minimum, gain, smoothness ..."))
@click.argument("name")
@click.option("--cost", is_flag=True, help=_("Measure memory and time against ReLU too; takes a second."))
@common
def command(name: str, cost: bool, json_: bool) -> None:
    """Print one line a fact."""
    from actlab.properties import fact_lines, facts, measure_cost

    entry = find_activation(name)
    found = facts(entry).plain()
    measured = measure_cost(entry).plain() if cost else {}
    if json_:
        print_json(SCHEMA, {**found, **({"cost": measured} if cost else {})})
        return
    if entry.kind != "elementwise":
        click.echo(
            _("{name} is not elementwise: most facts are about functions of one number.").format(name=entry.name)
        )
    for line in fact_lines({**found, **measured}):
        click.echo(line)
