"""The generated parts of the documentation are what the source says now."""

import importlib.util
from pathlib import Path

import pytest

from actlab.activations import CATALOGUE

TOOL = Path(__file__).parents[2] / "tools" / "sync_docs.py"


@pytest.fixture
def tool(monkeypatch):
    monkeypatch.syspath_prepend(TOOL.parent)
    specification = importlib.util.spec_from_file_location("sync_docs", TOOL)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_no_generated_part_is_stale(tool):
    assert tool.stale() == []


def test_the_table_of_claims_speaks_of_every_entry_and_refutes_none(tool):
    table = tool._read("properties", "docs/reference/properties.md").partition("## By entry")[2]
    rows = {row.split("|")[1].strip(" `"): row.split("|")[2:-1] for row in table.splitlines() if row.startswith("| `")}
    assert rows.keys() == {entry.name for entry in CATALOGUE}
    assert all(int(cells[2]) == 0 for cells in rows.values())


def test_the_table_of_accuracy_speaks_of_every_elementwise_entry_and_each_keeps_the_rule(tool):
    table = tool._read("accuracy", "docs/reference/accuracy.md")
    rows = {row.split("|")[1].strip(" `"): row.split("|")[2:7] for row in table.splitlines() if row.startswith("| `")}
    assert rows.keys() == {entry.name for entry in CATALOGUE if entry.kind == "elementwise"}
    for name, (*excesses, special) in rows.items():
        assert special.strip() == "right", name
        assert all(float(excess) <= 1 for excess in excesses if excess.strip()), name


def test_a_changed_page_is_noticed(tool, tmp_path, monkeypatch):
    for file, _make in tool.BLOCKS.values():
        copy = tmp_path / file
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text((tool.ROOT / file).read_text(encoding="utf-8").replace("relu", "rulu"), encoding="utf-8")
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    assert tool.stale() == ["names", "nombres", "activations", "twins"]
    for name in tool.STAMPS:
        monkeypatch.setitem(tool.STAMPS, name, lambda: "another catalogue")
        assert name in tool.stale()
