"""The notebooks of the section are what the lessons say, run from top to bottom, and print what they hold."""

import contextlib
import importlib.util
import io
import json
from pathlib import Path

import pytest
import torch

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "section"
NOTEBOOKS = sorted(FOLDER.rglob("*.ipynb"))


@pytest.fixture
def tool():
    specification = importlib.util.spec_from_file_location("sync_section", ROOT / "tools" / "sync_section.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture(autouse=True)
def _printing_as_before():
    yield
    torch.set_printoptions(profile="default")


def test_no_notebook_is_stale(tool):
    assert len(NOTEBOOKS) == 14
    assert tool.stale() == []


def test_a_changed_notebook_is_noticed(tool, tmp_path, monkeypatch):
    monkeypatch.setattr(tool, "FOLDER", tmp_path)
    monkeypatch.setattr(tool, "lessons", lambda all_=tool.lessons: all_()[4:5])
    place = tmp_path / "en"
    place.mkdir()
    for name in ("5_outputs_and_losses.ipynb", "9_more.ipynb"):
        held = (FOLDER / "en" / "5_outputs_and_losses.ipynb").read_text(encoding="utf-8")
        (place / name).write_text(held.replace("0.744", "0.745"), encoding="utf-8")
    assert tool.stale() == ["en/5_outputs_and_losses.ipynb", "en/9_more.ipynb", "es/5_outputs_and_losses.ipynb"]


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: f"{path.parent.name}-{path.stem}")
@pytest.mark.usefixtures("without_processes")
def test_a_notebook_runs_and_prints_what_it_holds(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = {"__name__": "__main__"}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            said = io.StringIO()
            with contextlib.redirect_stdout(said):
                exec(compile("".join(cell["source"]), cell["id"], "exec"), names)
            assert said.getvalue() == "".join(_printed(cell)), cell["id"]


def _printed(cell):
    return [line for output in cell["outputs"] if output["output_type"] == "stream" for line in output["text"]]
