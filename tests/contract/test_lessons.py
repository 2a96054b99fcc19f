"""What every lesson must have, in both languages."""

from collections import Counter

import pytest

from actlab import evidence
from actlab.i18n import LANGUAGES, speaking
from actlab.lessons import Ask, Code, Picture, Say, Seen, lessons
from actlab.lessons.pages import sections
from checkers.messages import half_texts

ALL = lessons()
NAMED = pytest.mark.parametrize("lesson", ALL, ids=lambda lesson: lesson.name)


def test_they_are_numbered_from_one():
    assert [lesson.number for lesson in ALL] == list(range(1, len(ALL) + 1))


@NAMED
def test_a_lesson_has_words_code_figures_questions_and_evidence(lesson):
    found = Counter(type(element) for element in lesson.elements)
    assert found[Picture] >= 1
    assert found[Code] >= 2
    assert found[Ask] >= 2
    assert found[Seen] == 1
    assert found[Say] >= 4


@NAMED
def test_both_languages_are_complete(lesson):
    assert list(half_texts(lesson)) == []
    for each in lesson.elements:
        if isinstance(each, Say):
            assert each.text.en != each.text.es


@pytest.mark.slow
@NAMED
def test_both_languages_have_one_structure(lesson):
    said = []
    for language in LANGUAGES:
        with speaking(language):
            said.append([(part.name, [type(block) for block in part.blocks]) for part in sections(lesson)])
    assert said[0] == said[1]


@NAMED
def test_no_claim_is_named_twice(lesson):
    assert len(set(lesson.claims)) == len(lesson.claims)


def test_every_claim_that_is_named_exists_and_every_claim_is_named():
    known = {entry.number for entry in evidence.CATALOGUE}
    assert {number for lesson in ALL for number in lesson.claims} == known
