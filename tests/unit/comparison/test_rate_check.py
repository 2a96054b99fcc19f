"""The same comparison at a tenth and at ten times the learning rate."""

import pytest

import actlab
from actlab.comparison import rate_check
from actlab.report.page import write_figures
from actlab.report.run.material import read_material
from actlab.report.sections import RUN

QUICK = {"epochs": 3, "blocks": 6, "workers": 1, "engine": "loop"}


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch, without_processes, with_rate_check):
    monkeypatch.chdir(tmp_path)


def test_each_pair_is_tried_at_three_rates_and_the_verdict_does_not_know(monkeypatch):
    found = actlab.compare(["relu", "tanh", "gelu"], **QUICK)
    checked = found.conclusion.rate_check
    assert [(each.b, each.learning_rate) for each in checked] == [
        (name, rate) for rate in (0.001, 0.01, 0.1) for name in ("tanh", "gelu")
    ]
    own = [each for each in checked if each.learning_rate == 0.01]
    assert [each.difference for each in own] == [pair.difference for pair in found.judgement.pairs]
    assert actlab.load(found.run.path).conclusion == found.conclusion
    monkeypatch.setattr(rate_check, "BLOCKS", 3)
    without = actlab.compare(["relu", "tanh", "gelu"], rate_check=False, out="without", **QUICK)
    assert (without.judgement, without.plan.hash) == (found.judgement, found.plan.hash)
    assert without.conclusion.rate_check == ()


def test_what_it_says_is_what_a_run_at_that_rate_says():
    checked = actlab.compare(["relu", "tanh"], **QUICK).conclusion.rate_check
    other = actlab.compare(["relu", "tanh"], learning_rate=0.1, rate_check=False, **QUICK).judgement.pairs[0]
    (found,) = (each for each in checked if each.learning_rate == 0.1)
    assert (found.difference, found.interval, found.n) == (other.difference, other.interval, other.n)


def test_other_regimes_have_no_one_rate_to_check():
    found = actlab.compare(["relu", "tanh"], regime="gain", **QUICK)
    assert found.conclusion.rate_check == ()


def test_page_terminal_and_json_say_it(tmp_path, capsys):
    found = actlab.compare(["relu", "tanh"], **QUICK)
    (section,) = (each for each in RUN.said(read_material(found.run.path), "en") if each.name == "rate_check")
    sentence = section.blocks[0].text
    assert sentence.startswith("At other learning rates, no part of the verdict: relu - tanh = ")
    assert " at 0.001, " in sentence
    assert len(found.to_dict()["rate_check"]) == 3
    assert "rate_check.svg" in {path.name for path in write_figures(found.run.path, tmp_path / "figures")}
