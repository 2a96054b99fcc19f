"""Write the page of a run folder, and its figures as files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from actlab.errors import DamagedRecordError
from actlab.i18n import LANGUAGES, Text, _, current_language
from actlab.records import RunFolder
from actlab.report.blocks import Figure
from actlab.report.material import Material, read_material

__all__ = ["NAME", "page", "run_folders", "write_figures", "write_page"]

NAME = "report.html"


def write_page(folder: str | Path, out: str | Path | None = None) -> Path:
    """Write the page of a run, in both languages; it opens in the one now spoken.

    Args:
        folder: The run folder; it may be unfinished, moved or damaged in part.
        out: The file; ``report.html`` in the run folder where left out.

    Returns:
        Where the page is.

    Raises:
        RunFolderError: The folder holds no plan.
        DamagedRecordError: The plan cannot be read back.
        StorageError: The page cannot be written.
    """
    target = Path(out) if out is not None else Path(folder) / NAME
    text = page(read_material(folder))
    RunFolder(target.parent).write_text(target.name, text)
    return target


def run_folders(folder: str | Path) -> list[Path]:
    """Return the folders of a study's runs, whether they are there or not; the folder itself where it is no study.

    Raises:
        DamagedRecordError: The list of the study's runs cannot be read back.
    """
    run = RunFolder(folder)
    if not run.has("study.json"):
        return [run.path]
    try:
        return [run.path / str(each["folder"]) for each in run.read_json("study.json")["comparisons"]]
    except (KeyError, TypeError) as error:
        raise DamagedRecordError(
            _("{path} is damaged. Delete it and run the same command again.").format(path=run.path / "study.json")
        ) from error


def page(run: Material) -> str:
    """Return the page as text; the same material gives the same bytes."""
    from actlab.report import html
    from actlab.report.sections import sections

    english, spanish = (sections(run, language) for language in LANGUAGES)
    return html.page(english, spanish, heading(run), current_language())


def heading(run: Material) -> Text:
    """Return the page's heading: who against whom, on what."""
    who = ", ".join(run.labels)
    titles = run.plan["workload_title"]
    return Text(en=f"{who}: {titles['en']}", es=f"{who}: {titles.get('es') or titles['en']}")


def write_figures(folder: str | Path, out: str | Path) -> list[Path]:
    """Write each figure as SVG, PNG and PDF, in the language now spoken.

    Raises:
        RunFolderError: The folder holds no plan.
        DamagedRecordError: The plan cannot be read back.
        StorageError: A file cannot be written.
    """
    from actlab.report.figures import svg, to_file

    target = RunFolder(out)
    target.create()
    written = []
    for figure in _figures(read_material(folder)):
        drawn = svg(figure)
        for ending, convert in to_file.items():
            target.write_bytes(f"{figure.name}.{ending}", convert(drawn))
            written.append(target.path / f"{figure.name}.{ending}")
    return written


def _figures(run: Material) -> Iterator[Figure]:
    from actlab.report.sections import sections

    for section in sections(run, current_language()):
        yield from (block for block in section.blocks if isinstance(block, Figure))
