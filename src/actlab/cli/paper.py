"""``actlab paper RUN``: a finished run as a paragraph and a LaTeX table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from actlab.cli._options import common, print_json
from actlab.i18n import _

if TYPE_CHECKING:
    from actlab._compare import Comparison


@click.command("paper", help=_("Say a finished run as a paper does: a paragraph and a LaTeX table."))
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help=_("Folder for paragraph.txt and table.tex."))
@common
def command(run: Path, out: Path | None, json_: bool) -> None:
    """Read the run folder, or each run of a study, and print or write."""
    from actlab._compare import load_all
    from actlab.records import RunFolder

    found = load_all(run)
    texts = {
        "paragraph.txt": "\n\n".join(each.paper() for each in found),
        "table.tex": "\n\n".join(_table(each) for each in found),
    }
    if out is not None:
        folder = RunFolder(out)
        for name, text in texts.items():
            folder.write_text(name, text + "\n")
    if json_:
        print_json(
            "actlab.paper/1", {"run": str(run), "paragraph": texts["paragraph.txt"], "table": texts["table.tex"]}
        )
    elif out is None:
        click.echo("\n\n".join(texts.values()))


def _table(comparison: Comparison) -> str:
    from actlab.report import latex

    return latex.table(comparison.plan, comparison.judgement)
