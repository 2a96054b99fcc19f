"""The whole page of a fixed run folder, word by word."""

import os
import re
from pathlib import Path

from actlab.report.formats import html
from actlab.report.page import page
from actlab.report.run.material import read_material
from checkers import run_folders

GOLD = Path(__file__).parent / "page.html"


def test_the_page_is_the_one_that_was_accepted(tmp_path, monkeypatch):
    monkeypatch.setattr(html, "draw_all", lambda figures, _vega: {each.name: "(drawing)" for each, _ in figures})
    whole = page(read_material(run_folders.write(tmp_path / "run").path))
    bare = re.sub(r"<(style|script)>.*?</\1>|sha256-[^']*", "", whole, flags=re.DOTALL)
    if os.environ.get("ACTLAB_ACCEPT_GOLD"):
        GOLD.write_text(bare, encoding="utf-8")
    assert bare == GOLD.read_text(encoding="utf-8"), "see tests/gold/README.md"
