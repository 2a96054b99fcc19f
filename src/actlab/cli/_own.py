"""The user's own data and network on the command line: ``--data``, ``--target``, ``--task`` and ``--model``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from actlab._shared.spelling import flag
from actlab.errors import UsageError
from actlab.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from actlab.workloads import Task, Workload

__all__ = ["TABLE_OPTIONS", "own_options", "read_workloads"]

DEFAULT = "moons"
_MOST_LINES = 25
TASKS = ("classification", "regression")

TABLE_OPTIONS = ("test_data", "drop", "encode", "impute", "groups", "time")
"""What the user may decide of a table, by the names of `actlab.workloads.read_data`."""

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
        click.option(
            "--target", metavar="COLUMN", help=_("The column of --data to predict; several, with commas, if numbers.")
        ),
        click.option("--task", type=click.Choice(TASKS), help=_("What --target is; found from it where left out.")),
        *_table_options(),
        click.option(
            "--model",
            metavar="FILE:NAME",
            help=_("Your own network, as my.py:build: a function, or a class, of an activation."),
        ),
    ]


def _table_options() -> list[Callable[[Any], Any]]:
    return [
        click.option(
            "--test-data", metavar="FILE", help=_("A table that is the test part; drawn in each block by default.")
        ),
        click.option("--drop", metavar="COLUMN,...", help=_("Columns of --data to leave out.")),
        click.option(
            "--encode",
            metavar="[COLUMN=]HOW",
            multiple=True,
            help=_("How columns become numbers: one-hot, ordinal, number or date; found from each column by default."),
        ),
        click.option(
            "--impute",
            metavar="[COLUMN=]HOW",
            multiple=True,
            help=_("What fills missing values: median, mean, most-frequent or zero; drop leaves out their rows."),
        ),
        click.option("--groups", metavar="COLUMN", help=_("Rows of one group stay on one side of every split.")),
        click.option("--time", metavar="COLUMN", help=_("Sort the rows by it; the last fifth is the test part.")),
    ]


def read_workloads(
    workloads: tuple[str, ...],
    data: str | None,
    target: str | None,
    task: str | None,
    model: str | None,
    **table: Any,
) -> list[Workload]:
    """Return the workloads that the options name, and say on standard error what own data were found to be.

    Raises:
        UsageError: The options contradict one another, or name what is not there or cannot be used.
    """
    from actlab.workloads import find, read_model, with_model

    if data is None and (target or task or any(table.values())):
        given = [flag(name) for name, value in {"target": target, "task": task, **table}.items() if value]
        raise UsageError(
            ngettext(
                "{options} belongs to --data; name the file, such as --data my.csv.",
                "{options} belong to --data; name the file, such as --data my.csv.",
                len(given),
            ).format(options=", ".join(given))
        )
    if data is not None and workloads:
        raise UsageError(_("--data takes the place of --workload; give one of the two."))
    network = None if model is None else read_model(model)
    if data is None:
        found = [each for names in workloads or (DEFAULT,) for name in names.split(",") for each in find(name)]
    else:
        found = [_own(data, target, task, table)]
    return found if network is None else [with_model(each, network) for each in found]


def _own(data: str, target: str | None, task: str | None, table: dict[str, Any]) -> Workload:
    from actlab.workloads import read_data

    found = read_data(data, target=target, task=cast("Task | None", task), **table)
    for line in _lines(found, task):
        click.echo(line, err=True)
    return found


def _lines(found: Workload, task: str | None) -> Iterator[str]:
    """Say what was found: the task and why, sizes, what was done to each column, and what else is worth knowing."""
    if task is None:
        yield _("{title} (--task overrules what the target is).").format(title=found.title)
    else:
        yield _("{title}, as --task says.").format(title=found.title)
    from actlab.workloads import account_lines

    lines = [*map(str, account_lines(found.account))]
    yield from (
        lines
        if len(lines) <= _MOST_LINES
        else [
            *lines[:_MOST_LINES],
            _("... and {n} more columns; the report names them all.").format(n=len(lines) - _MOST_LINES),
        ]
    )
    yield from map(str, found.notes)
