"""The page on the run folder says something of each field and column, and a file that lies there has them all."""

import importlib.util
import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from checkers import run_folders

TOOL = Path(__file__).parents[2] / "tools" / "run_folder_page.py"


@pytest.fixture(scope="module")
def tool():
    specification = importlib.util.spec_from_file_location("run_folder_page", TOOL)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = run_folders.write(tmp_path_factory.mktemp("run") / "run")
    run_folders.list_study(folder, "moons/gain")
    return folder


@pytest.mark.parametrize("name", ["plan.json", "comparison.json", "study.json"])
def test_the_page_names_what_a_file_holds(tool, run, name):
    held = json.loads((run.path / name).read_text())
    assert held.keys() == tool.sentences(tool.FILES[name]).keys()


def test_the_page_names_the_columns_of_the_tables(tool, run):
    for name, (_said, columns) in tool.TABLES.items():
        (path,) = run.path.glob(name)
        assert run.read_table(str(path.relative_to(run.path))).column_names == [column.name for column in columns]
        assert all(column.said.endswith(".") for column in columns)


def test_a_field_without_a_sentence_is_refused(tool):
    @dataclass
    class Liar:
        """Half told.

        Args:
            told: This one.
        """

        told: int
        untold: int

    with pytest.raises(ValueError, match=r"Liar.*untold"):
        tool.sentences(Liar)
