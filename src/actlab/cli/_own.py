"""The user's own data and network on the command line: ``--data``, ``--target``, ``--task`` and ``--model``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from actlab.errors import UsageError
from actlab.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from actlab.workloads import Task, Workload

__all__ = ["own_options", "read_workloads"]

DEFAULT = "moons"
TASKS = ("classification", "regression")

F = TypeVar("F", bound="Callable[..., Any]")


def own_options(function: F) -> F:
    """Add ``--workload`` and what may take its place."""
    for option in reversed(_options()):
        function = option(function)
    return function


def _options() -> list[Callable[[Any], Any]]:
    return [
        click.option(
            "--workload",
            "workloads",
            multiple=True,
            show_default=DEFAULT,
            help=_("On what to compare; names with commas, or suite:NAME, for several. `actlab list --workloads`."),
        ),
        click.option("--data", metavar="FILE", help=_("Your own table in place of a workload: CSV, Parquet or npz.")),
        click.option("--target", metavar="COLUMN", help=_("The column of --data to predict.")),
        click.option("--task", type=click.Choice(TASKS), help=_("What --target is; found from it where left out.")),
        click.option(
            "--model",
            metavar="FILE:NAME",
            help=_("Your own network, as my.py:build: a function, or a class, of an activation."),
        ),
    ]


def read_workloads(
    workloads: tuple[str, ...], data: str | None, target: str | None, task: str | None, model: str | None
) -> list[Workload]:
    """Return the workloads that the options name, and say on standard error what own data were found to be.

    Raises:
        UsageError: The options contradict one another, or name what is not there or cannot be used.
    """
    from actlab.workloads import find, read_model, with_model

    if data is None and (target or task):
        raise UsageError(_("--target and --task belong to --data; name the file with --data my.csv."))
    if data is not None and workloads:
        raise UsageError(_("--data takes the place of --workload; give one of the two."))
    network = None if model is None else read_model(model)
    if data is None:
        found = [each for names in workloads or (DEFAULT,) for name in names.split(",") for each in find(name)]
    else:
        found = [_own(data, target, task)]
    return found if network is None else [with_model(each, network) for each in found]


def _own(data: str, target: str | None, task: str | None) -> Workload:
    from actlab.workloads import column_names, listed, read_table

    if target is None:
        raise UsageError(
            _("--data needs --target, the column to predict; {file} has: {columns}.").format(
                file=Path(data).name, columns=listed(column_names(data))
            )
        )
    found = read_table(data, target, task=cast("Task | None", task))
    for line in _lines(found, target, task):
        click.echo(line, err=True)
    return found


def _lines(found: Workload, target: str, task: str | None) -> Iterator[str]:
    """Say what was found: the task and why, sizes, and what the user may want to know of the columns."""
    if task is None:
        said = _("{title}, found from '{target}' (--task overrules it); no values are missing.")
    else:
        said = _("{title}, as --task says; no values are missing.")
    yield said.format(title=found.title, target=target)
    yield from map(str, found.notes)
