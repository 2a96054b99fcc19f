"""``actlab swap my.py:model --to gelu``: what the replacement of a model's activations does, and its weights."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from actlab.cli._options import common, print_json
from actlab.errors import UsageError
from actlab.i18n import _

if TYPE_CHECKING:
    from actlab.surgery import Sites, SwapPlan


@click.command(
    "swap",
    help=_("Show every activation call of a model, and what replacing them does to each output."),
    epilog=_("Without --to it shows the calls alone. A swapped model is made in Python by actlab.swap."),
)
@click.argument("model")
@click.option("--to", metavar="NAME", help=_("The new activation, such as gelu or leaky_relu:negative_slope=0.2."))
@click.option(
    "--from", "old", metavar="NAME", help=_("What is replaced: a name or a path pattern; by default the commonest.")
)
@click.option("--shape", metavar="N,...", help=_("Shape of a random input, such as 1,3,32,32."))
@click.option("--data", type=click.Path(path_type=Path), help=_("A .npy or .npz file with inputs."))
@click.option("--save", type=click.Path(path_type=Path), help=_("Write the swapped model's state dict here."))
@common
def command(
    model: str, to: str | None, old: str | None, shape: str | None, data: Path | None, save: Path | None, json_: bool
) -> None:
    """Print the sites, or the plan of a swap."""
    from actlab.surgery import find_sites, plan_swap
    from actlab.surgery.reading import read_input, read_module

    x, module = read_input(shape, data), read_module(model)
    sites = find_sites(module, x)
    if to is None:
        if save is not None or old is not None:
            raise UsageError(_("--from and --save belong to --to; add it."))
        _print(sites, None, json_)
        return
    plan = plan_swap(module, {old or _commonest(sites): to}, x)
    if save is not None:
        import torch

        torch.save(plan.apply().model.state_dict(), save)
    _print(sites, plan, json_)
    if save is not None and not json_:
        click.echo(_("Written: {path}").format(path=save))


def _commonest(sites: Sites) -> str:
    """Return the elementwise activation that is called at most sites."""
    from actlab.activations import CATALOGUE

    names = [site.meaning.entry for site in sites if CATALOGUE[site.meaning.entry].kind == "elementwise"]
    if not names:
        raise UsageError(_("The model makes no elementwise activation call. {sites}").format(sites=sites))
    return Counter(names).most_common(1)[0][0]


def _print(sites: Sites, plan: SwapPlan | None, json_: bool) -> None:
    if not json_:
        click.echo(str(plan or sites))
        return
    becomes = {} if plan is None else {each.site.label: each for each in plan.replaced}
    print_json(
        "actlab.swap/1",
        {
            "sites": [
                {
                    "site": site.label,
                    "call": site.name,
                    "activation": site.meaning.label,
                    "calls": site.calls,
                    "shape": list(site.shape),
                    "line": site.line,
                    "becomes": repr(becomes[site.label].new) if site.label in becomes else None,
                    "change": becomes[site.label].error if site.label in becomes else None,
                }
                for site in sites
            ],
            "unseen": [vars(each) for each in sites.unseen],
        },
    )
