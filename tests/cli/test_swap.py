"""``actlab swap``: the calls of a model from a file, and a swap's plan."""

import json
from pathlib import Path

import pytest
import torch

MODEL = """
import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(4, 8), nn.Linear(8, 2)
    def forward(self, x):
        return torch.sigmoid(self.b(torch.relu(self.a(x))))
net = Net()
def broken(x): return Net()
def number(): return 3
"""


@pytest.fixture
def model(tmp_path):
    (tmp_path / "my.py").write_text(MODEL)
    return f"{tmp_path / 'my.py'}"


def test_calls_are_shown(actlab, model):
    found = json.loads(actlab("swap", f"{model}:Net", "--shape", "2,4", "--json").out)
    assert [(site["site"], site["activation"]) for site in found["sites"]] == [
        ("(model)[0]", "relu"),
        ("(model)[1]", "sigmoid"),
    ]


def test_a_swap_is_planned_and_its_weights_are_saved(actlab, model, tmp_path):
    saved = tmp_path / "weights.pt"
    said = actlab("swap", f"{model}:net", "--shape", "2,4", "--from", "relu", "--to", "prelu", "--save", str(saved))
    assert said.code == 0
    assert "1 of 2 activations are replaced. Kept: sigmoid." in said.out
    assert "swapped_0.negative_slope" in torch.load(saved, weights_only=True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("Net",), "Say what the model takes"),
        (("Net", "--shape", "2,x"), "whole numbers, such as 1,3,32,32"),
        (("Net", "--data", "none.npy"), "none.npy cannot be read"),
        (("Net", "--shape", "2,4", "--save", "w.pt"), "belong to --to"),
        (("Net", "--shape", "2,4", "--to", "nothing"), "There is no 'nothing'"),
        (("broken", "--shape", "2,4"), "cannot be called without arguments"),
        (("number", "--shape", "2,4"), "returned int"),
    ],
)
def test_bad_input_is_one_clear_line(actlab, model, words, said):
    found = actlab("swap", f"{model}:{words[0]}", *words[1:])
    assert found.code == 2
    assert said in found.err
    assert not Path("w.pt").exists()
