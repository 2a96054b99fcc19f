"""A run or a study as a paper takes it: one paragraph, one table, sources, LaTeX that compiles."""

import re
import shutil
import subprocess

import pytest

from actlab.i18n import LANGUAGES, speaking
from actlab.report.formats.bibtex import bibliography
from actlab.report.paper import read_paper, write_paper
from actlab.report.run.material import read_material
from actlab.report.run.method import method
from checkers import run_folders
from checkers.latex import faults

EVIL = "my_50%_act & co #1 ~^{x}"


@pytest.fixture
def study(tmp_path):
    leaves = ("moons/drop-in", "moons/tuned_like", "wine/drop-in")
    folder = run_folders.RunFolder(tmp_path / "study")
    folder.create()
    run_folders.list_study(folder, *leaves)
    for leaf in leaves:
        run = run_folders.write(tmp_path / "study" / leaf)
        run_folders.change_plan(run, workload=leaf.split("/")[0])
    return tmp_path / "study"


def test_the_checker_sees_what_breaks_latex():
    assert faults(r"\begin{table}a & b\end{table}")
    assert all(map(faults, ("5 %", "a_b", r"\caption{open", "}")))
    assert faults(r"\begin{tabular}{lr}a & $\pm$5 \% \\ \end{tabular}") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_study_has_one_paragraph_and_one_table(study, language):
    with speaking(language):
        found = read_paper(study)
    assert "\n\n" not in found.paragraph
    assert found.table.count(r"\begin{table}") == found.table.count(r"\caption") == 1
    assert found.table.count(" - ") == 3
    assert faults(found.table) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_files_are_latex_whatever_the_names(tmp_path, language):
    run = run_folders.write(tmp_path / "run", labels=("relu", EVIL))
    with speaking(language):
        paths = {path.name: path for path in write_paper(read_paper(run.path), tmp_path / "paper")}
    for name in ("paragraph.tex", "table.tex", "figures.tex"):
        assert faults(paths[name].read_text(encoding="utf-8")) == [], name
    assert EVIL in paths["paragraph.txt"].read_text(encoding="utf-8")
    engine = next((found for name in ("tectonic", "pdflatex") if (found := shutil.which(name))), None)
    if engine:  # where there is none, the reader above stands for it
        options = [] if "tectonic" in engine else ["-interaction=nonstopmode", "-halt-on-error"]
        done = subprocess.run([engine, *options, "paper.tex"], cwd=tmp_path / "paper", capture_output=True, check=False)
        assert done.returncode == 0, done.stdout[-2000:]


def test_the_paragraph_names_the_method(tmp_path):
    run = read_material(run_folders.write(tmp_path / "run").path)
    said = read_paper(tmp_path / "run").paragraph
    assert "Intervals are Student's t over blocks, each at 95 % (alpha 0.05 over 1 pair)." in said
    assert "Trainings that failed on their training part (1 of 12) are given the" in said
    assert "The data set, its split" in said
    assert re.search(r"Training took [\d.e+]+ s of CPU time\.", said)
    sequence = run_folders.plan(rule="sequence", until_decided=True, blocks=100, first_look=30)
    assert "effect sizes of variance 0.3; first look after 30 blocks" in method(sequence, [run.judgement], 1.0)
    assert "after 6 of at most 100 blocks" in method(sequence, [run.judgement], 1.0)


def test_sources_are_bibtex_and_what_was_never_published_has_no_entry():
    from dataclasses import replace

    plan = run_folders.plan()
    layers = [
        replace(
            plan.candidates[0].layers[0],
            name="gelu",
            source="Hendrycks & Gimpel (2016). Gaussian units. arXiv:1606.08415",
        ),
        replace(plan.candidates[0].layers[0], name="mine", source="me. my_act."),
    ]
    candidates = tuple(replace(each, layers=(layer,)) for each, layer in zip(plan.candidates, layers, strict=True))
    said = bibliography([replace(plan, candidates=candidates)])
    assert said == (
        "@misc{actlab:gelu,\n  author = {Hendrycks and Gimpel},\n  title = {{Gaussian units}},\n  year = {2016},\n"
        "  howpublished = {arXiv:1606.08415}\n}"
    )
