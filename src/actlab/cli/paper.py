"""``actlab paper RUN``: a finished run as a paragraph, a LaTeX table and figures."""

from __future__ import annotations

from pathlib import Path

import click

from actlab.cli._options import common, print_json
from actlab.errors import RunFolderError
from actlab.i18n import _


@click.command("paper", help=_("Write up a finished run for a paper: a paragraph, a LaTeX table and figures."))
@click.argument("run", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help=_("Folder for the paragraph, the table, sources as BibTeX, and figures as PDF and SVG."),
)
@common
def command(run: Path, out: Path | None, json_: bool) -> None:
    """Read the run folder, or each run of a study, and print or write."""
    from actlab.report.paper import read_paper, write_paper

    found = read_paper(run)
    if not found.paragraph:
        raise RunFolderError(_("{path} holds no finished run. Run its command again first.").format(path=run))
    written = [] if out is None else write_paper(found, out)
    if json_:
        texts = {
            "paragraph": found.paragraph,
            "table": found.table,
            "bibliography": found.bibliography,
            "figures": found.latex,
        }
        print_json("actlab.paper/1", {"run": str(run), **texts, "files": [str(path) for path in written]})
    elif out is None:
        click.echo("\n\n".join([found.paragraph, found.table]))
    else:
        click.echo(_("Written: {n} files in {folder}").format(n=len(written), folder=out))
