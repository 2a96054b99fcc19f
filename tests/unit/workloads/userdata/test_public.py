"""A sample of the benchmark of public tables: those whose packages the tests need anyway."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parents[4] / "benchmarks"


@pytest.fixture
def benchmark(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("public_tables")


def test_public_tables_are_read_and_their_columns_taken_for_what_they_are(benchmark: Any, tmp_path: Path) -> None:
    tables = [table for table in benchmark.TABLES if table.package in ("statsmodels", "sklearn")]
    assert len(tables) >= 10
    for table in tables:
        found = benchmark.read(table, tmp_path)
        assert not [*benchmark.wrong(table, found)], table
        assert found.account[-1].said.es


def test_the_benchmark_notices_what_is_wrong(benchmark: Any, tmp_path: Path) -> None:
    table = next(table for table in benchmark.TABLES if table.dropped and table.package == "statsmodels")
    found = benchmark.read(table, tmp_path)
    for changed in ({"dropped": ()}, {"task": "classification" if table.task == "regression" else "regression"}):
        liar = type(table)(**{**vars(table), **changed})
        assert [*benchmark.wrong(liar, found)]


def test_the_kept_output_reads_ninety_five_of_a_hundred(benchmark: Any) -> None:
    last = (BENCHMARKS / "results" / "public_tables.txt").read_text(encoding="utf-8").splitlines()[-1]
    good, of = (int(word) for word in last.split() if word.isdigit())
    assert of == len(benchmark.TABLES) == 100
    assert good >= 95
