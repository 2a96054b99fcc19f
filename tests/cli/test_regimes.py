"""``actlab compare`` in several regimes, in looks, on several workloads, and ``actlab paper``."""

import itertools
import json
import re
import shlex
from pathlib import Path

import pytest

QUICK = ("--blocks", 2, "--epochs", 2, "--workers", 1)
TUNED = (*QUICK, "--trials", 5, "--learning-rates", "0.0005:1")


@pytest.fixture(autouse=True)
def _quick(without_processes):
    pass


def again(said, actlab):
    """Run the printed line again and return what it says."""
    line = next(line for line in said.out.splitlines() if line.startswith("Again: "))
    return actlab(*shlex.split(line.removeprefix("Again: actlab ")))


@pytest.mark.slow
def test_a_tuned_run_says_how_it_was_tuned_and_is_replayed(actlab):
    said = actlab("compare", "relu", "tanh", "--regime", "tuned", *TUNED)
    assert said.code == 0
    assert "2 pipelines on two moons" in said.err
    assert (
        "each tuned with 5 trials by validation loss on its own data, over 2 fresh pipelines, relu - tanh" in said.out
    )
    assert "relu: best learning rate about" in said.out
    assert "W111: 2 independent tuning studies are fewer than 8" in said.out
    assert said.out.split("Run:")[1] == again(said, actlab).out.split("Run:")[1]


@pytest.mark.slow
def test_a_tuned_object_holds_its_curves(actlab):
    said = actlab("compare", "relu", "tanh", "--regime", "tuned", *TUNED, "--json").json
    assert said["networks"] == 20
    assert [each["candidate"] for each in said["tuning"]] == ["relu", "tanh"]
    assert len(said["tuning"][0]["best_of"]) == 5
    assert said["plan"]["tuning"]["trials"] == 5


@pytest.mark.slow
def test_both_regimes_are_one_study(actlab, tmp_path):
    said = actlab("compare", "relu", "tanh", "--regime", "both", *TUNED)
    assert said.code == 0
    for heading in ("moons, drop-in", "moons, gain", "moons, tuned"):
        assert heading in said.out
    assert "that they disagree is not shown" in said.out
    assert said.out.split("Run:")[1] == again(said, actlab).out.split("Run:")[1]
    held = actlab("compare", "relu", "tanh", "--regime", "both", *TUNED, "--json").json
    assert held["schema"] == "actlab.study/1"
    assert set(held["agreements"]) == {"moons"}


@pytest.mark.slow
def test_the_page_of_a_tuned_run_shows_its_trials(actlab, with_report):
    run = actlab("compare", "relu", "tanh", "--regime", "tuned", *TUNED, "--json").json["run"]
    page = Path(run, "report.html").read_text(encoding="utf-8")
    assert all(f'id="figure-{name}"' in page for name in ("rates", "best-of", "good-rates"))


def test_several_workloads_are_put_together(actlab):
    words = ("compare", "relu", "tanh", "--workload", "moons,circles", *QUICK)
    said = actlab(*words)
    assert said.code == 0
    assert "Drop-in, 2 workloads: relu better than tanh on" in said.out
    assert "Average ranks, descriptive: " in said.out
    assert actlab(*words, "--json").json["across"]["drop-in"]["workloads"] == ["moons", "circles"]


def test_a_run_until_decided_declares_its_looks(actlab):
    words = ("--until", "decided", "--first-look", 6, "--max-blocks", 8, "--epochs", 2, "--workers", 1)
    said = actlab("compare", "relu", "tanh", *words)
    assert said.code == 0
    assert "It ends when no pair is undecided; looks after 6, 8 blocks." in said.err
    assert "W105: The first look at 6 blocks is early" in said.out
    assert said.out.split("Run:")[1] == again(said, actlab).out.split("Run:")[1]


def test_a_dry_run_pilots_nothing(actlab, tmp_path):
    said = actlab("compare", "relu", "tanh", "--regime", "both", *QUICK, "--dry-run", "--json")
    assert [each["regime"] for each in said.json["plans"]] == ["drop-in", "gain", "tuned"]
    assert list(tmp_path.iterdir()) == []


def test_of_more_than_two_candidates_those_near_the_best_are_named(actlab):
    said = actlab("compare", "relu", "tanh", "sigmoid", *QUICK)
    assert "Within 0.5 points of the best, as far as is shown: relu, tanh, sigmoid." in said.out


