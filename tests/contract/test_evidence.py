"""What every claim must be: joining the folder is enough to be tested, on a reduced scale that takes seconds."""

from __future__ import annotations

import ast
import inspect
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from actlab.evidence import CATALOGUE, Evidence
from actlab.evidence.run import run
from actlab.i18n import LANGUAGES, speaking
from actlab.records import exhibit as exhibits
from actlab.report.claims.pages import page
from actlab.report.figures.drawings import figure
from actlab.report.figures.style import svg
from checkers.evidence import breaches, words_missing

CLAIMS = pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.name)

AGAIN = """
import sys
sys.modules["torch"] = None
from pathlib import Path
import pandas as pd
from actlab.evidence import CATALOGUE
folder = Path(sys.argv[1])
entry = CATALOGUE[folder.name]
records = {path.stem: pd.read_parquet(path) for path in folder.glob("*.parquet")}
print(entry.verdict(records).outcome.value, len([figure.drawn(records) for figure in entry.figures]))
"""


def test_numbers_are_unique() -> None:
    numbers = [entry.number for entry in CATALOGUE]
    assert len(set(numbers)) == len(numbers)


@CLAIMS
def test_entry_says_what_it_is(entry: Evidence) -> None:
    source = Path(inspect.getfile(entry.verdict))
    assert source.stem == entry.name
    assert ast.get_docstring(ast.parse(source.read_text(encoding="utf-8")))
    assert words_missing(entry) == []
    assert all(str(each) for each in entry.said_by)


@pytest.mark.slow
@CLAIMS
def test_a_reduced_run_keeps_the_contract(entry: Evidence, tmp_path: Path) -> None:
    exhibit = run(entry, tmp_path, reduced=True)
    folder = tmp_path / entry.name
    records = {name: pd.read_parquet(folder / f"{name}.parquet") for name in entry.experiment}
    assert breaches(entry, records) == []
    assert exhibits.read(folder) is not None
    assert run(entry, tmp_path, reduced=True).provenance == exhibit.provenance  # kept, not made again
    drawn = {figure.drawing.name: figure.drawn(records) for figure in entry.figures}
    for language in LANGUAGES:
        with speaking(language):
            assert all(svg(figure(each)).startswith("<svg") for each in drawn.values())
        assert str(getattr(exhibit.statement, language)) in page(exhibit, language).replace("&#39;", "'")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    said = subprocess.run(
        [sys.executable, "-c", AGAIN, str(folder)], env=environment, capture_output=True, text=True, check=True
    ).stdout
    assert said.split() == [exhibit.ruling.outcome.value, str(len(entry.figures))]
