"""``actlab evidence``: what textbooks say of activation functions, examined with enough networks to be believed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from actlab._shared.plain import plain
from actlab.cli._options import common, print_json
from actlab.errors import UsageError
from actlab.evidence import CATALOGUE, Evidence
from actlab.i18n import _
from actlab.records import exhibit as exhibits

if TYPE_CHECKING:
    from actlab.records.exhibit import Exhibit

LIST_SCHEMA, SCHEMA = "actlab.claims/1", "actlab.evidence/1"
_FOLDER = Path("runs") / "evidence"
_WIDTH = 110


@click.command("evidence", help=_("List the textbook claims, or run the experiments of those named."))
@click.argument("names", nargs=-1, metavar=_("[NAME]..."))
@click.option("--all", "all_", is_flag=True, help=_("All claims."))
@click.option("--out", type=click.Path(path_type=Path), default=_FOLDER, help=_("Folder of records and pages."))
@click.option("--again", is_flag=True, help=_("Run even where records are kept."))
@click.option("--seed", type=int, default=0, help=_("Root of all random numbers."))
@click.option("--reduced", is_flag=True, help=_("A small scale that takes seconds and only shows that it runs."))
@common
def command(names: tuple[str, ...], all_: bool, out: Path, again: bool, seed: int, reduced: bool, json_: bool) -> None:
    """List, or run and print what the records say."""
    if names and all_:
        raise UsageError(_("--all runs every claim; omit the names."))
    if not names and not all_:
        _list(out, json_)
        return
    wanted = [CATALOGUE[name] for name in names] or sorted(CATALOGUE, key=lambda entry: entry.number)
    found = [_run(entry, out, again=again, seed=seed, reduced=reduced) for entry in wanted]
    pages = _pages(out, lessons=all_)
    if json_:
        claims = [plain(exhibit) for exhibit in found]
        print_json(SCHEMA, {"claims": claims, "folder": str(out), "pages": [str(path) for path in pages]})
        return
    for exhibit in found:
        _print(exhibit, brief=all_)
    click.echo(_("Pages: {path}").format(path=pages[0]))


def _run(entry: Evidence, out: Path, *, again: bool, seed: int, reduced: bool) -> Exhibit:
    from actlab.cli._progress import progress_bar
    from actlab.evidence.run import examine

    click.echo(f"{entry.number:2}. {entry.statement}", err=True)
    with progress_bar(_("steps")) as progress:
        return examine(entry.name, out=out, seed=seed, reduced=reduced, again=again, progress=progress)


def _pages(out: Path, *, lessons: bool) -> list[Path]:
    from actlab.report.claims.pages import write_pages

    if lessons:
        from actlab import lessons as section
        from actlab.lessons.pages import write_lessons

        write_lessons(section.lessons(), out)
    return write_pages(out)


def _list(out: Path, json_: bool) -> None:
    entries = sorted(CATALOGUE, key=lambda entry: entry.number)
    held = {entry.name: exhibits.read(out / entry.name) for entry in entries}
    if json_:
        print_json(LIST_SCHEMA, {"claims": [_plain(entry, held[entry.name]) for entry in entries]})
        return
    for entry in entries:
        found = held[entry.name]
        known = "" if found is None else f"  [{exhibits.outcome_name(found.ruling)}]"
        click.echo(f"{entry.number:2}. {click.style(entry.name, bold=True)}{known}\n    {entry.statement}")
    click.echo(_("`actlab evidence NAME` runs one; `actlab evidence --all` runs all and writes their pages."))


def _plain(entry: Evidence, found: Exhibit | None) -> dict[str, object]:
    return {
        "name": entry.name,
        "number": entry.number,
        "statement": {"en": entry.statement.en, "es": entry.statement.es},
        "outcome": None if found is None else found.ruling.outcome,
    }


def _print(exhibit: Exhibit, *, brief: bool) -> None:
    """Print the statement and what the records say; unless brief, the numbers and the figures' tables too."""
    from actlab.report.claims.pages import said, text_tables

    click.echo(click.style(f"{exhibit.number}. {exhibit.statement}", bold=True))
    click.echo(said(exhibit.ruling))
    for table in [] if brief else text_tables(exhibit):
        _print_table(table)
    click.echo()


def _print_table(table: object) -> None:
    from rich.console import Console
    from rich.table import Table as Drawn
    from rich.text import Text

    from actlab.report.blocks import Table, written

    assert isinstance(table, Table)
    drawn = Drawn(box=None, pad_edge=False, header_style="bold", title=table.title, title_justify="left")
    for column in table.columns:
        drawn.add_column(column.title)
    for row in table.rows:
        drawn.add_row(*(Text(written(cell, c.digits)) for cell, c in zip(row, table.columns, strict=True)))
    Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else _WIDTH).print(drawn)
