"""``actlab facts NAME``: what follows from an activation's formula."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from actlab.activations import CATALOGUE
from actlab.cli._options import common, print_json
from actlab.i18n import _

SCHEMA = "actlab.facts/1"


@click.command("facts", help=_("Derive what follows from an activation: range, minimum, gain, smoothness ..."))
@click.argument("name")
@click.option("--cost", is_flag=True, help=_("Measure memory and time against ReLU too; takes a second."))
@common
def command(name: str, cost: bool, json_: bool) -> None:
    """Print one line a fact."""
    from actlab.properties import facts, measure_cost

    entry = CATALOGUE[name]
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


def fact_lines(found: Mapping[str, Any]) -> list[str]:
    """Return one line for each fact that exists."""
    return [f"{_titles()[key]:<40} {_shown(value)}" for key, value in found.items() if value is not None]


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_shown, value)) or _("none")
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _titles() -> dict[str, str]:
    return {
        "name": _("name"),
        "range": _("range"),
        "range_float32": _("values reached in float32"),
        "range_bfloat16": _("values reached in bfloat16"),
        "minimum": _("minimum"),
        "minimum_at": _("minimum at x ="),
        "maximum": _("maximum"),
        "maximum_at": _("maximum at x ="),
        "zeros": _("zeros"),
        "smoothness": _("smoothness"),
        "lipschitz": _("Lipschitz constant, sup |f'|"),
        "curvature": _("largest curvature, sup |f''|"),
        "limits": _("limits towards -∞ and +∞"),
        "slopes": _("slopes towards -∞ and +∞"),
        "mean": _("E f(Z), Z standard normal"),
        "second_moment": _("E f(Z)²"),
        "slope_second_moment": _("E f'(Z)²"),
        "gain": _("gain"),
        "backward_gain": _("backward gain"),
        "chi": _("chi at that gain"),
        "fixed_point": _("fixed point of the variance map"),
        "fixed_point_slope": _("slope of the map there"),
        "weight_scale": _("init_: sd of weight · sqrt(fan_in)"),
        "bias_scale": _("init_: sd of bias"),
        "bytes_kept": _("bytes an element kept for backward"),
        "forward": _("forward time, ReLU = 1"),
        "backward": _("forward and backward time, ReLU = 1"),
    }
