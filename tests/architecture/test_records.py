"""Each field of what crosses the waist has its sentence, and the page on the run folder tells them all."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def tool(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "tools")
    monkeypatch.delitem(sys.modules, "run_folder_page", raising=False)
    import run_folder_page

    return run_folder_page


def test_the_page_on_the_run_folder_is_fresh(tool):
    held = (ROOT / "docs" / "reference" / "run-folder.md").read_text(encoding="utf-8")
    assert tool.page() in held, "run python tools/sync_docs.py run-folder"


def test_every_sentence_ends(tool):
    for kind in (*tool.FILES.values(), *tool._nested()):
        assert all(said.endswith(".") for said in tool.sentences(kind).values()), kind
