"""Write the section's notebooks into docs/section: ``python tools/sync_section.py``; ``--check`` names what is stale.

The text, the code and what it prints stand in src/actlab/lessons/catalogue; tests run the notebooks and compare.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from actlab.i18n import LANGUAGES
from actlab.lessons import lessons
from actlab.lessons.pages import page_name, text_of_notebook, write_notebooks

FOLDER = Path(__file__).parent.parent / "docs" / "section"


def stale() -> list[str]:
    """Return the notebooks that are not what the lessons say, and those that no lesson has."""
    wanted = {f"{language}/{page_name(each)}.ipynb": each for language in LANGUAGES for each in lessons()}
    held = {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.ipynb")}
    fresh = {name for name in wanted.keys() & held if _is_fresh(name, text_of_notebook(wanted[name], name[:2]))}
    return sorted((wanted.keys() | held) - fresh)


def _is_fresh(name: str, text: str) -> bool:
    return _said((FOLDER / name).read_text(encoding="utf-8")) == _said(text)


def _said(text: str) -> Any:
    """Return a notebook without its drawings, whose last digits differ between machines."""
    whole = json.loads(text)
    for output in (each for cell in whole["cells"] for each in cell.get("outputs", [])):
        output.get("data", {}).pop("image/svg+xml", None)
    return whole


def main() -> int:
    """Write all notebooks, or name the stale ones; return 1 where there are any."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--check", action="store_true", help="write nothing; name what is stale")
    if options.parse_args().check:
        for name in (found := stale()):
            print(f"stale: docs/section/{name}; run python tools/sync_section.py")
        return bool(found)
    for language in LANGUAGES:
        for path in (FOLDER / language).glob("*.ipynb"):
            path.unlink()
        write_notebooks(lessons(), FOLDER / language, language)
    return 0


if __name__ == "__main__":
    sys.exit(main())
