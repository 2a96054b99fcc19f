"""The workloads that are known, as ``actlab list --workloads`` prints them."""

from __future__ import annotations

import sys
from typing import Any

import click

from actlab.cli._options import print_json
from actlab.i18n import _
from actlab.workloads import CATALOGUE, Workload

__all__ = ["print_workloads"]

_SCHEMA = "actlab.workloads/1"
_PIPE_WIDTH = 200


def print_workloads(*, json_: bool) -> None:
    """Print one line per workload, then the suites."""
    if json_:
        print_json(_SCHEMA, {"workloads": [_plain(workload) for workload in CATALOGUE]})
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in (_("name"), _("task"), _("networks"), _("what it is")):
        table.add_column(title, no_wrap=True)
    tasks = {"classification": _("classes"), "regression": _("numbers")}
    for workload in CATALOGUE:
        table.add_row(workload.name, tasks[workload.task], _network(workload), str(workload.title))
    Console(highlight=False, width=None if sys.stdout.isatty() else _PIPE_WIDTH).print(table)
    for suite in sorted({suite for workload in CATALOGUE for suite in workload.suites}):
        names = ", ".join(workload.name for workload in CATALOGUE if suite in workload.suites)
        click.echo(f"suite:{suite}: {names}")
    click.echo(_("`actlab compare relu tanh --workload NAME` compares on one; --data takes a table of your own."))


def _network(workload: Workload) -> str:
    return f"{type(workload.network).__name__} {'-'.join(map(str, workload.hidden))}"


def _plain(workload: Workload) -> dict[str, Any]:
    return {
        "name": workload.name,
        "title": {"en": workload.title.en, "es": workload.title.es},
        "task": workload.task,
        "network": type(workload.network).__name__,
        "hidden": list(workload.hidden),
        "metric": workload.metric.name.en,
        "higher_is_better": workload.metric.higher_is_better,
        "epochs": workload.recipe.epochs,
        "learning_rate": workload.recipe.learning_rate,
        "splits": list(workload.splits),
        "suites": list(workload.suites),
        "source": str(workload.source),
        "licence": workload.licence,
    }
