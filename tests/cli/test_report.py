"""``actlab report``, and the page that ``actlab compare`` leaves."""

import pytest

from actlab.report import page
from actlab.report.formats import html
from checkers import run_folders

QUICK = ("--blocks", 2, "--epochs", 1, "--workers", 1)


@pytest.fixture(autouse=True)
def _no_drawings(monkeypatch):
    monkeypatch.setattr(html, "draw_all", lambda figures, _vega: {each.name: "" for each, _ in figures})


def test_a_comparison_leaves_a_page_and_says_where(actlab, tmp_path, with_report, without_processes):
    said = actlab("compare", "relu", "tanh", *QUICK, "--out", "run")
    assert said.code == 0
    assert "Report: run/report.html" in said.out
    written = (tmp_path / "run" / "report.html").read_text()
    assert "Missing files" not in written
    code = (tmp_path / "run" / "network.py").read_text()
    space = {"__name__": "network"}
    exec(code, space)
    assert str(space["NETWORKS"]["tanh"]()[1]) == "Tanh()"


def test_a_page_that_cannot_be_written_loses_no_comparison(
    actlab, tmp_path, with_report, without_processes, monkeypatch, caplog
):
    monkeypatch.setattr(page, "page", lambda _run: 1 / 0)
    said = actlab("compare", "relu", "tanh", *QUICK, "--out", "run")
    assert said.code == 0
    assert "Report:" not in said.out
    assert "The report was not written" in caplog.text
    assert (tmp_path / "run" / "comparison.json").is_file()


def test_a_boundary_that_cannot_be_drawn_leaves_a_page_that_says_so(
    actlab, tmp_path, with_report, without_processes, monkeypatch, caplog
):
    from actlab.population import artifacts

    monkeypatch.setattr(artifacts, "boundary", lambda *_: 1 / 0)
    assert actlab("compare", "relu", "tanh", *QUICK, "--out", "run").code == 0
    assert "boundary.parquet was not written" in caplog.text
    assert "The run folder has no boundary.parquet" in (tmp_path / "run" / "report.html").read_text()


def test_a_run_becomes_a_page_somewhere_else(actlab, tmp_path):
    run_folders.write(tmp_path / "run")
    said = actlab("report", "run", "--out", "page.html", "--lang", "es")
    assert said.code == 0
    assert "Informe: page.html" in said.out
    assert '<html lang="es">' in (tmp_path / "page.html").read_text()


def test_a_study_gets_a_page_and_one_for_each_run_that_was_begun(actlab, tmp_path):
    study = run_folders.write(tmp_path / "study")
    run_folders.write(study.path / "moons" / "gain")
    run_folders.list_study(study, "moons/gain", "moons/tuned")
    said = actlab("report", "study", "--json")
    assert said.json["pages"] == ["study/report.html", "study/moons/gain/report.html"]
    assert said.json["missing"] == ["study/moons/tuned"]
    assert actlab("report", "study", "--out", "page.html").code == 2


def test_a_folder_that_is_no_run_says_so(actlab):
    said = actlab("report", "nowhere")
    assert said.code == 2
    assert "no plan.json" in said.err


def test_a_notebook_shows_the_verdict_and_the_forest_plot(without_processes, tmp_path):
    import actlab

    shown = actlab.compare(["relu", "tanh"], blocks=2, epochs=1, out=tmp_path / "run")._repr_html_()
    assert "relu" in shown
    assert "<svg" in shown
    assert "difference (points)" in shown
