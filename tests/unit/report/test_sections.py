"""A section of a page is one file, which says itself where it stands."""

import pytest

from actlab.report.sections import RUN, STUDY, Sections

FILE = """
from actlab.report.blocks import Prose
from actlab.report.sections import SectionEntry


def blocks(material):
    return [Prose(text) for text in material]


ENTRY = SectionEntry("Warnings", place={place}, blocks=blocks)
"""


@pytest.fixture
def folder(tmp_path, monkeypatch, request):
    """A folder with two sections, and its name as a package."""
    name = f"sections_of_{request.node.name}".replace("[", "_").replace("]", "")
    (tmp_path / name).mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    for file, place in (("__init__", None), ("first", 20), ("last", 10)):
        (tmp_path / name / f"{file}.py").write_text("" if place is None else FILE.format(place=place))
    return tmp_path / name


def test_a_file_more_is_a_section_more_in_its_place(folder):
    (folder / "between.py").write_text(FILE.format(place=15))
    said = Sections(folder.name).said(["a", "b"], "es")
    assert [section.name for section in said] == ["last", "between", "first"]
    assert said[0].title == "Avisos"
    assert Sections(folder.name).said([], "en") == ()


def test_two_sections_in_one_place_are_refused(folder):
    (folder / "twin.py").write_text(FILE.format(place=20))
    with pytest.raises(TypeError, match="'first' and 'twin' both stand in place 20"):
        _ = Sections(folder.name).entries


@pytest.mark.parametrize("page", [RUN, STUDY])
def test_a_page_begins_with_the_verdict_and_ends_with_what_runs_it_again(page):
    names = [entry.name for entry in page.entries]
    assert names[0] in ("verdict", "verdicts")
    assert "replay" in names[-3:]
