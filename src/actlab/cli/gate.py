"""``actlab gate state.json --add block=7 base=2.26 new=2.24``: keep, revert, or more blocks."""

from __future__ import annotations

from pathlib import Path

import click

from actlab.cli._options import common, print_json
from actlab.errors import UsageError
from actlab.i18n import _

REVERT, MORE = 5, 6
"""Exit codes of the answers; keep is 0."""


@click.command(
    "gate",
    help=_(
        "Judge one proposal after another, with one error rate over the whole series: keep, revert, or more blocks."
    ),
    epilog=_("Exit codes: 0 keep, 5 revert, 6 more blocks. The settings are those of the first call."),
)
@click.argument("state", type=click.Path(path_type=Path))
@click.option("--add", "added", metavar="BLOCK", help=_("A block: its name, such as a seed."))
@click.option("--base", type=float, help=_("Score of what is kept so far, in that block."))
@click.option("--new", type=float, help=_("Score of the proposal, in that block."))
@click.option("--higher/--lower", "higher", default=None, help=_("Whether higher or lower scores are better."))
@click.option("--alpha", type=float, help=_("Chance of keeping any useless proposal in the series; 0.05 by default."))
@click.option("--most", type=int, help=_("Blocks after which an open proposal is reverted; 40 by default."))
@common
def command(
    state: Path,
    added: str | None,
    base: float | None,
    new: float | None,
    higher: bool | None,
    alpha: float | None,
    most: int | None,
    json_: bool,
) -> int:
    """Add a block and print the answer; return its exit code."""
    from actlab.comparison.gate import Gate, read_gate, write_gate

    gate = read_gate(state)
    if gate is None:
        if higher is None:
            raise UsageError(_("Say whether higher or lower scores are better: --higher or --lower."))
        settings = {"alpha": alpha, "most": most}
        gate = Gate("higher" if higher else "lower", **{k: v for k, v in settings.items() if v is not None})  # type: ignore[arg-type]
    elif higher is not None or alpha is not None or most is not None:
        raise UsageError(_("The settings of a series are fixed by its first call; start another file for others."))
    if added is None or base is None or new is None:
        raise UsageError(_("Add a block: --add 7 --base 2.26 --new 2.24."))
    gate, step = gate.add(added, base, new)
    write_gate(gate, state)
    if json_:
        print_json("actlab.gate-step/1", {**vars(step)} | _finite(step.low, step.high))
    else:
        said = {"keep": _("keep"), "revert": _("revert"), "more": _("more blocks")}[step.answer]
        click.echo(
            _("{said}: proposal {k}, {n} blocks, improvement [{low:.4g}, {high:.4g}]").format(
                said=said, k=step.proposal, n=step.blocks, low=step.low, high=step.high
            )
        )
    return {"keep": 0, "revert": REVERT, "more": MORE}[step.answer]


def _finite(low: float, high: float) -> dict[str, float | None]:
    return {name: value if abs(value) < float("inf") else None for name, value in (("low", low), ("high", high))}
