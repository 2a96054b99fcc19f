"""``actlab compare A B ...``: train paired networks and judge the difference."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, Any

import click

from actlab.cli._carry_out import announce, carry_out_and_print, print_plans, told_again
from actlab.cli._declared import declared, given
from actlab.cli._options import common
from actlab.comparison.options import Options
from actlab.i18n import _

if TYPE_CHECKING:
    from actlab.comparison import StudyPlan

REGIMES = ("drop-in", "gain", "tuned")


@click.command(
    "compare",
    help=_("Compare activations: train paired networks and judge the difference."),
    epilog=_(
        "A candidate is a name (relu), a name with parameters (leaky_relu:negative_slope=0.2), or one "
        "activation for each hidden layer (relu,tanh). The first candidate is the baseline. "
        "Several workloads (names with commas, suite:NAME, or --workload again) or regimes (--regime again; "
        "both means all three) make a study. "
        "Exit codes: 0 done, 1 internal error, 2 wrong usage, 3 could not finish, 130 interrupted."
    ),
)
@click.argument("candidates", nargs=-1)
@declared(Options, several={"workload": (), "regime": ("both",)})
@click.option("--dry-run", is_flag=True, help=_("Print the plan and an estimate of time, and train nothing."))
@common
def command(candidates: tuple[str, ...], dry_run: bool, json_: bool, **options: Any) -> None:
    """Plan, tell the plan, carry it out, tell the verdict."""
    asked = given(options)
    names = [name for text in asked.pop("workload", ()) for name in text.split(",")]
    regimes = asked.pop("regime", REGIMES[:1])
    asked |= {"regimes": REGIMES if "both" in regimes else regimes, "pilot": not dry_run}
    asked |= {"workloads": names} if names else {}
    if not dry_run and told_again(candidates, asked, json_=json_):
        return
    if "tuned" in asked["regimes"] and "learning_rates" not in asked and not dry_run:
        click.echo(_("A pilot settles the range of learning rates; its blocks are thrown away."), err=True)
    with redirect_stdout(sys.stderr):  # code of the user's may print; standard output is for one object of JSON
        study = _planned(candidates, asked)
    plan = study.plans[0] if len(study.plans) == 1 else study
    announce(plan, asked)
    if not dry_run:
        carry_out_and_print(plan, candidates, asked, json_=json_)
    elif json_:
        print_plans(plan, asked)


def _planned(candidates: tuple[str, ...], asked: dict[str, Any]) -> StudyPlan:
    from actlab.comparison import plan_study

    return plan_study([*candidates], **asked)
