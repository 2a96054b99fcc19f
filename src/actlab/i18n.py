"""English and Spanish: ``Text`` for what belongs to an entry, ``_`` for the program's own messages.

The language is a context variable, so that two threads may speak differently. English is the source;
Spanish lies in ``locale/es/LC_MESSAGES/actlab.mo``, compiled from the ``.po`` file beside it.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from actlab.errors import UsageError

__all__ = [
    "LANGUAGES",
    "LOCALE_FOLDER",
    "N_",
    "Text",
    "_",
    "current_language",
    "from_environment",
    "ngettext",
    "speaking",
]

LANGUAGES = ("en", "es")
LOCALE_FOLDER = Path(__file__).parent / "locale"
_language: ContextVar[str] = ContextVar("actlab_language", default="en")


@dataclass(frozen=True)
class Text:
    """A sentence in both languages; ``str()`` gives the one now spoken.

    Args:
        en: English, the source language.
        es: Spanish; English stands in where a user's own entry has none.

    >>> text = Text(en="smooth", es="suave")
    >>> with speaking("es"):
    ...     print(text)
    suave
    """

    en: str
    es: str = ""

    def __str__(self) -> str:
        return self.es if self.es and _language.get() == "es" else self.en


def current_language() -> str:
    """Return the code of the language now spoken."""
    return _language.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language inside the block.

    Raises:
        UsageError: The language is neither English nor Spanish.

    >>> with speaking("es"):
    ...     current_language()
    'es'
    """
    if language not in LANGUAGES:
        raise UsageError(
            _("There is no language '{language}'; choose one of: {languages}.").format(
                language=language, languages=", ".join(LANGUAGES)
            )
        )
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def from_environment(environment: Mapping[str, str] = os.environ) -> str:
    """Return the language that the environment asks for, English where it asks for neither.

    >>> from_environment({"LANG": "es_ES.UTF-8"})
    'es'
    """
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(variable, "")
        if value:
            return "es" if value.lower().startswith("es") else "en"
    return "en"


def _(message: str) -> str:
    """Return a message of the program in the language now spoken."""
    return _translations(_language.get()).gettext(message)


def N_(message: str) -> str:  # noqa: N802  gettext's name for it
    """Mark a message for translation where it stands; `_` translates it where it is said."""
    return message


def ngettext(one: str, many: str, n: int) -> str:
    """Return the singular or the plural of a message in the language now spoken."""
    return _translations(_language.get()).ngettext(one, many, n)


@cache
def _translations(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation("actlab", LOCALE_FOLDER, languages=[language])
