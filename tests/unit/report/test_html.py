import re
import shutil

import pytest

from actlab.report.page import write_page
from checkers import run_folders


@pytest.fixture
def run(tmp_path):
    return run_folders.write(tmp_path / "run")


@pytest.mark.slow
def test_the_same_folder_gives_the_same_bytes_wherever_it_lies(run, tmp_path):
    first = write_page(run.path).read_bytes()
    moved = shutil.copytree(run.path, tmp_path / "elsewhere")
    assert write_page(moved).read_bytes() == first


@pytest.mark.slow
def test_the_drawings_follow_the_style_sheet_and_speak_both_languages(run):
    said = write_page(run.path).read_text()
    drawings = re.findall(r"<svg.*?</svg>", said, flags=re.DOTALL)
    assert len(drawings) == 11
    assert all("var(--" in drawing for drawing in drawings)
    assert any('<text lang="en"' in drawing and '<text lang="es"' in drawing for drawing in drawings)
    assert not re.search(r"\bNaN\b|undefined", "".join(drawings))
