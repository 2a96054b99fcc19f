"""``actlab show NAME``: what is known of one activation."""

from __future__ import annotations

from typing import Any

import click

from actlab.activations import CATALOGUE, Activation
from actlab.activations.code import pytorch_code
from actlab.cli._options import common, print_json
from actlab.cli.facts import fact_lines
from actlab.i18n import Text, _

SCHEMA = "actlab.show/1"


@click.command("show", help=_("Show an activation: formula, range, properties, strengths, weaknesses, PyTorch code."))
@click.argument("name")
@common
def command(name: str, json_: bool) -> None:
    """Print one activation."""
    from actlab.properties import cached_facts

    entry = CATALOGUE[name]
    known = cached_facts(entry)
    facts = known.plain() if known else None
    if json_:
        print_json(SCHEMA, {**_plain(entry), "facts": facts})
        return
    click.echo(f"{click.style(entry.title, bold=True)} ({entry.name})")
    for title, lines in [*_sections(entry), (_("Facts"), _fact_lines(entry, facts))]:
        if lines:
            click.echo(f"\n{click.style(title, bold=True)}")
            for line in lines:
                click.echo(f"  {line}")


def _sections(entry: Activation) -> list[tuple[str, list[str]]]:
    return [
        (_("Formula"), [entry.formula] if entry.formula else []),
        (_("Range"), [entry.range] if entry.range else []),
        (_("Parameters"), [f"{p.name} = {p.default:g}, {p.interval}: {p.text}" for p in entry.parameters]),
        (_("Properties"), [str(declared.text) for declared in entry.properties]),
        (_("Strengths"), [str(text) for text in entry.strengths]),
        (_("Weaknesses"), [str(text) for text in entry.weaknesses]),
        (_("Also called"), [", ".join(entry.aliases)] if entry.aliases else []),
        (_("In other libraries"), [_twin_line(twin.where, twin.differs) for twin in entry.twins]),
        (_("Source"), [str(entry.source)]),
        (_("In PyTorch"), pytorch_code(entry).splitlines()),
    ]


def _fact_lines(entry: Activation, facts: dict[str, Any] | None) -> list[str]:
    """Return the facts that were derived before; `show` itself derives none."""
    if facts is None:
        return [_("`actlab facts {name}` derives gain, minimum, smoothness and more.").format(name=entry.name)]
    return fact_lines(facts)[1:]


def _twin_line(where: str, differs: Text | None) -> str:
    return f"{where}: {differs}" if differs else where


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
