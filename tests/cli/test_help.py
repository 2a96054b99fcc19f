"""The list of verbs tells each verb's whole sentence, in both languages, in 80 columns."""

import pytest

from actlab.i18n import LANGUAGES

ENDS = ("smoothness ...", "suavidad...")
"""Sentences that end so because they name examples."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_verbs_sentence_is_cut_off(actlab, language):
    _usage, *lines = actlab("--lang", language, "--help").out.splitlines()
    assert any(line.startswith("  calibrate") for line in lines)
    assert [line for line in lines if line.endswith("...") and not line.endswith(ENDS)] == []
    assert max(map(len, lines)) <= 80
