import json
import re

import pytest

from actlab.errors import UnknownNameError
from actlab.evidence import CATALOGUE as CLAIMS
from actlab.evidence.run import run
from actlab.i18n import Text, speaking
from actlab.lessons import Ask, Code, Lesson, LessonPart, Listed, Picture, Say, Seen, figure, say
from actlab.lessons.pages import sections, text_of_notebook, write_lessons
from actlab.records.exhibit import Drawing
from actlab.report.claims.pages import write_pages
from actlab.report.formats.html import marked


def text(english):
    return Text(en=english, es=f"es {english}")


def lesson(*elements, number=1):
    part = LessonPart("all", text("everything"), elements or (Say(text("use `x < 1`")),))
    return Lesson(name=f"small{number}", number=number, title=text("why"), gist=text("so"), parts=(part,))


@pytest.mark.slow
@pytest.mark.parametrize("records", [False, True])
def test_every_link_leads_to_a_file_whether_claims_were_run_or_not(tmp_path, records):
    if records:
        run(CLAIMS["ranges"], tmp_path, reduced=True)
        write_pages(tmp_path)
    write_lessons([lesson(Seen((15, 2)), number=n) for n in (1, 2)], tmp_path)
    for page in tmp_path.rglob("*.html"):
        for link in re.findall(r'<a [^>]*href="([^"#:]+)"', page.read_text(encoding="utf-8")):
            assert (page.parent / link).is_file(), (page, link)
    assert (tmp_path / "en" / "index.html").is_file() is records
    for one, other in (("index", "learn"), ("learn", "index")) if records else ():
        assert f'href="{other}.html"' in (tmp_path / "es" / f"{one}.html").read_text(encoding="utf-8")
    text = (tmp_path / "en" / "1_small1.html").read_text(encoding="utf-8")
    assert ('href="ranges.html"' in text) is records
    assert "<code>actlab evidence sigmoid_vanishes</code>" in text


def test_what_stands_between_backticks_is_code():
    assert marked("`a < b` c", "`a < b` c") == "<code>a &lt; b</code> c"
    assert marked("`a`", "b `a`").count("<code>a</code>") == 2


def test_code_and_questions_are_on_the_page(tmp_path):
    write_lessons([lesson(Code("    print(1 < 2)\n", "True"), Ask(text("is it?"), text("it is")))], tmp_path)
    page = (tmp_path / "es" / "1_small1.html").read_text(encoding="utf-8")
    assert "print(1 &lt; 2)</code>" in page
    assert "<samp>True</samp>" in page
    assert "<summary>es is it?</summary>" in page


def test_a_notebook_holds_what_the_page_says():
    elements = (
        Code("print(1)", "1"), Ask(text("is it?"), text("it is")), Listed(text("type"), "actlab list"), Seen((1,)),
    )  # fmt: skip
    cells = json.loads(text_of_notebook(lesson(*elements), "es"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells]
    assert [cell["cell_type"] for cell in cells].count("code") == 1
    assert sources[0] == "# es why"
    assert any("<details><summary>es is it?</summary>" in source for source in sources)
    assert any(source.startswith("- Afirmación 1: ") for source in sources)
    assert cells[3]["outputs"][0]["text"] == ["1\n"]


def test_code_may_speak_a_language():
    code = Code(Text(en="print('yes')", es="print('sí')"), Text(en="yes", es="sí"))
    with speaking("es"):
        assert sections(lesson(code))[0].blocks[1].prints == "sí"


def test_two_figures_of_one_name_are_refused():
    def nothing() -> Drawing:
        raise AssertionError

    with pytest.raises(ValueError, match="two figures"):
        lesson(Picture("one", nothing), Picture("one", nothing))


def test_an_unknown_figure_gets_a_suggestion():
    with pytest.raises(UnknownNameError, match="functions"):
        figure("five_functions", "function")


def test_texts_lose_their_line_breaks():
    assert say(en="one\n   two", es="uno\n   dos").text == Text(en="one two", es="uno dos")
