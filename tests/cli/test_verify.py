"""``actlab verify``: outcomes in the language asked for, and an exit code that a script can read."""

import dataclasses
import json
import re

import pytest

from actlab.activations import CATALOGUE, properties
from actlab.cli import main
from actlab.cli._options import REFUTED


def say(capsys, *words):
    """Run a command; return its exit code and what it printed."""
    with pytest.raises(SystemExit) as end:
        main(words)
    return end.value.code, capsys.readouterr().out


@pytest.fixture
def liar(monkeypatch):
    """The catalogue with an entry that properties what is false."""
    false = dataclasses.replace(CATALOGUE["silu"], name="silu", properties=(properties.Monotone(),))
    monkeypatch.setitem(CATALOGUE._entries, "silu", false)


def test_true_claims_leave_with_0(capsys):
    code, out = say(capsys, "verify", "relu", "--json")
    found = json.loads(out)
    assert code == 0
    assert found["counts"]["refuted"] == 0
    assert found["reports"][0]["activation"] == "relu"


@pytest.mark.usefixtures("liar")
@pytest.mark.parametrize("words", [(), ("--json",)])
def test_a_refuted_claim_leaves_with_its_own_code(capsys, words):
    code, out = say(capsys, "verify", "relu", "silu", *words)
    assert code == REFUTED
    assert "monotone" in out
    assert "CATALOGUE" in out or "Formula(" in out  # the counterexample
    with pytest.raises(SystemExit):
        main(["--help"])
    assert re.search(rf"\b{REFUTED}\s+a\s+property\s+is\s+refuted", capsys.readouterr().out)


@pytest.mark.parametrize("name", ["leaky_relu", "softmax", "glu", "binary_step"])
def test_claims_are_said_in_spanish(capsys, name):
    english, spanish = (say(capsys, "verify", name, "--lang", lang)[1].splitlines()[1:-1] for lang in ("en", "es"))
    stated = [[line.partition(": ")[0] for line in lines] for lines in (english, spanish)]
    assert len(english) == len(spanish)
    assert all(one != other for one, other in zip(*stated, strict=True))
