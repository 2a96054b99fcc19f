"""Property kind -> its verifier; one verifier for each kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from actlab.activations.properties import Property
from actlab.i18n import _
from actlab.properties.formula import precise
from actlab.properties.outcome import PropertyOutcome, not_applicable
from actlab.properties.subject import Subject

__all__ = ["VERIFIERS", "check", "verifies"]

Verifier = Callable[[Any, Subject], PropertyOutcome]
V = TypeVar("V", bound=Verifier)

VERIFIERS: dict[type[Property], Verifier] = {}


def verifies(kind: type[Property], *, needs: str = "formula") -> Callable[[V], V]:
    """Register a verifier.

    Args:
        kind: The property's type.
        needs: What it works on: the ``formula`` of an elementwise entry, or any ``oracle``.
    """

    def register(verifier: V) -> V:
        def guarded(declared: Property, subject: Subject) -> PropertyOutcome:
            if not subject.has_oracle:
                return not_applicable(_("there is no formula to examine; give the entry one"))
            if needs == "formula" and not subject.has_formula:
                return not_applicable(_("the property is about a function of one number, and this is none"))
            with precise():
                return verifier(declared, subject)

        assert kind not in VERIFIERS, kind
        VERIFIERS[kind] = guarded
        return verifier

    return register


def check(declared: Property, subject: Subject) -> PropertyOutcome:
    """Return what becomes of a property; a kind without a verifier is an error of the program.

    Raises:
        LookupError: The kind has no verifier.
    """
    if type(declared) not in VERIFIERS:
        raise LookupError(f"{type(property).__name__} has no verifier; write one in actlab.properties.verifiers.")
    return VERIFIERS[type(declared)](declared, subject)
