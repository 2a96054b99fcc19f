"""The page of a study: what it draws is what the runs and their records say."""

import numpy as np
import pytest

from actlab._shared.plain import plain, rebuild
from actlab.i18n import LANGUAGES, speaking
from actlab.report.blocks import Figure, Links, Table
from actlab.report.figures.style import INK
from actlab.report.formats import html
from actlab.report.page import study_page
from actlab.report.run.sentences import undecided_words
from actlab.report.sections import RUN, STUDY
from actlab.report.study.material import read_study
from actlab.report.study.sections import ranks
from actlab.statistics import (
    Across,
    Agreement,
    Interval,
    JudgedQuestion,
    StudyConclusion,
    Verdict,
    across,
    judge_workload,
)
from actlab.statistics.workloads import AcrossPair, Average
from checkers import run_folders

LEAVES = ("moons/drop-in", "wine/drop-in")


@pytest.fixture(autouse=True)
def _no_drawings(monkeypatch):
    monkeypatch.setattr(html, "draw_all", lambda figures, _vega: {each.name: "" for each, _ in figures})


@pytest.fixture
def study(tmp_path):
    """Two runs of three that were planned, and what they say together."""
    folder = run_folders.write(tmp_path / "study")
    judged = []
    for leaf in LEAVES:
        run = run_folders.write(folder.path / leaf)
        run_folders.change_plan(run, workload=leaf.split("/")[0])
        frame = run.read_chunks([run_folders.CHUNK])
        judged.append(judge_workload(leaf, leaf, frame, JudgedQuestion(("relu", "tanh"), item=0.5)))
    run_folders.list_study(folder, *LEAVES, "digits/drop-in")
    folder.write("comparison.json", StudyConclusion(agreements={}, across={"drop-in": across(judged)}))
    return read_study(folder.path)


def blocks(study, language="en"):
    return {section.name: section.blocks for section in STUDY.said(study, language)}


def test_each_pair_has_a_forest_in_deltas_with_the_average_last(study):
    (forest,) = blocks(study)["forests"]
    drawn = forest.data.frame()
    pair = study.runs[0].run.judgement.pairs[0]
    assert drawn["run"].tolist() == ["moons", "wine", "average"]
    assert drawn.loc[0, "difference"] == pair.difference / 0.5
    assert drawn.loc[2, "difference"] == study.across["drop-in"].pairs[0].average.mean
    assert isinstance(forest.draw(drawn).to_dict(validate=False), dict)


def test_all_verdicts_stand_in_one_table_and_runs_are_linked(study):
    said = blocks(study)
    matrix = [block for block in said["verdicts"] if isinstance(block, Table)][-1]
    assert [row[0] for row in matrix.rows] == ["moons (points)", "wine (points)"]
    (links,) = (block for block in said["runs"] if isinstance(block, Links))
    assert [(item.text, item.href) for item in links.items] == [
        (leaf.replace("/", ", "), f"{leaf}/report.html") for leaf in LEAVES
    ]
    page = study_page(study)
    assert "digits/drop-in" in page
    assert all(f'href="{leaf}/report.html"' in page for leaf in LEAVES)
    assert "No bars are drawn: 2 families" in page


def test_both_languages_hold_the_same_sections(study):
    english, spanish = blocks(study), blocks(study, "es")
    assert {name: len(each) for name, each in english.items()} == {name: len(each) for name, each in spanish.items()}


def test_what_workloads_say_together_survives_its_plain_form(study):
    found = study.across["drop-in"]
    assert rebuild(Across, plain(found)) == found
    open_end = Agreement("a", "b", Verdict.BETTER, Verdict.WORSE, 9, 1.0, Interval(0.5, np.inf), "disagree")
    assert rebuild(Agreement, plain(open_end)) == open_end


def test_bars_join_neighbours_that_are_not_told_apart():
    average = Average(0.0, Interval(-1.0, 1.0), None)
    p = {("a", "b"): 0.5, ("b", "c"): 0.5, ("a", "c"): 0.01, ("c", "d"): 0.001, ("b", "d"): 0.001, ("a", "d"): 0.001}
    pairs = tuple(AcrossPair(*pair, 0, 0, 0, 0, average, value, value) for pair, value in p.items())
    found = Across(("w",), 9, 9, pairs, (), None)
    assert ranks.groups(["a", "b", "c", "d"], found, 0.05) == [(0, 1), (1, 2)]
    untested = Across(("w",), 2, 9, tuple(AcrossPair(*pair, 0, 0, 0, 0, average, None, None) for pair in p), (), None)
    assert ranks.groups(["a", "b", "c", "d"], untested, 0.05) == []


def test_every_figure_is_drawn(study):
    figures = [block for each in blocks(study).values() for block in each if isinstance(block, Figure)]
    assert {figure.name for figure in figures} == {"forest-1", "ranks-drop-in"}
    assert all(figure.draw(figure.data.frame()).to_dict(validate=False) for figure in figures)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_undecided_is_hollow_whatever_is_spoken_when_it_is_drawn(study, language):
    figures = [*blocks(study, language)["forests"], *figures_of_run(study, language)]
    for figure in figures:
        frame = figure.data.frame()
        with speaking(language):
            undecided = frame["verdict"].isin(undecided_words())
        drawn = [row for rows in figure.draw(frame).to_dict(validate=False)["datasets"].values() for row in rows]
        fills = [row["fill"] for row in drawn if "fill" in row]
        assert undecided.any()
        assert fills == ["transparent" if each else INK for each in undecided]


def figures_of_run(study, language):
    (found,) = (section for section in RUN.said(study.runs[0].run, language) if section.name == "differences")
    return found.blocks
