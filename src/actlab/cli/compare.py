"""``actlab compare A B ...``: train paired networks and judge the difference."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from actlab.cli._options import common, print_json
from actlab.errors import UsageError
from actlab.i18n import _, ngettext

if TYPE_CHECKING:
    from actlab.activations import Activation
    from actlab.population.plan import Plan


@click.command(
    "compare",
    help=_("Compare activations: train paired networks and judge the difference."),
    epilog=_(
        "A candidate is a name (relu), a name with parameters (leaky_relu:negative_slope=0.2), or one "
        "activation for each hidden layer (relu,tanh). The first candidate is the baseline. "
        "Exit codes: 0 done, 1 internal error, 2 wrong usage, 3 could not finish, 130 interrupted."
    ),
)
@click.argument("candidates", nargs=-1)
@click.option(
    "--activation",
    "own",
    multiple=True,
    metavar="FILE:NAME",
    help=_("Your own function, as mine.py:my_act; also a candidate."),
)
@click.option("--workload", default="moons", show_default=True, help=_("On what to compare."))
@click.option(
    "--split",
    type=click.Choice(["fresh", "block", "exercise"]),
    help=_("How each block draws its data: a new data set, a new split, or the course's very split."),
)
@click.option("--hidden", metavar="N,N,...", help=_("Width of each hidden layer."))
@click.option("--epochs", type=int, help=_("Passes over the training data."))
@click.option("--learning-rate", type=float, help=_("Learning rate, the same for all candidates."))
@click.option(
    "--blocks",
    type=int,
    help=_("Number of paired blocks; the most of 200, 100, 50 and 30 that take two minutes where left out."),
)
@click.option(
    "--pairs",
    type=click.Choice(["baseline", "all"]),
    default="baseline",
    show_default=True,
    help=_("Judge all against the first, or all pairs."),
)
@click.option("--delta", type=float, help=_("Smallest difference that matters, in the metric's unit."))
@click.option("--alpha", type=float, default=0.05, show_default=True, help=_("Error rate of all pairs together."))
@click.option("--seed", type=int, default=0, show_default=True, help=_("Root of all random streams."))
@click.option("--workers", type=int, help=_("Number of processes; the number of cores where left out."))
@click.option("--out", type=click.Path(path_type=Path), help=_("Run folder; runs/<hash> where left out."))
@click.option("--dry-run", is_flag=True, help=_("Print the plan and an estimate of time, and train nothing."))
@common
def command(
    candidates: tuple[str, ...],
    own: tuple[str, ...],
    hidden: str | None,
    out: Path | None,
    workers: int | None,
    workload: str,
    dry_run: bool,
    json_: bool,
    **options: Any,
) -> None:
    """Plan, tell the plan, carry it out, tell the verdict."""
    from actlab._compare import default_folder, make_plan
    from actlab.workloads import CATALOGUE

    functions = _own_functions(own)
    named = {part for candidate in candidates for part in candidate.split(",")}
    plan = make_plan(
        [*candidates, *(name for name in functions if name not in named)],
        workload=CATALOGUE[workload],
        hidden=_widths(hidden),
        own=functions,
        workers=workers,
        looked_in=out.parent if out else Path("runs"),
        **options,
    )
    folder = out or default_folder(plan)
    _announce(plan, folder, workers)
    if dry_run:
        if json_:
            print_json("actlab.plan/1", {"plan": plan.describe(), "run": str(folder)})
        return
    _carry_out(plan, folder, workers, json_)


def _own_functions(given: tuple[str, ...]) -> dict[str, Activation]:
    from actlab.activations.own import read_own

    entries = [read_own(text) for text in given]
    return {entry.name: entry for entry in entries}


def _widths(text: str | None) -> tuple[int, ...] | None:
    if text is None:
        return None
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError as error:
        raise UsageError(_("--hidden takes whole numbers, as 10 or 32,32; got '{text}'.").format(text=text)) from error


def _announce(plan: Plan, folder: Path, workers: int | None) -> None:
    """Tell the plan before it runs; the verdict's output may be piped on, so this goes to standard error."""
    from actlab._compare import estimate
    from actlab.report import sentences

    described = plan.describe()
    click.echo(sentences.protocol(described), err=True)
    click.echo(
        _(
            "Declared: a difference of {delta:g} {unit} matters; alpha {alpha:g} over {pairs}. Plan {hash}, about "
            "{seconds:.0f} s, run folder {folder}."
        ).format(
            delta=plan.delta,
            unit=sentences.spoken(described["metric"]["unit"]),
            alpha=plan.alpha,
            pairs=_pairs(plan),
            hash=plan.hash[:8],
            seconds=estimate(plan, workers),
            folder=folder,
        ),
        err=True,
    )


def _pairs(plan: Plan) -> str:
    k = len(plan.candidates)
    n = k - 1 if plan.family == "baseline" else k * (k - 1) // 2
    return ngettext("{n} pair", "{n} pairs", n).format(n=n)


def _carry_out(plan: Plan, folder: Path, workers: int | None, json_: bool) -> None:
    from actlab._compare import carry_out, default_folder
    from actlab.cli._progress import progress_bar
    from actlab.cli._tables import print_comparison

    try:
        with progress_bar() as progress:
            comparison = carry_out(plan, folder, workers=workers, progress=progress, looked_in=folder.parent)
    except KeyboardInterrupt as stop:
        from actlab.report import sentences

        raise KeyboardInterrupt(
            _("Interrupted. What was finished is kept in {folder}; go on with:\n  {replay}").format(
                folder=folder,
                replay=sentences.replay(plan.describe())
                + ("" if folder == default_folder(plan) else f" --out {shlex.quote(str(folder))}"),
            )
        ) from stop
    if json_:
        schema, *rest = comparison.to_dict().items()
        print_json(str(schema[1]), dict(rest))
    else:
        print_comparison(comparison, file=sys.stdout)