@pytest.mark.slow
def test_failures_are_said_beside_the_verdict(actlab):
    words = (*QUICK, "--hidden", ",".join(["4"] * 12), "--lang")
    said = actlab("compare", "relu", "sigmoid", *words, "en")
    assert "sigmoid failed in 2 of 2 blocks (100 %, " in said.out
    assert "failures count at chance; McNemar p = " in said.out
    assert "W112: torch's default init under 12 hidden layers" in said.out
    assert "falló en 2 de 2 bloques" in actlab("compare", "relu", "sigmoid", *words, "es").out


WRONG = {
    "rates": (
        ("--learning-rates", "1"),
        "--learning-rates must be a smaller and a larger number above 0, such as 0.001:1; got",
    ),
    "narrow": (("--regime", "tuned", "--learning-rates", "0.1:1"), "span fewer than 3 decades"),
    "trials": (("--regime", "tuned", "--trials", "3"), "Tuning needs 5 trials or more for each candidate; got 3."),
    "suite": (("--workload", "suite:toys"), "There is no suite 'toys'"),
    "budget": (("--time-budget", "5"), "--time-budget belongs to --until decided; add it."),
    "units": (("--workload", "moons", "--workload", "diabetes", "--delta", "1"), "scored in different units"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_usage(actlab, case):
    words, message = WRONG[case]
    said = actlab("compare", "relu", "tanh", *QUICK, *words)
    assert (said.code, said.out) == (2, "")
    assert message in said.err


def environments(text):
    """Return the environments of a LaTeX text in the order in which they end; each must end where it began."""
    open_ones, ended = [], []
    for kind, name in re.findall(r"\\(begin|end)\{(\w+)\}", text):
        if kind == "begin":
            open_ones.append(name)
        else:
            assert open_ones.pop() == name
            ended.append(name)
    assert not open_ones
    return ended


def balanced(text):
    bare = re.sub(r"\\[{}]", "", text)
    depths = list(itertools.accumulate({"{": 1, "}": -1}.get(sign, 0) for sign in bare))
    return min(depths) == 0 and depths[-1] == 0


def rows_are_even(text):
    """Return whether all rows of each tabular have as many cells as it has columns."""
    tables = re.findall(r"\\begin\{tabular\}\{(\w+)\}(.*?)\\end\{tabular\}", text, flags=re.DOTALL)
    rows = [(columns, row) for columns, body in tables for row in body.splitlines() if row.endswith(r"\\")]
    return bool(rows) and all(len(re.split(r"(?<!\\)&", row)) == len(columns) for columns, row in rows)


@pytest.mark.slow
def test_a_paper_holds_a_paragraph_a_table_and_figures(actlab, tmp_path):
    run = actlab("compare", "relu", "leaky_relu", "--regime", "tuned", *TUNED, "--json").json["run"]
    said = actlab("paper", run)
    assert said.code == 0
    assert "We ran 2 paired pipelines" in said.out
    assert r"relu - leaky\_relu & " in said.out
    assert "Written: 10 files" in actlab("paper", run, "--out", "text").out
    files = {path.name: path for path in (tmp_path / "text").iterdir()}
    vectors = {f"{name}.{ending}" for name in ("forest", "rates") for ending in ("pdf", "svg")}
    texts = {"paragraph.txt", "paragraph.tex", "table.tex", "figures.tex", "references.bib", "paper.tex"}
    assert set(files) == texts | vectors
    assert files["forest.pdf"].read_bytes().startswith(b"%PDF")
    assert files["rates.svg"].read_text(encoding="utf-8").startswith("<svg")
    table, figures = (files[name].read_text(encoding="utf-8") for name in ("table.tex", "figures.tex"))
    assert environments(table) == ["tabular", "table"]
    assert environments(figures) == ["figure", "figure"]
    assert balanced(table + figures)
    assert rows_are_even(table)
    assert set(re.findall(r"includegraphics\[[^]]*\]\{(.*?)\}", figures)) == {"forest.pdf", "rates.pdf"}
    assert (table + figures).isascii()
    assert json.loads(actlab("paper", run, "--json").out)["table"] == table.strip()
    assert actlab("paper", "nowhere").code == 2


@pytest.mark.slow
def test_a_paper_of_a_study_has_all_its_runs(actlab, tmp_path):
    run = actlab("compare", "relu", "tanh", "--regime", "both", *TUNED, "--json").json["run"]
    said = actlab("paper", run, "--out", "text")
    assert said.code == 0
    assert (tmp_path / "text" / "table.tex").read_text().count(r"\begin{table}") == 1
    assert (
        "We compared relu, tanh on moons (Drop-in, Gain init, Tuned)"
        in (tmp_path / "text" / "paragraph.txt").read_text()
    )
    assert {"forest-1.pdf", "moons-tuned-rates.pdf"} <= {path.name for path in (tmp_path / "text").iterdir()}
