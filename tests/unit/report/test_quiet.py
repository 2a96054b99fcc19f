"""Cautions are for what is unusual: a comparison at its defaults gives none, and a page explains each that it shows."""

import re

import pytest

import actlab
from actlab.statistics.cautions import TEMPLATES

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("with_report")]


def compared(folder, *names, **options):
    """Return a comparison and the text of its page."""
    found = actlab.compare(names or ("relu", "tanh"), workers=1, rate_check=False, out=folder / "run", **options)
    return found, (folder / "run" / "report.html").read_text(encoding="utf-8")


def test_a_usual_comparison_is_not_cautioned_about(tmp_path):
    found, page = compared(tmp_path, blocks=40)
    assert found.warnings == ()
    assert not re.search(r"\bW\d{3}\b", found.verdict() + page)
    assert "Stopped early" not in found.verdict() + page


def test_only_what_was_decided_before_its_last_block_stopped_early(tmp_path):
    easy = {"until": "decided", "max_blocks": 60, "first_look": 30, "learning_rate": 0.1, "epochs": 30}
    stopped, _page = compared(tmp_path, "relu", "identity", **easy)
    assert stopped.stopped.blocks < 60
    assert "Stopped early" in stopped.verdict()
    (tmp_path / "whole").mkdir()
    whole, _page = compared(tmp_path / "whole", until="decided", max_blocks=8, first_look=6, epochs=1)
    assert whole.stopped.blocks == 8
    assert "Stopped early" not in whole.verdict()


def test_every_code_on_a_page_stands_beside_its_text(tmp_path):
    found, page = compared(tmp_path, blocks=3, epochs=2)
    shown = re.findall(r">\s*(W\d{3})(: [^<]{20,})?", page)
    assert {code for code, _text in shown} == {each.code for each in found.warnings} != set()
    assert all(text for _code, text in shown)
    assert {code for code, _text in shown} <= TEMPLATES.keys()
