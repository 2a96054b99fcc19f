"""``actlab report RUN``: a run folder as a page, and its figures as files."""

from __future__ import annotations

from pathlib import Path

import click

from actlab.cli._options import common, print_json
from actlab.errors import UsageError
from actlab.i18n import _


@click.command("report", help=_("Write the page of a run, finished or not, or of each run of a study."))
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help=_("The page's file; report.html in the run by default."))
@click.option("--figures", type=click.Path(path_type=Path), help=_("Folder for the figures as SVG, PNG and PDF."))
@common
def command(run: Path, out: Path | None, figures: Path | None, json_: bool) -> None:
    """Write and tell what was written where."""
    from actlab.report.page import run_folders, write_figures, write_page, write_study_page

    folders = run_folders(run)
    study = folders != [run]
    if out is not None and study:
        raise UsageError(_("A study's page links to those of its runs; omit --out."))
    begun = [folder for folder in folders if folder.is_dir()] if study else folders
    pages = [write_study_page(run)] if study else []
    pages += [write_page(folder, out) for folder in begun]
    drawn = [
        path
        for folder in begun
        if figures is not None
        for path in write_figures(folder, figures / folder.relative_to(run))
    ]
    missing = [str(folder) for folder in folders if folder not in begun]
    if json_:
        written = {"pages": [str(path) for path in pages], "figures": [str(path) for path in drawn]}
        print_json("actlab.report/1", {"run": str(run), **written, "missing": missing})
        return
    for path in pages:
        click.echo(_("Report: {path}").format(path=path))
    if figures is not None:
        click.echo(_("Figures: {n} files in {folder}").format(n=len(drawn), folder=figures))
    for name in missing:
        click.echo(_("Not begun yet: {folder}").format(folder=name), err=True)
