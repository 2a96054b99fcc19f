import re
import xml.etree.ElementTree as ET

import pytest

from actlab._shared.plain import plain
from actlab.i18n import Text, speaking
from actlab.records import RunFolder
from actlab.records.exhibit import Drawing, Exhibit, Field, Measured, Outcome, Provenance, Ruling
from actlab.report.claims.pages import numbers, text_tables, write_pages
from actlab.report.figures.drawings import figure
from actlab.report.figures.style import svg

X, Y, WHO = (Field(name, Text(en=f"the {name}", es=f"el {name}"), 1) for name in ("x", "y", "who"))
ENDS = (Field("low", Text(en="low", es="inferior"), 1), Field("high", Text(en="high", es="superior"), 1))
TITLE = {"title": Text(en="A title", es="Un título"), "description": Text(en="To read", es="Para leer")}

LINES = Drawing(
    form="lines", name="lines", fields=(WHO, X, Y, *ENDS), x="x", y="y", series="who", low="low", high="high",
    log_x=True, log_y=True, rule=2.0, words={"none": Text(en="nothing", es="nada")},
    rows=(("none", 1.0, 2.0, 1.0, 3.0), ("none", 10.0, None, None, None), ("tanh", 1.0, 3.0, 2.0, 4.0)), **TITLE,
)  # fmt: skip
DOTS = Drawing(
    form="dots", name="dots", fields=(WHO, X, Y, *ENDS), x="x", y="y", series="who", low="low", high="high", rule=0.0,
    rows=(("relu", 1.0, "one", 0.0, 2.0), ("tanh", 3.0, "one", 2.0, 4.0), ("relu", 1.5, "two", 1.0, 2.0)), **TITLE,
)  # fmt: skip
MAP = Drawing(
    form="map", name="map", fields=(X, Y, WHO, Field("text", TITLE["title"])), x="x", y="y", series="who", label="text",
    words={kind: Text(en=f"is {kind}", es=f"es {kind}") for kind in ("better", "worse", "equal", "undecided")},
    rows=((0.1, 1, "better", "+1"), (0.2, 1, "worse", "-1"), (0.1, 2, "equal", "0"), (0.2, 2, "undecided", "?")),
    **TITLE,
)  # fmt: skip


def exhibit(**changes):
    measured = (Measured(label=Text(en="width", es="ancho"), value=1.0, low=0.5, high=2.0, expected=1.5),)
    return Exhibit(
        **{
            "name": "small", "number": 3, "statement": Text(en="A < B", es="A < C"), "said_by": (Text(en="Nobody"),),
            "hypothesis": Text(en="before", es="antes"), "measure": Text(en="how", es="cómo"),
            "limits": Text(en="not", es="no"), "drawings": (LINES, DOTS, MAP),
            "ruling": Ruling(Outcome.DEPENDS, Text(en="On the day.", es="Del día."), measured),
            "provenance": Provenance(digest="ab", torch="2", seed=0, command="actlab evidence small --again",
                                     seconds=1.0, reduced=False, tables={"runs": 1}),
            **changes,
        }
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    for each in (exhibit(), exhibit(name="first", number=1)):
        place = RunFolder(tmp_path / each.name)
        place.create()
        place.write_json("claim.json", plain(each))
    write_pages(tmp_path)
    return tmp_path


@pytest.mark.parametrize("drawing", [LINES, DOTS, MAP], ids=lambda each: each.form)
@pytest.mark.parametrize("language", ["en", "es"])
def test_each_form_draws_its_rows(drawing, language):
    with speaking(language):
        drawn = svg(figure(drawing))
    ET.fromstring(drawn)
    assert "NaN" not in drawn
    assert ("the x" if language == "en" else "el x") in drawn


@pytest.mark.slow
def test_every_page_is_there_in_both_languages_and_links_to_its_twin(folder):
    for language, other in (("en", "es"), ("es", "en")):
        text = (folder / language / "small.html").read_text()
        assert f'<html lang="{language}">' in text
        assert f'href="../{other}/small.html"' in text
        assert 'href="index.html"' in text
    assert "A &lt; B" in (folder / "en" / "small.html").read_text()
    assert "A &lt; C" in (folder / "es" / "small.html").read_text()
    assert "antes" in (folder / "es" / "small.html").read_text()


@pytest.mark.slow
def test_every_link_leads_to_a_file(folder):
    for page in folder.rglob("*.html"):
        for link in re.findall(r'<a [^>]*href="([^"#:]+)"', page.read_text()):
            assert (page.parent / link).is_file(), (page, link)


@pytest.mark.slow
def test_the_list_is_in_order_and_says_the_outcomes(folder):
    text = (folder / "index.html").read_text()
    assert text.index("en/first.html") < text.index("en/small.html")
    assert "it depends" in text
    assert "depende" in (folder / "es" / "index.html").read_text()


def test_a_reduced_run_says_so(tmp_path):
    place = RunFolder(tmp_path / "small")
    place.create()
    reduced = exhibit()
    held = plain(reduced)
    held["provenance"]["reduced"] = True
    place.write_json("claim.json", held)
    write_pages(tmp_path)
    assert "reduced run" in (tmp_path / "en" / "small.html").read_text()


def test_numbers_show_what_they_have():
    table = text_tables(exhibit())[0]
    assert [column.name for column in table.columns] == ["what", "value", "interval", "expected"]
    assert table.rows == (("width", "1.00", "[0.50, 2.00]", "1.50"),)


@pytest.mark.parametrize(
    ("joint", "heading", "cells"),
    [
        ((False, False), "95 % interval", ["[0, 1]", "[0, 1]"]),
        ((True, True), "interval, all together at 95 %", ["[0, 1]", "[0, 1]"]),
        ((False, True), "95 % interval (*: these hold together)", ["[0, 1]", "[0, 1] *"]),
    ],
)
def test_intervals_that_hold_together_say_so(joint, heading, cells):
    label = Text(en="width", es="ancho")
    table = numbers(tuple(Measured(label=label, value=0.5, low=0.0, high=1.0, digits=0, joint=each) for each in joint))
    assert table.columns[2].title == heading
    assert [row[2] for row in table.rows] == cells
