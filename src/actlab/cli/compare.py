"""``actlab compare A B ...``: train paired networks and judge the difference."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from actlab.cli._carry_out import announce, carry_out_and_print, print_plans
from actlab.cli._options import common
from actlab.cli._own import TABLE_OPTIONS, own_options, read_workloads
from actlab.errors import UsageError
from actlab.i18n import _

if TYPE_CHECKING:
    from actlab.activations import Activation
    from actlab.population.training import Regime

REGIMES = ("drop-in", "gain", "tuned")


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
@own_options
@click.option(
    "--regime",
    "regimes",
    multiple=True,
    type=click.Choice([*REGIMES, "both"]),
    default=("drop-in",),
    show_default=True,
    help=_("One learning rate for all, the same with the gain init, each candidate tuned; both is all three."),
)
@click.option("--trials", type=int, default=8, show_default=True, help=_("Learning rates a tuned candidate tries."))
@click.option(
    "--learning-rates", metavar="LOW:HIGH", help=_("Range of a tuned candidate; settled by a pilot where left out.")
)
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
@click.option("--until", type=click.Choice(["decided"]), help=_("Look in between, and end when no pair is undecided."))
@click.option("--max-blocks", type=int, help=_("The most blocks with --until decided; 1000 where left out."))
@click.option("--first-look", type=int, help=_("Blocks before the first verdict with --until decided."))
@click.option("--time-budget", type=float, help=_("Seconds after which --until decided begins no further blocks."))
@click.option("--exact", is_flag=True, help=_("Judge by a sequence that assumes nothing of the differences' shape."))
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
@click.option(
    "--engine",
    type=click.Choice(["auto", "fused", "generic", "vmap", "loop"]),
    default="auto",
    show_default=True,
    help=_("What trains: the reference, or auto for the fastest that can run the networks."),
)
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
    workloads: tuple[str, ...],
    data: str | None,
    target: str | None,
    task: str | None,
    model: str | None,
    regimes: tuple[str, ...],
    learning_rates: str | None,
    time_budget: float | None,
    dry_run: bool,
    json_: bool,
    **options: Any,
) -> None:
    """Plan, tell the plan, carry it out, tell the verdict."""
    from actlab.comparison import BOTH, default_folder, make_plans, study_folder

    functions = _own_functions(own)
    named = {part.partition(":")[0] for candidate in candidates for part in candidate.split(",")}
    looked_in = out.parent if out else Path("runs")
    if time_budget is not None and not options["until"]:
        raise UsageError(_("--time-budget belongs to --until decided; add it."))
    table = {name: options.pop(name) for name in TABLE_OPTIONS}
    found = read_workloads(workloads, data, target, task, model, **table)
    if learning_rates is None and not dry_run and {"tuned", "both"} & {*regimes}:
        click.echo(_("A pilot settles the range of learning rates; its blocks are thrown away."), err=True)
    plans = make_plans(
        [*candidates, *(name for name in functions if name not in named)],
        workloads=found,
        regimes=BOTH if "both" in regimes else cast("tuple[Regime, ...]", regimes),
        hidden=_widths(hidden),
        learning_rates=_rates(learning_rates),
        own=functions,
        workers=workers,
        looked_in=looked_in,
        pilot=not dry_run,
        **options,
    )
    folder = out or (default_folder(plans[0]) if len(plans) == 1 else study_folder(plans))
    for plan in plans:
        announce(plan, folder, workers)
    if dry_run:
        if json_:
            print_plans(plans, folder)
        return
    carry_out_and_print(plans, folder, workers=workers, looked_in=looked_in, time_budget=time_budget, json_=json_)


def _own_functions(given: tuple[str, ...]) -> dict[str, Activation]:
    from actlab.activations.own import read_own, told_apart

    entries = told_apart([read_own(text) for text in dict.fromkeys(given)])
    return {entry.name: entry for entry in entries}


def _widths(text: str | None) -> tuple[int, ...] | None:
    if text is None:
        return None
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError as error:
        raise UsageError(_("--hidden takes whole numbers, as 10 or 32,32; got '{text}'.").format(text=text)) from error


def _rates(text: str | None) -> tuple[float, float] | None:
    if text is None:
        return None
    try:
        low, high = (float(part) for part in text.split(":"))
    except ValueError as error:
        raise UsageError(
            _("--learning-rates takes two numbers, as 0.001:1; got '{text}'.").format(text=text)
        ) from error
    return low, high
