"""Write the page of a run folder, and its figures as files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

from actlab.i18n import LANGUAGES, Text, current_language
from actlab.records import RunFolder
from actlab.report.blocks import Figure
from actlab.report.figures.vega import Vega
from actlab.report.run.material import PAGE, Material, read_material
from actlab.report.sections import RUN, STUDY
from actlab.report.study.material import StudyMaterial, read_study, study_folders

__all__ = [
    "NAME",
    "page",
    "run_folders",
    "study_page",
    "write_figures",
    "write_page",
    "write_study_page",
]

NAME = PAGE


def write_page(folder: str | Path, out: str | Path | None = None, *, vega: Vega | None = None) -> Path:
    """Write the page of a run, in both languages; it opens in the one now spoken.

    Args:
        folder: The run folder; it may be unfinished, moved or damaged in part.
        out: The file; ``report.html`` in the run folder by default.
        vega: What draws, where it runs already.

    Returns:
        Where the page is.

    Raises:
        RunFolderError: The folder holds no plan.
        DamagedRecordError: The plan cannot be read back.
        StorageError: The page cannot be written.
    """
    target = Path(out) if out is not None else Path(folder) / NAME
    text = page(read_material(folder), vega)
    RunFolder(target.parent).write_text(target.name, text)
    return target


def write_study_page(folder: str | Path, out: str | Path | None = None) -> Path:
    """Write the one page of a study, which links to the pages of its runs.

    Args:
        folder: The study's folder, finished or not.
        out: The file; ``report.html`` in the study's folder by default. Links to the runs hold only there.

    Returns:
        Where the page is.

    Raises:
        RunFolderError: The folder holds no study, or none of its runs was begun.
        DamagedRecordError: A plan cannot be read back.
        StorageError: The page cannot be written.
    """
    target = Path(out) if out is not None else Path(folder) / NAME
    RunFolder(target.parent).write_text(target.name, study_page(read_study(folder)))
    return target


def study_page(study: StudyMaterial) -> str:
    """Return the page of a study as text; the same material gives the same bytes."""
    with Vega() as vega:  # it gets ready while the rest is loaded and prepared
        from actlab.report.formats import html

        english, spanish = (STUDY.said(study, language) for language in LANGUAGES)
        who = ", ".join(study.labels)
        where = ", ".join(study.workloads)
        heading = Text(en=f"{who}: {where}", es=f"{who}: {where}")
        return html.page(english, spanish, heading, current_language(), vega)


def run_folders(folder: str | Path) -> list[Path]:
    """Return the folders of a study's runs, whether they are there or not; the folder itself where it is no study.

    Raises:
        DamagedRecordError: The list of the study's runs cannot be read back.
    """
    run = RunFolder(folder)
    return [run.path / each for each in study_folders(run)] if run.has("study.json") else [run.path]


def page(run: Material, vega: Vega | None = None) -> str:
    """Return the page as text; the same material gives the same bytes."""
    with nullcontext(vega) if vega else Vega() as drawing:  # it gets ready while the rest is loaded and prepared
        from actlab.report.formats import html

        english, spanish = (RUN.said(run, language) for language in LANGUAGES)
        return html.page(english, spanish, heading(run), current_language(), drawing)


def heading(run: Material) -> Text:
    """Return the page's heading: who against whom, on what."""
    who = ", ".join(run.labels)
    titles = run.plan.workload_title
    return Text(en=f"{who}: {titles.en}", es=f"{who}: {titles.es or titles.en}")


def write_figures(folder: str | Path, out: str | Path) -> list[Path]:
    """Write each figure as SVG, PNG and PDF, in the language now spoken.

    Raises:
        RunFolderError: The folder holds no plan.
        DamagedRecordError: The plan cannot be read back.
        StorageError: A file cannot be written.
    """
    from actlab.report.figures.style import svg, to_file

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
    for section in RUN.said(run, current_language()):
        yield from (block for block in section.blocks if isinstance(block, Figure))
