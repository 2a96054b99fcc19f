from dataclasses import replace

import pandas as pd
import pyarrow as pa
import pytest

from actlab.errors import DamagedRecordError
from actlab.evidence._spec import Evidence
from actlab.evidence.run import run
from actlab.records import exhibit as exhibits
from actlab.records.exhibit import Outcome
from actlab.records.run_folder import RunFolder


def run_number(folder):
    return int(pd.read_parquet(folder / "small" / "numbers.parquet")["run"].iloc[0])


def test_records_are_kept_and_the_page_is_rebuilt_without_the_experiment(claim, tmp_path):
    first = run(claim, tmp_path)
    made = run_number(tmp_path)
    other_words = replace(claim, statement=replace(claim.statement, en="Other words."))
    second = run(other_words, tmp_path)
    assert run_number(tmp_path) == made
    assert second.provenance == first.provenance
    assert exhibits.read(tmp_path / "small").statement.en == "Other words."


@pytest.mark.parametrize("options", [{"again": True}, {"seed": 1}, {"reduced": True}])
def test_what_asks_for_other_records_makes_them(claim, tmp_path, options):
    run(claim, tmp_path)
    made = run_number(tmp_path)
    run(claim, tmp_path, **options)
    assert run_number(tmp_path) > made


def test_another_experiment_makes_other_records(claim, tmp_path, monkeypatch):
    run(claim, tmp_path)
    made = run_number(tmp_path)
    monkeypatch.setattr(Evidence, "digest", "another")
    run(claim, tmp_path)
    assert run_number(tmp_path) > made


def test_records_that_are_not_whole_are_made_again(claim, tmp_path):
    run(claim, tmp_path)
    made = run_number(tmp_path)
    (tmp_path / "small" / "numbers.parquet").write_bytes(b"nothing")
    assert run(claim, tmp_path).ruling.outcome is Outcome.CONFIRMED
    assert run_number(tmp_path) > made


def test_the_verdict_is_read_from_the_records(claim, tmp_path):
    run(claim, tmp_path)
    folder = RunFolder(tmp_path / "small")
    altered = folder.read_table("numbers.parquet").to_pandas().assign(y=9.0)
    folder.write_table("numbers.parquet", pa.Table.from_pandas(altered, preserve_index=False))
    assert run(claim, tmp_path).ruling.outcome is Outcome.REFUTED


def test_records_changed_by_hand_are_made_again(claim, tmp_path):
    run(claim, tmp_path)
    made = run_number(tmp_path)
    path = tmp_path / "small" / "numbers.parquet"
    pd.read_parquet(path).assign(y=9.0).to_parquet(path)
    assert run(claim, tmp_path).ruling.outcome is Outcome.CONFIRMED
    assert run_number(tmp_path) > made


def test_an_exhibit_reads_back_as_it_was_but_for_what_is_not_finite(claim, tmp_path):
    exhibit = run(claim, tmp_path)
    held = exhibits.read(tmp_path / "small")
    assert held.drawings[0].rows == ((1.0, 0.0), (2.0, None), (4.0, 3.0))
    assert replace(held, drawings=()) == replace(exhibit, drawings=())


def test_progress_ends_at_the_total(claim, tmp_path):
    said = []
    run(claim, tmp_path, progress=lambda done, total: said.append((done, total)))
    assert said == [(0, 100), (50, 100), (100, 100)]


def test_a_damaged_exhibit_says_so(claim, tmp_path):
    run(claim, tmp_path)
    (tmp_path / "small" / exhibits.NAME).write_text("{}")
    with pytest.raises(DamagedRecordError, match="damaged"):
        exhibits.read(tmp_path / "small")
    assert exhibits.read(tmp_path) is None
