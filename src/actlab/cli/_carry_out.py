"""Tell a plan, carry it out, tell the verdicts."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from typing import TYPE_CHECKING, Any

import click

from actlab.cli._options import print_json
from actlab.i18n import _

if TYPE_CHECKING:
    from actlab.comparison import Comparison, Plan, Study, StudyPlan

__all__ = ["announce", "carry_out_and_print", "print_plans", "told_again"]

_MOST_LINES = 25
"""The most lines on the columns of a table; wider tables are for the report."""


def announce(plan: Plan | StudyPlan, asked: Mapping[str, Any]) -> None:
    """Tell the plan before it runs; the verdict's output may be piped on, so this goes to standard error."""
    for line in _found(plan, asked):
        click.echo(line, err=True)
    for line in plan.lines(asked.get("workers")):
        click.echo(line, err=True)
    click.echo(_("Run folder: {folder}").format(folder=asked.get("out", plan.folder)), err=True)


def _found(plan: Plan | StudyPlan, asked: Mapping[str, Any]) -> Iterator[str]:
    """Say what the user's data and network were found to be: the task and why, sizes, columns, replaced activations."""
    workload = plan.plans[0].training.workload
    if "data" not in asked:
        yield from map(str, workload.notes)
        return
    from actlab.workloads import account_lines

    if "task" in asked:
        yield _("{title}, as --task says.").format(title=workload.title)
    else:
        yield _("{title} (--task overrules what the target is).").format(title=workload.title)
    lines = [*map(str, account_lines(workload.account))]
    yield from lines[:_MOST_LINES]
    if len(lines) > _MOST_LINES:
        yield _("... and {n} more columns; the report names them all.").format(n=len(lines) - _MOST_LINES)
    yield from map(str, workload.notes)


def print_plans(plan: Plan | StudyPlan, asked: Mapping[str, Any]) -> None:
    """Print a plan, or those of a study, as one JSON object."""
    flat, run = [each.describe().flat() for each in plan.plans], str(asked.get("out", plan.folder))
    if len(flat) == 1:
        print_json("actlab.plan/1", {"plan": flat[0], "run": run})
    else:
        print_json("actlab.plans/1", {"plans": flat, "run": run})


def told_again(candidates: Sequence[str], asked: Mapping[str, Any], *, json_: bool) -> bool:
    """Print what a finished run of this very request says; return whether there is one."""
    from actlab.comparison.finished import find
    from actlab.report.run.methods import protocol

    found = find(candidates, asked)
    if found is None:
        return False
    click.echo(protocol(found.plan), err=True)
    said = _("Plan {hash} was carried out before, and nothing has changed since. Run folder: {folder}")
    click.echo(said.format(hash=found.plan.hash[:8], folder=found.run.path), err=True)
    _print(found, json_=json_)
    return True


def carry_out_and_print(
    plan: Plan | StudyPlan, candidates: Sequence[str], asked: Mapping[str, Any], *, json_: bool
) -> None:
    """Carry out a plan, or a study of several, and print what they say."""
    from actlab.cli._progress import progress_bar
    from actlab.comparison import Comparison
    from actlab.comparison.finished import remember
    from actlab.comparison.option import selected
    from actlab.comparison.options import RunOptions

    with _resumable(plan, asked), progress_bar() as progress, redirect_stdout(sys.stderr):
        found = plan.run(**selected(RunOptions, asked), progress=progress)
    if isinstance(found, Comparison):
        remember(found, candidates, asked)
    _print(found, json_=json_)


def _print(found: Comparison | Study, *, json_: bool) -> None:
    from actlab.cli._tables import print_comparison, print_study
    from actlab.comparison import Study

    if json_:
        schema, *rest = found.to_dict().items()
        print_json(str(schema[1]), dict(rest))
    elif isinstance(found, Study):
        print_study(found, file=sys.stdout)
    else:
        print_comparison(found, file=sys.stdout)


@contextmanager
def _resumable(plan: Plan | StudyPlan, asked: Mapping[str, Any]) -> Iterator[None]:
    """Say on Ctrl-C how to go on."""
    try:
        yield
    except KeyboardInterrupt as stop:
        folder, again = asked.get("out", plan.folder), plan.replay()
        if folder != plan.folder:
            again += f" --out {shlex.quote(str(folder))}"
        raise KeyboardInterrupt(
            _("Interrupted. What was finished is kept in {folder}; go on with:\n  {replay}").format(
                folder=folder, replay=again
            )
        ) from stop
