"""The page about the fused engine's speed says what was measured."""

import importlib.util
import json
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "explanation"


def tool():
    spec = importlib.util.spec_from_file_location("page", ROOT / "benchmarks" / "fused" / "page.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_written_from_its_numbers():
    found = json.loads((FOLDER / "speed.json").read_text(encoding="utf-8"))
    assert (FOLDER / "speed.md").read_text(encoding="utf-8") == tool().page(found)


def test_other_numbers_make_another_page():
    found = json.loads((FOLDER / "speed.json").read_text(encoding="utf-8"))
    before = tool().page(found)
    ways = found["cases"][0]["us"]
    ways[next(way for way in ways if way.startswith("fused"))]["cpu"] *= 2
    assert tool().page(found) != before
