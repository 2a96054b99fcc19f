"""``actlab learn``: the section that teaches, as offline pages and notebooks in both languages."""

from __future__ import annotations

from pathlib import Path

import click

from actlab.cli._options import common, print_json
from actlab.i18n import _

SCHEMA = "actlab.learn/1"
_FOLDER = Path("runs") / "evidence"


@click.command("learn", help=_("Write the lessons on activation functions: pages and notebooks in both languages."))
@click.option("--out", type=click.Path(path_type=Path), default=_FOLDER, help=_("Folder of records and pages."))
@common
def command(out: Path, json_: bool) -> None:
    """Write the lessons and say where they begin."""
    from actlab.lessons import lessons
    from actlab.lessons.learn import learn

    held = lessons()
    pages = learn(out)
    if json_:
        titles = [{"name": each.name, "en": each.title.en, "es": each.title.es} for each in held]
        print_json(SCHEMA, {"lessons": titles, "pages": [str(path) for path in pages]})
        return
    for lesson in held:
        click.echo(f"{lesson.number}. {lesson.title}")
    click.echo(_("Pages: {path}").format(path=pages[0]))
