"""Tell the plans, carry them out, tell the verdicts."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from actlab.cli._options import print_json
from actlab.i18n import _, ngettext

if TYPE_CHECKING:
    from actlab.comparison.plan import Plan

__all__ = ["announce", "carry_out_and_print", "print_plans"]


def announce(plan: Plan, folder: Path, workers: int | None) -> None:
    """Tell the plan before it runs; the verdict's output may be piped on, so this goes to standard error."""
    from actlab.comparison import estimate
    from actlab.population.engines import Choice
    from actlab.report.run import methods, sentences

    described = plan.describe()
    click.echo(methods.protocol(described), err=True)
    click.echo(
        _(
            "Declared: a difference of {delta:g} {unit} matters; alpha {alpha:g} over {pairs}. Plan {hash}, about "
            "{seconds:.0f} s, run folder {folder}."
        ).format(
            delta=plan.question.delta,
            unit=sentences.unit(described),
            alpha=plan.question.alpha,
            pairs=_pairs(plan),
            hash=plan.hash[:8],
            seconds=estimate(plan, workers),
            folder=folder,
        ),
        err=True,
    )
    training, asked = plan.training, plan.question
    if training.passed_over:
        click.echo(Choice.of(training).line, err=True)
    if asked.until_decided:
        looks = ", ".join(str(look) for look in asked.looks())
        click.echo(_("It ends when no pair is undecided; looks after {looks} blocks.").format(looks=looks), err=True)


def _pairs(plan: Plan) -> str:
    n = plan.question.pairs(len(plan.training.candidates))
    return ngettext("{n} pair", "{n} pairs", n).format(n=n)


def print_plans(plans: Sequence[Plan], folder: Path) -> None:
    """Print the plans as one JSON object."""
    if len(plans) == 1:
        print_json("actlab.plan/1", {"plan": plans[0].describe().flat(), "run": str(folder)})
    else:
        print_json("actlab.plans/1", {"plans": [plan.describe().flat() for plan in plans], "run": str(folder)})


def carry_out_and_print(
    plans: Sequence[Plan],
    folder: Path,
    *,
    workers: int | None,
    looked_in: Path,
    time_budget: float | None,
    json_: bool,
) -> None:
    """Carry out one plan, or a study of several, and print what they say."""
    from actlab import comparison
    from actlab.cli._progress import progress_bar
    from actlab.cli._tables import print_comparison, print_study

    with _resumable(plans, folder), progress_bar() as progress:
        if len(plans) == 1:
            found = comparison.carry_out(
                plans[0], folder, workers=workers, progress=progress, looked_in=looked_in, time_budget=time_budget
            )
        else:
            study = comparison.carry_out_study(
                plans, folder, workers=workers, progress=progress, looked_in=looked_in, time_budget=time_budget
            )
    if json_:
        schema, *rest = (found if len(plans) == 1 else study).to_dict().items()
        print_json(str(schema[1]), dict(rest))
    elif len(plans) == 1:
        print_comparison(found, file=sys.stdout)
    else:
        print_study(study, file=sys.stdout)


@contextmanager
def _resumable(plans: Sequence[Plan], folder: Path) -> Iterator[None]:
    """Say on Ctrl-C how to go on."""
    from actlab.comparison import default_folder, study_folder
    from actlab.report.run import replay

    try:
        yield
    except KeyboardInterrupt as stop:
        again = replay.command_of_study([plan.describe() for plan in plans])
        usual = default_folder(plans[0]) if len(plans) == 1 else study_folder(plans)
        if folder != usual:
            again += f" --out {shlex.quote(str(folder))}"
        raise KeyboardInterrupt(
            _("Interrupted. What was finished is kept in {folder}; go on with:\n  {replay}").format(
                folder=folder, replay=again
            )
        ) from stop
