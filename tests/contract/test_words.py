"""Where the English says accuracy, the Spanish says exactitud: lessons, claims with their verdicts, entries."""

from pathlib import Path

import pytest

import actlab
from checkers.words import confused, pairs

PACKAGE = Path(actlab.__file__).parent


@pytest.mark.parametrize("part", ["lessons", "evidence", "activations", "workloads"])
def test_accuracy_is_exactitud(part):
    assert confused(PACKAGE / part) == []


def test_the_lessons_speak_of_it():
    texts = [
        pair for file in (PACKAGE / "lessons" / "catalogue").glob("*.py") for pair in pairs(file.read_text("utf-8"))
    ]
    assert sum("accura" in english for english, _spanish in texts) >= 5
