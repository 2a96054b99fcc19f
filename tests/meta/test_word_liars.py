"""Planted liars: the checker of words must reject a text that calls accuracy by another word."""

import pytest

from checkers.words import confusions


@pytest.mark.parametrize(
    "source",
    [
        'Text(en="accuracy of a test", es="precisión de una prueba")',
        'Text(en="accuracy", es="acierto")',
        'Text(en=f"{n} % of accuracy", es=f"{n} % de aciertos")',
        'ask(en=("Why?", "Its accuracy."), es=("¿Por qué?", "Su acierto."))',
        'say(en="the share", es="la precisión")',
    ],
)
def test_another_word_is_caught(source):
    assert len(confusions(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        'Text(en="accuracy", es="exactitud")',
        'Text(en="loss of precision", es="pérdida de precisión")',
        'say("accuracy")',
    ],
)
def test_the_right_word_passes(source):
    assert confusions(source) == []
