"""``actlab calibrate NAME``: how often do verdicts err on this very set-up?"""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from typing import Any

import click

from actlab.cli._declared import declared, given
from actlab.cli._options import common, print_json
from actlab.comparison.options import CalibrateOptions
from actlab.i18n import _


@click.command(
    "calibrate",
    help=_("Compare an activation with itself, many times: how often does a verdict err on this very set-up?"),
    epilog=_(
        "Give your own data, network and settings, as to `actlab compare`. Initial weights, the order of the batches "
        "and trials are drawn anew for the second of each pair, so that there is no difference to be found."
    ),
)
@click.argument("candidate")
@declared(CalibrateOptions, several={})
@common
def command(candidate: str, json_: bool, **options: Any) -> None:
    """Train, judge, and print how often a better one was named."""
    from actlab.cli._progress import progress_bar
    from actlab.comparison.calibrate import SCHEMA, calibrate

    with progress_bar() as progress, redirect_stdout(sys.stderr):  # code of the user's may print
        found = calibrate(candidate, **given(options), progress=progress)
    if json_:
        print_json(SCHEMA, {name: value for name, value in found.to_dict().items() if name != "schema"})
    else:
        click.echo(found.verdict())
