import json

import pandas as pd
import pytest

from actlab.errors import DamagedRecordError, RunFolderError
from actlab.i18n import LANGUAGES, Text, speaking
from actlab.report.blocks import Figure
from actlab.report.figures.style import spec
from actlab.report.formats import html
from actlab.report.page import page, write_figures, write_page
from actlab.report.page import run_folders as runs_in
from actlab.report.run.material import read_material
from actlab.report.sections import RUN
from checkers import run_folders

MOST_BYTES = 1_000_000


@pytest.fixture
def run(tmp_path):
    return run_folders.write(tmp_path / "run")


@pytest.fixture(autouse=True)
def _no_drawings(monkeypatch):
    """Leave the drawings out: they take most of the time, and test_html.py looks at them."""
    monkeypatch.setattr(html, "draw_all", lambda figures, _vega: {each.name: "" for each, _ in figures})


def text(folder):
    return page(read_material(folder))


def figures(folder, language="en"):
    blocks = [block for each in RUN.said(read_material(folder), language) for block in each.blocks]
    return {block.name: block for block in blocks if isinstance(block, Figure)}


def test_the_page_opens_in_the_language_now_spoken(run):
    for language in LANGUAGES:
        with speaking(language):
            assert f'<html lang="{language}">' in text(run.path)


def test_a_page_of_four_hundred_networks_stays_small(tmp_path):
    run = run_folders.write(tmp_path / "run", blocks=200)
    assert len(text(run.path).encode()) <= MOST_BYTES


def test_a_page_of_ten_thousand_blocks_is_there_stays_small_and_says_what_it_leaves_out(tmp_path):
    """Altair refuses more than 5,000 rows, and the rows inside a page would take megabytes."""
    run = run_folders.write(tmp_path / "run", blocks=10_000)
    said = text(run.path)
    assert len(said.encode()) <= MOST_BYTES
    assert "Only the first 250 of 10000 blocks are drawn and listed here" in said
    assert "The rows of 20000 networks are too many for this page" in said
    assert "over 10000 blocks" in said
    assert len(pd.read_parquet(run.path / "chunks")) == 20_000
    assert all(spec(each) for each in figures(run.path).values())


def test_names_are_text_and_never_markup(tmp_path):
    evil = '<script>alert("&")</script>'
    run = run_folders.write(tmp_path / "run", labels=("relu", evil))
    run_folders.change_plan(run, source=evil, workload=evil, workload_title=Text(en=evil, es=evil))
    run.write_text("network.py", f"# {evil}\n</pre>")
    said = text(run.path)
    assert said.count("<script>") == 1
    assert "<script>alert" not in said
    assert "&lt;script&gt;alert" in said


def test_every_figure_has_its_words_and_a_table_of_what_it_draws(run):
    assert len(figures(run.path)) == 11
    for figure in figures(run.path).values():
        assert figure.title
        assert figure.description
        assert figure.data.rows


def test_the_blocks_drawn_are_those_of_the_records(run):
    rows = run.read_chunks([run_folders.CHUNK])
    drawn = figures(run.path)["blocks"].data.frame().sort_values(["candidate", "block"], ignore_index=True)
    assert drawn["score"].tolist() == rows["test_score"].tolist()
    assert drawn["status"].tolist() == rows["status"].tolist()


def test_the_curves_drawn_are_the_medians_of_the_records(run):
    rows = run.read_chunks([run_folders.CHUNK])
    drawn = figures(run.path)["curves"].data.frame()
    for label, each in rows.groupby("candidate"):
        expected = pd.DataFrame(each["curve"].tolist()).median().tolist()
        assert drawn.loc[drawn["candidate"] == label, "median"].tolist() == pytest.approx(expected)


def test_the_differences_drawn_are_those_of_the_judgement(run):
    found = read_material(run.path).judgement.pairs[0]
    row = figures(run.path)["forest"].data.frame().iloc[0]
    assert (row["difference"], row["low"], row["high"]) == (found.difference, *found.interval)
    wins = figures(run.path)["wins"].data.frame().iloc[0]
    assert (wins["wins"], wins["ties"], wins["losses"]) == (found.wins, found.ties, found.losses)


