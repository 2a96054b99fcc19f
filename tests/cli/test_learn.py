import shlex

import pytest

from actlab import lessons

COMMANDS = [
    line
    for lesson in lessons.lessons()
    for each in lesson.elements
    if isinstance(each, lessons.Listed)
    for line in each.text.splitlines()
]


@pytest.fixture(autouse=True)
def _few(monkeypatch):
    """Write two lessons: how they look, the tests of the pages say."""
    monkeypatch.setattr(lessons, "lessons", lambda all_=lessons.lessons: all_()[1:3])


@pytest.mark.slow
def test_it_writes_pages_and_notebooks_and_says_where_they_begin(actlab, tmp_path):
    said = actlab("learn", "--out", tmp_path / "pages", "--lang", "es")
    assert said.code == 0, said.err
    assert "2. ¿Cuáles son las cinco funciones?" in said.out
    assert f"Páginas: {tmp_path / 'pages' / 'learn.html'}" in said.out
    assert '<html lang="es">' in (tmp_path / "pages" / "learn.html").read_text(encoding="utf-8")
    for name in ("learn.html", "2_five_functions.html", "2_five_functions.ipynb"):
        assert (tmp_path / "pages" / "en" / name).is_file()


@pytest.mark.slow
def test_its_json_names_the_lessons(actlab, tmp_path):
    said = actlab("learn", "--out", tmp_path / "pages", "--json").json
    assert [each["name"] for each in said["lessons"]] == ["five_functions", "derivatives"]
    assert len(said["pages"]) == 3


@pytest.mark.slow
@pytest.mark.parametrize("line", COMMANDS)
def test_the_commands_of_the_lessons_can_be_typed(actlab, line):
    program, verb, *words = shlex.split(line)
    assert (program, verb) == ("actlab", "compare")
    said = actlab(verb, *words, "--dry-run")
    assert said.code == 0, said.err
