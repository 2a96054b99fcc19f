"""``actlab judge runs.csv``: a verdict on runs that exist already."""

from __future__ import annotations

from pathlib import Path

import click

from actlab.cli._options import common, print_json
from actlab.errors import UsageError
from actlab.i18n import _


@click.command(
    "judge",
    help=_("Judge runs that exist already: a table with one row per run, its method, its seed and its score."),
    epilog=_("Say the direction: --higher for accuracies, --lower for losses."),
)
@click.argument("table", type=click.Path(path_type=Path))
@click.option("--candidate", default="candidate", show_default=True, help=_("Column that says what was run."))
@click.option("--block", default="block", show_default=True, help=_("Column or columns of seed, fold or data set."))
@click.option(
    "--score", default="score", show_default=True, help=_("Column of the scores; an empty cell is a failure.")
)
@click.option("--status", help=_("Column that says whether a run finished."))
@click.option("--wide", metavar="NAMES", default="", help=_("Columns that are candidates, with one row per block."))
@click.option("--baseline", help=_("What the others are compared with; by default the first."))
@click.option("--higher/--lower", "higher", default=None, help=_("Whether higher or lower scores are better."))
@click.option("--chance", type=float, help=_("Chance-level score, which failed runs are given."))
@click.option("--delta", type=float, default=0.0, show_default=True, help=_("Smallest difference that matters."))
@click.option("--alpha", type=float, default=0.05, show_default=True, help=_("Error rate of all pairs together."))
@click.option("--pairs", type=click.Choice(("baseline", "all")), default="baseline", show_default=True)
@click.option("--paper", is_flag=True, help=_("Print the paragraph for a paper."))
@common
def command(
    table: Path,
    candidate: str,
    block: str,
    score: str,
    status: str | None,
    wide: str,
    baseline: str | None,
    higher: bool | None,
    chance: float | None,
    delta: float,
    alpha: float,
    pairs: str,
    paper: bool,
    json_: bool,
) -> None:
    """Print the verdicts."""
    from actlab.comparison.judge import judge

    if higher is None:
        raise UsageError(_("Say whether higher or lower scores are better: --higher or --lower."))
    found = judge(
        table,
        direction="higher" if higher else "lower",
        candidate=candidate,
        block=[name.strip() for name in block.split(",")],
        score=score,
        status=status,
        wide=[name.strip() for name in wide.split(",") if name.strip()],
        baseline=baseline,
        chance=chance,
        delta=delta,
        alpha=alpha,
        pairs="all" if pairs == "all" else "baseline",
    )
    if json_:
        print_json("actlab.judge/1", found.to_dict())
    else:
        click.echo(found.paper() if paper else found.verdict())
