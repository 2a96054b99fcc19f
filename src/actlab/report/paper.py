"""A run, or a study, as a paper takes it: paragraphs, LaTeX tables, and figures as vector files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from actlab.i18n import current_language
from actlab.records import RunFolder
from actlab.report.blocks import Figure
from actlab.report.formats import latex
from actlab.report.run import methods
from actlab.report.run.material import Material, read_material
from actlab.report.run.sections import differences, tuning
from actlab.report.sections import STUDY
from actlab.report.study.material import read_study

__all__ = ["Paper", "read_paper", "write_paper"]

_VECTOR = ("pdf", "svg")
_OF_STUDY = ("forests", "ranks")


@dataclass(frozen=True)
class Paper:
    """What a paper takes.

    Args:
        paragraph: Methods and results, a paragraph a run.
        table: LaTeX tables, one a run.
        figures: The forest plots, and the learning-rate curves where candidates were tuned.
    """

    paragraph: str
    table: str
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
        return _paper([("", read_material(folder))], ())
    study = read_study(folder)
    together = [
        block
        for section in STUDY.said(study, current_language())
        if section.name in _OF_STUDY
        for block in section.blocks
        if isinstance(block, Figure)
    ]
    return _paper([(f"{each.slug}-", each.run) for each in study.judged], together)


def _paper(runs: list[tuple[str, Material]], together: Sequence[Figure]) -> Paper:
    judged = [(prefix, run, run.judgement) for prefix, run in runs if run.judgement is not None]
    return Paper(
        paragraph="\n\n".join(methods.paper(run.plan, judgement) for _prefix, run, judgement in judged),
        table="\n\n".join(latex.table(run.plan, judgement) for _prefix, run, judgement in judged),
        figures=(*together, *(figure for prefix, run, _judgement in judged for figure in _figures(prefix, run))),
    )


def _figures(prefix: str, run: Material) -> Iterator[Figure]:
    assert run.judgement is not None
    forest = differences.forest(run.plan, run.judgement)
    yield replace(forest, name=f"{prefix}{forest.name}")
    if run.tuning:
        yield tuning.curves(run, prefix)


def write_paper(found: Paper, out: str | Path) -> list[Path]:
    """Write paragraph.txt, table.tex, figures.tex and each figure as PDF and SVG; return their paths.

    Raises:
        StorageError: A file cannot be written.
    """
    from actlab.report.figures.style import svg, to_file

    folder = RunFolder(out)
    folder.create()
    texts = {"paragraph.txt": found.paragraph, "table.tex": found.table, "figures.tex": found.latex}
    for name, text in texts.items():
        folder.write_text(name, text + "\n")
    names = list(texts)
    for figure in found.figures:
        drawn = svg(figure)
        for ending in _VECTOR:
            folder.write_bytes(f"{figure.name}.{ending}", to_file[ending](drawn))
            names.append(f"{figure.name}.{ending}")
    return [folder.path / name for name in names]
