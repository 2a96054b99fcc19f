"""A page of very many candidates stays a page: it writes out and draws some of them, and says which."""

import re

import pytest

import actlab
from actlab.report.run.material import read_material

NAMES = ("relu", "tanh", "gelu", "silu", "elu", "selu", "celu", "mish", "softplus", "softsign", "sigmoid", "tanhshrink")
MORE = ("relu6", "hardswish", "leaky_relu")


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """The run folder of 15 candidates with all 105 pairs."""
    folder = tmp_path_factory.mktemp("many") / "run"
    actlab.compare([*NAMES, *MORE], pairs="all", blocks=2, epochs=3, workers=1, rate_check=False, out=folder)
    return folder


@pytest.mark.slow
def test_the_pairs_of_the_best_mean_are_written_out(many):
    run = read_material(many)
    best = max(run.judgement.candidates, key=lambda each: each.mean).name
    assert [{best} <= {pair.a, pair.b} for pair in run.shown.pairs] == [True] * 14
    assert "This page writes out 14 pairs" in (many / "report.html").read_text(encoding="utf-8")
    assert "comparison.json holds all 105" in (many / "report.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_charts_show_the_first_candidate_and_the_best_others(many):
    run = read_material(many)
    means = {each.name: each.mean for each in run.judgement.candidates}
    left_out = {*means} - {*run.pictured}
    assert len(run.pictured) == 12
    assert run.pictured[0] == "relu"
    assert max(means[name] for name in left_out) <= min(means[name] for name in run.pictured[1:])
    page = (many / "report.html").read_text(encoding="utf-8")
    assert len(set(re.findall(r"(\w+): the plane as its median network sees it", page))) == 12
    assert "Shown: the first candidate and the 11 others with the best means, of 15 candidates." in page


@pytest.mark.slow
def test_a_page_of_few_candidates_leaves_nothing_out(tmp_path):
    actlab.compare(NAMES, blocks=2, epochs=1, workers=1, rate_check=False, out=tmp_path / "run")
    run = read_material(tmp_path / "run")
    assert (run.shown, run.pictured) == (run.judgement, list(NAMES))
