"""Verify what entries say of themselves, and what every entry says without saying it.

Beside its properties, an entry implies that its formula is its function, that its known values are values of
the formula and that its limits at infinity are the formula's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from actlab.activations import CATALOGUE, Activation, Text
from actlab.activations.reading import find_activation
from actlab.properties._implied import implied
from actlab.properties.outcome import PropertyOutcome, Status
from actlab.properties.subject import Subject
from actlab.properties.verifiers import check

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PropertyFinding", "Report", "content", "verify", "verify_all"]


@dataclass(frozen=True)
class PropertyFinding:
    """One property and what became of it.

    Args:
        kind: The property's kind, as ``Odd``, or the name of an implied statement, as ``FormulaIsFunction``.
        text: The property, in both languages.
        outcome: What became of it.
    """

    kind: str
    text: Text
    outcome: PropertyOutcome

    def plain(self) -> dict[str, Any]:
        """Return the finding as JSON has it."""
        return {"property": self.kind, "text": str(self.text), **asdict(self.outcome)}


@dataclass(frozen=True)
class Report:
    """All findings about one entry.

    Args:
        name: The entry's name.
        content: Hash of the entry's formula, properties and values, so that a record says what it is about.
        findings: One for each property, and one for each implied statement.
    """

    name: str
    content: str
    findings: tuple[PropertyFinding, ...]

    @property
    def refuted(self) -> tuple[PropertyFinding, ...]:
        """The properties that are false."""
        return tuple(finding for finding in self.findings if finding.outcome.status == "refuted")

    def count(self, status: Status) -> int:
        """Return how many findings have that status."""
        return sum(finding.outcome.status == status for finding in self.findings)

    def plain(self) -> dict[str, Any]:
        """Return the report as JSON has it: name, content, and a list of findings."""
        return {"activation": self.name, "content": self.content, "findings": [f.plain() for f in self.findings]}

    def frame(self) -> pd.DataFrame:
        """Return the findings as rows: activation, content, property, text, status, how, probes, counterexample."""
        import pandas as pd

        rows = [{"activation": self.name, "content": self.content, **finding.plain()} for finding in self.findings]
        return pd.DataFrame(rows)


def verify(name: str | Activation | Callable[..., Any]) -> Report:
    """Verify every property of an entry, at its default parameters.

    Args:
        name: A name or alias of the catalogue, or an entry.

    Raises:
        UnknownNameError: No entry has the name.

    >>> report = verify("relu")
    >>> report.refuted
    ()
    >>> next(f.outcome.status for f in report.findings if f.kind == "Kink")
    'proved'
    """
    entry = find_activation(name)
    subject = Subject(entry)
    found = [
        PropertyFinding(type(declared).__name__, declared.text, check(declared, subject))
        for declared in entry.properties
    ]
    found += [PropertyFinding(kind, text, outcome) for kind, text, outcome in implied(subject)]
    return Report(entry.name, content(entry), tuple(found))


def verify_all(names: Iterable[str] = ()) -> pd.DataFrame:
    """Verify several entries, all of the catalogue where none is named, and return one frame of findings."""
    import pandas as pd

    entries = [CATALOGUE[name] for name in names] or list(CATALOGUE)
    return pd.concat([verify(entry).frame() for entry in entries], ignore_index=True)


def content(entry: Activation) -> str:
    """Return the hash of what is verified of an entry: a report of the same hash is about the same statements."""
    said = (entry.formula, entry.properties, entry.known_values, entry.at_infinity, entry.defaults)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:12]
