"""Claim kind -> its verifier; one verifier for each kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from actlab.activations.claims import Claim
from actlab.i18n import _
from actlab.properties.formula import precise
from actlab.properties.outcome import Outcome, not_applicable
from actlab.properties.subject import Subject

__all__ = ["VERIFIERS", "check", "verifies"]

Verifier = Callable[[Any, Subject], Outcome]
V = TypeVar("V", bound=Verifier)

VERIFIERS: dict[type[Claim], Verifier] = {}


def verifies(kind: type[Claim], *, needs: str = "formula") -> Callable[[V], V]:
    """Register a verifier.

    Args:
        kind: The claim's type.
        needs: What it works on: the ``formula`` of an elementwise entry, or any ``oracle``.
    """

    def register(verifier: V) -> V:
        def guarded(claim: Claim, subject: Subject) -> Outcome:
            if not subject.has_oracle:
                return not_applicable(_("there is no formula to examine; give the entry one"))
            if needs == "formula" and not subject.has_formula:
                return not_applicable(_("the claim is about a function of one number, and this is none"))
            with precise():
                return verifier(claim, subject)

        assert kind not in VERIFIERS, kind
        VERIFIERS[kind] = guarded
        return verifier

    return register


def check(claim: Claim, subject: Subject) -> Outcome:
    """Return what becomes of a claim; a kind without a verifier is an error of the program.

    Raises:
        LookupError: The kind has no verifier.
    """
    if type(claim) not in VERIFIERS:
        raise LookupError(f"{type(claim).__name__} has no verifier; write one in actlab.properties.verifiers.")
    return VERIFIERS[type(claim)](claim, subject)
