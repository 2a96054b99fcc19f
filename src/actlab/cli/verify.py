"""``actlab verify [NAME...]``: what entries say of themselves, examined."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from actlab.activations import CATALOGUE
from actlab.activations.reading import find_activation
from actlab.cli._options import REFUTED, common, print_json
from actlab.i18n import _, ngettext

if TYPE_CHECKING:
    from actlab.properties import Report
    from actlab.properties.outcome import Status

SCHEMA = "actlab.verify/1"
_STATUSES: tuple[Status, ...] = ("proved", "supported", "refuted", "not applicable")


@click.command(
    "verify",
    help=_("Check every declared property of the named activations, or of all of them."),
    epilog=_("The exit code is 4 when a property is refuted."),
)
@click.argument("names", nargs=-1, metavar=_("[NAME]..."))
@common
def command(names: tuple[str, ...], json_: bool) -> None:
    """Print one line a property, and each counterexample."""
    from actlab.properties import verify

    reports = []
    for entry in [find_activation(name) for name in names] or CATALOGUE:
        reports.append(verify(entry))
        if not json_:
            _print(reports[-1])
    if json_:
        print_json(SCHEMA, {"counts": _counts(reports), "reports": [report.plain() for report in reports]})
    else:
        click.echo(_summary(_counts(reports)))
    if any(report.refuted for report in reports):
        click.get_current_context().exit(REFUTED)


def _print(report: Report) -> None:
    click.echo(click.style(report.name, bold=True))
    for finding in report.findings:
        color = "red" if finding.outcome.status == "refuted" else None
        click.echo(f"  {finding.text}: {click.style(str(finding.outcome), fg=color)}")


def _counts(reports: list[Report]) -> dict[str, int]:
    return {status: sum(report.count(status) for report in reports) for status in _STATUSES}


def _summary(counts: dict[str, int]) -> str:
    total = sum(counts.values())
    parts = ", ".join(_counted(status, n) for status, n in counts.items())
    return ngettext("{n} property: {parts}.", "{n} properties: {parts}.", total).format(n=total, parts=parts)


def _counted(status: str, n: int) -> str:
    return {
        "proved": ngettext("{n} proved", "{n} proved", n),
        "supported": ngettext("{n} supported", "{n} supported", n),
        "refuted": ngettext("{n} refuted", "{n} refuted", n),
        "not applicable": ngettext("{n} not applicable", "{n} not applicable", n),
    }[status].format(n=n)