def test_the_units_and_costs_drawn_are_those_of_the_records(run):
    units = figures(run.path)["units"].data.frame()
    assert units[["dead", "saturated"]].to_numpy().tolist() == [[0.25, 0.5], [0.0, 0.5]]
    cost = figures(run.path)["cost"].data.frame()
    assert cost["median"].tolist() == pytest.approx([3.5, 3.5])


def test_the_functions_drawn_are_those_that_were_stored(run):
    stored = read_material(run.path).functions
    drawn = figures(run.path)["functions"].data.frame()
    assert drawn["relu"].tolist() == stored.loc[stored["activation"] == "relu", "f"].tolist()


def test_figures_become_files(run, tmp_path, monkeypatch):
    from actlab.report import page as pages

    forest = figures(run.path)["forest"]
    monkeypatch.setattr(pages, "_figures", lambda _run: [forest])
    starts = {"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF"}
    for path in write_figures(run.path, tmp_path / "figures"):
        assert path.read_bytes().startswith(starts.pop(path.suffix[1:]))
    assert not starts


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("comparison.json", "comparison.json"),
        ("functions.parquet", "functions.parquet"),
        ("boundary.parquet", "boundary.parquet"),
        ("network.py", "network.py"),
        (f"chunks/{run_folders.CHUNK}.parquet", "0 of 12 networks"),
    ],
)
def test_what_is_missing_is_named(run, name, said):
    (run.path / name).unlink()
    if name.startswith("chunks"):
        (run.path / "comparison.json").unlink()
    assert said in text(run.path)
    assert "Missing files" in text(run.path)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["comparison.json", "functions.parquet", f"chunks/{run_folders.CHUNK}.parquet"])
def test_what_is_damaged_is_named(run, name):
    run_folders.damage(run, name)
    said = text(run.path)
    assert "Damaged files" in said
    assert name in said


def test_a_folder_that_is_no_run_says_so(tmp_path):
    with pytest.raises(RunFolderError, match=r"no plan\.json"):
        write_page(tmp_path)


def test_a_damaged_plan_says_so(run):
    run_folders.damage(run, "plan.json")
    with pytest.raises(DamagedRecordError, match="damaged"):
        write_page(run.path)


def test_a_plan_of_the_wrong_form_says_so(run):
    held = run.read_json("plan.json")
    for other in ([], None, {"hash": "ab"}, held | {"blocks": "6"}, held | {"more": 1}, held | {"candidates": []}):
        (run.path / "plan.json").write_text(json.dumps(other))
        with pytest.raises(DamagedRecordError, match="damaged"):
            write_page(run.path)


@pytest.mark.parametrize("schema", [1, 3, "2"])
def test_a_run_of_another_version_is_refused_in_one_line_and_kept(run, schema):
    run.write_json("plan.json", run.read_json("plan.json") | {"schema": schema})
    before = {path: path.read_bytes() for path in run.path.rglob("*") if path.is_file()}
    for refused in (lambda: write_page(run.path), lambda: run.claim_for(run_folders.plan())):
        with pytest.raises(RunFolderError, match=r"plan\.json was written by another version of actlab") as told:
            refused()
        assert "\n" not in str(told.value)
    assert {path: path.read_bytes() for path in run.path.rglob("*") if path.is_file()} == before


def test_a_study_has_the_runs_that_it_lists(tmp_path, run):
    run_folders.list_study(run, "moons/gain")
    assert runs_in(run.path) == [run.path / "moons" / "gain"]


@pytest.mark.parametrize("folders", [[""], ["/tmp/run"], ["../run"], ["moons/../../run"], [None], []])
def test_a_study_holds_runs_and_none_lies_outside_it(run, folders):
    run_folders.list_study(run, "moons/gain")
    held = run.read_json("study.json")
    listed = [held["comparisons"][0] | {"folder": folder} for folder in folders]
    run.write_json("study.json", held | {"comparisons": listed})
    with pytest.raises(DamagedRecordError, match=r"study\.json is damaged"):
        runs_in(run.path)
