"""A seventh activation is one file: listed, shown, compared, tested, with no other edit."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import actlab

SEVENTH = '''"""Half tanh: tanh(x)/2."""

from actlab.activations import Activation, Source, Text, properties


def function(x):
    import torch

    return torch.tanh(x) / 2


ENTRY = Activation(
    title="Half Tanh",
    function=function,
    formula="tanh(x)/2",
    at_infinity=(-0.5, 0.5),
    properties=(properties.Range("(-0.5, 0.5)"), properties.NonLinear(), properties.Odd()),
    known_values=((0.0, 0.0),),
    strengths=(Text(en="small", es="pequeña"),),
    weaknesses=(Text(en="small", es="pequeña"),),
    source=Source("Nobody", "Nothing", 2026),
    aliases=("semitanh",),
    shared_names=("squash",),
)
'''

VERBS = """
import contextlib, io, json, sys
from actlab.cli import main

def say(*words):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(words)
        except SystemExit as end:
            return end.code, out.getvalue(), err.getvalue()

print(json.dumps([
    say("list", "--json"),
    say("show", "semi tanh", "--json"),
    say("show", "squash"),
    say("compare", "half_tanh", "relu", "--blocks", "2", "--epochs", "2", "--workers", "1", "--json"),
]))
"""


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """A copy of the package with one file more, and the environment that imports it."""
    root = tmp_path_factory.mktemp("copy")
    shutil.copytree(Path(actlab.__file__).parent, root / "actlab", ignore=shutil.ignore_patterns("__pycache__"))
    (root / "actlab" / "activations" / "catalogue" / "half_tanh.py").write_text(SEVENTH, encoding="utf-8")
    return root, {**os.environ, "PYTHONPATH": str(root), "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.mark.slow
def test_one_file_is_listed_shown_and_compared(copied, tmp_path):
    _root, environment = copied
    out = subprocess.run(
        [sys.executable, "-c", VERBS], env=environment, cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout
    listed, shown, ambiguous, compared = json.loads(out)
    assert "half_tanh" in [each["name"] for each in json.loads(listed[1])["activations"]]
    assert json.loads(shown[1])["formula"] == "tanh(x)/2"
    assert ambiguous[0] == 2
    assert ambiguous[2] == (
        "actlab: 'squash' means different things in different papers: half_tanh. Type one of these.\n"
    )
    assert compared[0] == 0, compared[2]
    assert [each["name"] for each in json.loads(compared[1])["candidates"]] == ["half_tanh", "relu"]


@pytest.mark.slow
def test_one_file_is_tested_by_the_contract(copied):
    root, environment = copied
    contract = Path(__file__).parent / "test_modules.py"
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-n",
            "0",
            "-p",
            "no:cacheprovider",
            "-k",
            "half_tanh and not compiles",
            str(contract),
        ],
        env=environment,
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout
    assert " passed" in run.stdout
    assert (
        str(root)
        in subprocess.run(
            [sys.executable, "-c", "import actlab; print(actlab.__file__)"],
            env=environment,
            capture_output=True,
            text=True,
        ).stdout
    )
