"""How a comparison is asked for and looked at from Python."""

import pytest

import actlab
from actlab.errors import CandidateError, UsageError

QUICK = {"blocks": 2, "epochs": 2, "workers": 1, "engine": "loop"}


def test_candidates_come_one_after_the_other_or_as_a_list():
    apart = actlab.plan("relu", "tanh", **QUICK)
    assert apart.hash == actlab.plan(["relu", "tanh"], **QUICK).hash
    layered = actlab.plan(["relu", "tanh"], "gelu", hidden=(4, 4), **QUICK)
    assert [candidate.label for candidate in layered.training.candidates] == ["relu,tanh", "gelu"]
    with pytest.raises(CandidateError, match="needs two candidates"):
        actlab.plan("relu")


@pytest.mark.parametrize(("given", "meant"), [("lr", "learning_rate"), ("n_jobs", "workers")])
def test_other_spellings_lead_to_the_right_one(given, meant):
    with pytest.raises(UsageError, match=f"'{given}'. Did you mean {meant}"):
        actlab.compare("relu", "tanh", **{given: 1})


def test_a_result_draws_itself_and_opens_its_page(without_processes, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    result = actlab.compare("relu", "tanh", out=tmp_path / "run", **QUICK)
    drawn = result.plot()
    assert drawn._repr_svg_().lstrip().startswith("<svg")
    assert repr(drawn) == result.verdict()
    assert drawn.save(tmp_path / "pairs.svg").is_file()
    (tmp_path / "run" / "report.html").write_text("")
    assert result.open() == tmp_path / "run" / "report.html"
    assert opened[0].startswith("file:")


def test_a_bar_appears_only_where_somebody_looks(monkeypatch):
    from actlab._shared import progress

    with progress.bar_where_seen() as report:
        assert report is None
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with progress.bar_where_seen() as report:
        report(1, 2)
