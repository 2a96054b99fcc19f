"""Comparisons of a candidate with itself: the arms share data and nothing else, and verdicts err as often as alpha."""

import pytest

import actlab
from actlab.errors import CandidateError, RunFolderError, UsageError
from actlab.records import RunFolder

QUICK = {"epochs": 5, "workers": 1}


@pytest.fixture(scope="module")
def calibrated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("calibrated") / "run"
    return actlab.calibrate("relu", comparisons=60, blocks=10, out=folder, **QUICK)


def rows(calibration):
    run = RunFolder(calibration.run)
    return run.read_chunks(run.finished())


def test_the_arms_share_data_and_neither_weights_nor_order(calibrated):
    wide = rows(calibrated).pivot(index="block", columns="candidate", values=["test_score", "train_loss"])
    assert len(wide) == 600
    assert (wide["train_loss"]["relu"] != wide["train_loss"]["relu#2"]).all()
    assert wide["test_score"].corr().loc["relu", "relu#2"] < 0.9


def test_verdicts_err_about_as_often_as_alpha(calibrated):
    assert calibrated.low <= calibrated.alpha <= calibrated.high
    assert sum(calibrated.verdicts.values()) == calibrated.comparisons == 60
    assert calibrated.share == calibrated.wrong / 60


def test_it_goes_on_where_it_stopped(calibrated):
    stamps = {path: path.stat().st_mtime_ns for path in RunFolder(calibrated.run).chunks.iterdir()}
    assert actlab.calibrate("relu", comparisons=60, blocks=10, out=calibrated.run, **QUICK) == calibrated
    assert {path: path.stat().st_mtime_ns for path in RunFolder(calibrated.run).chunks.iterdir()} == stamps


def test_a_damaged_chunk_is_trained_again(calibrated, caplog):
    chunk = min(RunFolder(calibrated.run).chunks.iterdir())
    chunk.write_bytes(b"nothing")
    assert actlab.calibrate("relu", comparisons=60, blocks=10, out=calibrated.run, **QUICK) == calibrated
    assert chunk.stem[:8] in caplog.text


def test_an_activation_that_fails_is_counted(tmp_path):
    def explodes(x):
        return (x * 1e30) ** 9

    found = actlab.calibrate(explodes, comparisons=10, blocks=3, out=tmp_path / "run", **QUICK)
    assert found.failures > 0
    assert f"{found.failures} of 60 networks failed" in found.verdict()


def test_what_the_sentences_say(calibrated):
    told = calibrated.verdict()
    assert f"{calibrated.wrong} named a better one" in told
    assert "60 comparisons could not tell twice alpha" in told
    assert "With a smallest difference that matters of 0.5 points" in told


def test_too_many_errors_are_told(calibrated):
    from dataclasses import replace

    assert "That is too many" in replace(calibrated, wrong=20).verdict()
    assert "come up in 3.0 % of such series" in replace(calibrated, wrong=7).verdict()
    assert "err no more often here than they may" in replace(calibrated, low=0.03, high=0.08).verdict()


def test_requests_that_cannot_be_met(tmp_path):
    with pytest.raises(CandidateError, match="One candidate is compared with itself"):
        actlab.calibrate("relu", activations=[lambda x: x], comparisons=10, blocks=2, **QUICK)
    with pytest.raises(UsageError, match="comparisons must be"):
        actlab.calibrate("relu", comparisons=1)
    with pytest.raises(UsageError, match="no option 'until'"):
        actlab.calibrate("relu", until="decided")
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(RunFolderError, match="holds files but no run"):
        actlab.calibrate("relu", comparisons=10, blocks=2, out=tmp_path, **QUICK)


def test_the_exact_rule(tmp_path):
    found = actlab.calibrate("relu", comparisons=10, blocks=3, exact=True, out=tmp_path / "run", **QUICK)
    assert (found.rule, found.wrong) == ("exact", 0)
