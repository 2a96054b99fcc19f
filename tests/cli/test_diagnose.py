"""``actlab diagnose``: findings, exit codes, forms of output."""

import json

import numpy as np
import pytest
import torch

MODEL = """
import torch
from torch import nn
torch.manual_seed(0)
sick = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3), nn.Softmax(dim=1))
with torch.no_grad():
    sick[0].bias[:3] = -100
well = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 3))
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "my.py").write_text(MODEL)
    generator = np.random.default_rng(0)
    x, y = generator.normal(size=(200, 4)).astype("float32"), generator.integers(3, size=200)
    np.savez(tmp_path / "data.npz", x=x, y=y)
    return tmp_path


def test_findings_are_told_with_what_to_do(actlab, folder):
    said = actlab("diagnose", f"{folder}/my.py:sick", "--data", f"{folder}/data.npz", "--loss", "cross_entropy")
    assert said.code == 4
    assert "ACT501 issue: dead units" in said.out
    assert (
        "3 of 8 units passed no gradient for any of 200 samples (at 95 % each does so for fewer than 0.015" in said.out
    )
    assert "ACT101 issue: softmax or sigmoid before a cross-entropy loss" in said.out
    assert "-> Return the logits from the model" in said.out


def test_a_healthy_model_leaves_with_zero(actlab, folder):
    said = actlab(
        "diagnose", f"{folder}/my.py:well", "--data", f"{folder}/data.npz", "--loss", "cross_entropy", "--json"
    )
    assert said.code == 0
    assert json.loads(said.out)["ok"]
    statuses = {each["code"]: each["status"] for each in json.loads(said.out)["outcomes"]}
    assert statuses["ACT403"] == "skipped"
    assert statuses["ACT203"] == "not applicable"


def test_ignored_codes_and_sarif(actlab, folder):
    said = actlab("diagnose", f"{folder}/my.py:sick", "--shape", "64,4", "--ignore", "act501", "--sarif")
    results = json.loads(said.out)["runs"][0]["results"]
    assert "ACT501" not in {each["ruleId"] for each in results}


def test_every_code_is_listed(actlab):
    lines = actlab("diagnose", "--codes").out.splitlines()
    assert len(lines) == 26
    assert lines[0].startswith("ACT101")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Name a model"),
        (("my.py:sick", "--shape", "4,4", "--loss", "mse"), "--loss needs targets"),
        (("my.py:sick", "--shape", "4,4", "--ignore", "ACT999"), "There is no code 'ACT999'"),
        (("my.py:sick",), "Say what the model takes"),
    ],
)
def test_bad_input_is_one_clear_line(actlab, folder, monkeypatch, words, said):
    monkeypatch.chdir(folder)
    found = actlab("diagnose", *words)
    assert found.code == 2
    assert said in found.err


def test_a_loader_that_fails_late_keeps_what_was_seen():
    from actlab.diagnostics import diagnose

    def loader():
        yield torch.randn(8, 4)
        raise OSError("disk gone")

    model = torch.nn.Sequential(torch.nn.Linear(4, 3), torch.nn.ReLU())
    found = diagnose(model, loader())
    assert found.evidence.stopped == "OSError: disk gone"
    assert "Stopped after 1 batches" in str(found)
