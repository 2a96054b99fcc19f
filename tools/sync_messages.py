"""Bring the Spanish messages up to the source: ``python tools/sync_messages.py`` extracts, merges and compiles.

New messages appear without a translation and are named; translate them in the .po file and run it again.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).parent.parent / "src" / "actlab"
FOLDER = PACKAGE / "locale" / "es" / "LC_MESSAGES"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
OTHERS = "Click's own message"
"""The comment on messages that another library says through our catalogue."""


def main() -> int:
    """Rewrite both files; return 1 where a message waits for its Spanish."""
    with (FOLDER / "actlab.po").open("rb") as file:
        spanish = read_po(file, locale="es")
    template = Catalog(charset="utf-8", creation_date=spanish.creation_date)
    for entry in spanish:
        if OTHERS in entry.auto_comments:
            template.add(entry.id, auto_comments=entry.auto_comments)
    for _, line, message, _, context in extract_from_dir(
        str(PACKAGE),
        [("**.py", "python")],
        options_map={"**.py": {}},
        keywords=KEYWORDS,
        directory_filter=lambda _folder: True,  # Babel leaves out folders like _shared
    ):
        template.add(message, lineno=line, context=context)
    spanish.update(template, no_fuzzy_matching=True)
    with (FOLDER / "actlab.po").open("wb") as file:
        write_po(file, spanish, width=120, no_location=True, sort_output=True, ignore_obsolete=True)
    with (FOLDER / "actlab.mo").open("wb") as file:
        write_mo(file, spanish)
    waiting = [entry.id for entry in spanish if not all(entry.string if entry.pluralizable else [entry.string])]
    for message in waiting:
        print(f"no Spanish yet: {message!r}")
    return 1 if waiting else 0


if __name__ == "__main__":
    sys.exit(main())
