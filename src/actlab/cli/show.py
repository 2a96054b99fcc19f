"""``actlab show NAME``: what is known of one activation."""

from __future__ import annotations

from typing import Any

import click

from actlab.activations import Activation
from actlab.activations.code import pytorch_code
from actlab.activations.reading import find_activation
from actlab.cli._options import common, print_json
from actlab.i18n import _

SCHEMA = "actlab.show/1"


@click.command("show", help=_("Show an activation: formula, range, properties, strengths, weaknesses, PyTorch code."))
@click.argument("name")
@common
def command(name: str, json_: bool) -> None:
    """Print one activation."""
    from actlab.properties import cached_facts, show

    entry = find_activation(name)
    known = cached_facts(entry)
    facts = known.plain() if known else None
    if json_:
        print_json(SCHEMA, {**_plain(entry), "facts": facts})
        return
    shown = show(entry)
    click.echo(f"{click.style(entry.title, bold=True)} ({entry.name})")
    for title, lines in shown.sections:
        click.echo(f"\n{click.style(title, bold=True)}")
        for line in lines:
            click.echo(f"  {line}")


def _plain(entry: Activation) -> dict[str, Any]:
    return {
        "name": entry.name,
        "title": entry.title,
        "kind": entry.kind,
        "formula": entry.formula,
        "range": entry.range,
        "parameters": [
            {"name": p.name, "default": p.default, "domain": p.domain, "text": str(p.text)} for p in entry.parameters
        ],
        "properties": [{"kind": type(declared).__name__, "text": str(declared.text)} for declared in entry.properties],
        "strengths": [str(text) for text in entry.strengths],
        "weaknesses": [str(text) for text in entry.weaknesses],
        "aliases": list(entry.aliases),
        "twins": [{"where": t.where, "arguments": t.arguments, "differs": str(t.differs or "")} for t in entry.twins],
        "source": str(entry.source),
        "shelf": entry.shelf,
        "pytorch": pytorch_code(entry),
    }
