"""Every message exists in Spanish."""

import gettext
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import actlab
from actlab import errors
from actlab.activations import CATALOGUE as ACTIVATIONS
from actlab.evidence import CATALOGUE as CLAIMS
from actlab.i18n import LOCALE_FOLDER
from actlab.workloads import CATALOGUE as WORKLOADS
from checkers.messages import extracted, half_texts, unmarked_errors, untranslated

PACKAGE = Path(actlab.__file__).parent
FOLDER = LOCALE_FOLDER / "es" / "LC_MESSAGES"


def spanish() -> Catalog:
    with (FOLDER / "actlab.po").open("rb") as file:
        return read_po(file, locale="es")


@pytest.mark.slow
def test_every_error_is_worded_through_gettext():
    assert unmarked_errors(PACKAGE, set(errors.__all__)) == []


@pytest.mark.slow
def test_every_message_exists_in_spanish_with_the_same_blanks():
    messages = extracted(PACKAGE)
    assert len(messages) > 100
    assert untranslated(messages, spanish()) == []


def test_the_compiled_file_holds_what_the_text_file_says():
    with (FOLDER / "actlab.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for entry in spanish():
        if isinstance(entry.id, str):
            assert not entry.id or compiled.gettext(entry.id) == entry.string
        else:
            said = {compiled.ngettext(*entry.id, n) for n in (1, 2)}
            assert said == set(entry.string)


def test_every_text_of_an_entry_is_bilingual():
    assert [(entry.name, text) for entry in (*ACTIVATIONS, *WORKLOADS, *CLAIMS) for text in half_texts(entry)] == []
