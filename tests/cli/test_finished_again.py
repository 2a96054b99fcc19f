"""The same command again: what is finished and unchanged is told without torch; what has changed is looked into."""

import json
import os
import subprocess
import sys

import pytest

from actlab._shared import package
from actlab.comparison import finished, pages

WORDS = ["compare", "relu", "tanh", "--engine", "loop", "--blocks", "2", "--epochs", "1", "--workers", "1"]
AGAIN = "was carried out before, and nothing has changed since"


@pytest.fixture
def first(actlab, without_processes, monkeypatch):
    """Carry the comparison out once, with a page that takes no time."""
    monkeypatch.setattr(pages, "leave", lambda _write, folder: (folder / "report.html").write_text("<p>a page</p>"))
    said = actlab(*WORDS)
    assert said.code == 0
    assert AGAIN not in said.err
    return said


@pytest.fixture
def run(first, tmp_path):
    (folder,) = [path.parent for path in tmp_path.glob(f"runs/*/{finished.NAME}")]
    return folder


def test_it_says_the_same_and_loads_no_torch(first, run, tmp_path):
    code = f"import sys; from actlab.cli import _run; code = _run({WORDS!r}); print('torch' in sys.modules); exit(code)"
    again = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert again.stdout == f"{first.out}False\n"
    assert AGAIN in again.stderr


def test_json_is_the_same_too(first, actlab):
    told = [actlab(*WORDS, "--json") for _time in range(2)]
    assert told[0].json == told[1].json
    assert AGAIN in told[1].err


@pytest.mark.parametrize("more", [["--seed", "1"], ["--delta", "1"], ["--blocks", "3"], ["--lang", "es"]])
def test_another_request_is_not_the_same(more, first, actlab):
    said = actlab(*WORDS, *more)
    assert said.code == 0
    assert AGAIN not in said.err


def test_how_many_workers_there_are_does_not_matter(first, actlab):
    assert AGAIN in actlab(*WORDS[:-1], "2").err


def test_other_code_or_libraries_go_the_whole_way(first, actlab, monkeypatch):
    monkeypatch.setattr(finished, "code_digest", lambda: "another")
    assert AGAIN not in actlab(*WORDS).err
    monkeypatch.setattr(finished, "environment", lambda: [*package.environment(), "torch 9"])
    assert AGAIN not in actlab(*WORDS).err


@pytest.mark.parametrize("name", ["plan.json", "comparison.json", "report.html", "chunks"])
@pytest.mark.parametrize("how", ["changed", "missing"])
def test_a_file_that_is_not_as_it_was_is_looked_into(name, how, first, run, actlab):
    file = run / name if name != "chunks" else sorted((run / name).glob("*.parquet"))[0]
    content = file.read_bytes()
    file.unlink()
    if how == "changed":
        file.write_bytes(content.replace(b" ", b"  ", 1) if name != "chunks" else content[:-1])
    assert AGAIN not in actlab(*WORDS).err


def test_a_file_too_many_is_looked_into(first, run, actlab):
    (run / "chunks" / "another.parquet").write_bytes(b"")
    assert AGAIN not in actlab(*WORDS).err


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"request": 3}'])
def test_a_damaged_note_is_no_note(text, first, run, actlab):
    (run / finished.NAME).write_text(text)
    said = actlab(*WORDS)
    assert said.code == 0
    assert AGAIN not in said.err
    assert json.loads((run / finished.NAME).read_text())["files"]


def test_without_a_page_it_is_not_finished(first, run, actlab, monkeypatch):
    (run / "report.html").unlink()
    monkeypatch.setattr(pages, "leave", lambda *_: None)
    actlab(*WORDS)
    assert AGAIN not in actlab(*WORDS).err


def test_what_no_hash_covers_is_never_taken_from_before(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for asked in ({"activations": ["mine.py:act"]}, {"data": "d.csv", "target": "y"}, {"model": "m.py:Net"}):
        assert finished._digest(["relu", "tanh"], asked) is None
    assert finished._digest(["relu", "timm:mish"], {}) is None
    assert finished._digest(["relu", "leaky_relu:negative_slope=0.2,tanh"], {}) is not None
    assert os.listdir(tmp_path) == []  # noqa: PTH208
