"""The README's Python runs as it stands, and both languages begin with the two commands of the set-up."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SET_UP = (
    "python -m pip install -c constraints.txt . && actlab compare relu tanh",
    "python -m pip install -c constraints.txt -e '.[test]' && python -m pytest",
)


@pytest.mark.parametrize("page", ["README.md", "README.es.md"])
def test_begins_with_the_two_commands(page):
    consoles = re.findall(r"```console\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)
    assert consoles[0].startswith(SET_UP[0])
    assert consoles[1].strip() == SET_UP[1]


@pytest.mark.slow
def test_the_python_of_the_readme_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    for code in blocks:
        exec(compile(code, "README.md", "exec"), {"__name__": "readme"})
    said = capsys.readouterr().out
    assert "relu - my_act = " in said
    assert "ACT101 issue: softmax or sigmoid before a cross-entropy loss" in said


def test_every_version_is_pinned():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert "torch==2.13.0" in pins
    assert all(re.fullmatch(r"[A-Za-z0-9_.\-]+==[A-Za-z0-9_.\-]+", pin) for pin in pins)
