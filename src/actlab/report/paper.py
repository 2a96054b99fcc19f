"""A run, or a study, as a paper takes it: paragraphs, LaTeX tables, and figures as vector files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from actlab.errors import DamagedRecordError
from actlab.i18n import _, current_language
from actlab.records import RunFolder
from actlab.report.blocks import Figure
from actlab.report.formats import latex
from actlab.report.formats.bibtex import bibliography
from actlab.report.run import methods
from actlab.report.run.material import Material, read_material
from actlab.report.run.sections import differences, tuning
from actlab.report.sections import STUDY
from actlab.report.study import sentences as study_sentences
from actlab.report.study.material import StudyMaterial, read_study

__all__ = ["Paper", "read_paper", "write_paper"]

_VECTOR = ("pdf", "svg")
_OF_STUDY = ("forests", "ranks")


@dataclass(frozen=True)
class Paper:
    """What a paper takes.

    Args:
        paragraph: Methods and results, in one paragraph.
        table: One LaTeX table.
        bibliography: BibTeX entries of the functions' sources.
        figures: The forest plots, and the learning-rate curves where candidates were tuned.
    """

    paragraph: str
    table: str
    bibliography: str
    figures: tuple[Figure, ...]

    @property
    def latex(self) -> str:
        """The figures as LaTeX environments, for the package graphicx."""
        return "\n\n".join(latex.figure(each) for each in self.figures)


def read_paper(folder: str | Path) -> Paper:
    """Read the finished run of a folder, or all finished runs of a study.

    Raises:
        RunFolderError: The folder is neither.
        DamagedRecordError: A file of it cannot be read back.
    """
    if not RunFolder(folder).has("study.json"):
        return _of_run(read_material(folder))
    study = read_study(folder)
    together = [
        block
        for section in STUDY.said(study, current_language())
        if section.name in _OF_STUDY
        for block in section.blocks
        if isinstance(block, Figure)
    ]
    return _of_study(study, together)


def _check_sound(run: Material) -> None:
    """Refuse to publish what lies beside damaged records.

    Raises:
        DamagedRecordError: A record is damaged, was changed, or is missing from a finished run.
    """
    records = [name for name in run.absent if name.startswith("chunks/")] if run.conclusion is not None else []
    unsound = sorted({*run.damaged, *records})
    if unsound:
        raise DamagedRecordError(
            _("Damaged, changed or missing: {names}. Run the command of this run again before you cite it.").format(
                names=", ".join(unsound)
            )
        )


def _of_run(run: Material) -> Paper:
    _check_sound(run)
    if run.judgement is None:
        return Paper("", "", "", ())
    said = methods.paper(run.plan, run.judgement, run.seconds)
    return Paper(said, latex.table(run.plan, run.judgement), bibliography([run.plan]), tuple(_figures("", run)))


def _of_study(study: StudyMaterial, together: Sequence[Figure]) -> Paper:
    runs = [each.run for each in study.judged]
    for run in runs:
        _check_sound(run)
    judged = [(run.plan, run.judgement) for run in runs if run.judgement is not None]
    if not judged:
        return Paper("", "", "", ())
    single = [figure for each in study.judged for figure in _figures(f"{each.slug}-", each.run)]
    return Paper(
        paragraph=study_sentences.paper(judged, study.across, sum(run.seconds for run in runs)),
        table=latex.table_of_study(judged),
        bibliography=bibliography(plan for plan, _judgement in judged),
        figures=(*together, *single),
    )


def _figures(prefix: str, run: Material) -> Iterator[Figure]:
    assert run.judgement is not None
    forest = differences.forest(run.plan, run.judgement)
    yield replace(forest, name=f"{prefix}{forest.name}")
    if run.tuning:
        yield tuning.curves(run, prefix)


def write_paper(found: Paper, out: str | Path) -> list[Path]:
    """Write paragraph.txt, LaTeX, BibTeX and each figure as PDF and SVG; return their paths.

    The paragraph is there twice: as plain text, and escaped for LaTeX. ``paper.tex`` is a document of all parts.

    Raises:
        StorageError: A file cannot be written.
    """
    from actlab.report.figures.style import svg, to_file

    folder = RunFolder(out)
    folder.create()
    texts = {
        "paragraph.txt": found.paragraph,
        "paragraph.tex": latex.escaped(found.paragraph),
        "table.tex": found.table,
        "figures.tex": found.latex,
        "references.bib": found.bibliography,
        "paper.tex": latex.DOCUMENT,
    }
    for name, text in texts.items():
        folder.write_text(name, text + "\n")
    names = list(texts)
    for figure in found.figures:
        drawn = svg(figure)
        for ending in _VECTOR:
            folder.write_bytes(f"{figure.name}.{ending}", to_file[ending](drawn))
            names.append(f"{figure.name}.{ending}")
    return [folder.path / name for name in names]
