"""What became of a property: proved, supported, refuted or not applicable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from actlab.i18n import _

__all__ = ["PropertyOutcome", "Status", "not_applicable", "proved", "refuted", "supported"]

Status = Literal["proved", "supported", "refuted", "not applicable"]


@dataclass(frozen=True)
class PropertyOutcome:
    """The result of one verification.

    Args:
        status: ``proved`` symbolically, by interval arithmetic or by a witness; ``supported`` by probes that could
            have refuted it; ``refuted`` by a counterexample; ``not applicable``.
        how: The method, in a few words; the reason where it is not applicable.
        probes: How many points were looked at.
        counterexample: Python text that can be pasted and shows the contradiction; empty unless refuted.

    >>> str(supported("sampled", 100))
    'supported: sampled (100 probes)'
    """

    status: Status
    how: str
    probes: int = 0
    counterexample: str = ""

    def __post_init__(self) -> None:
        if (self.status == "refuted") != bool(self.counterexample):
            raise ValueError("A refutation, and nothing else, needs a counterexample.")

    def __str__(self) -> str:
        count = _(" ({n} probes)").format(n=self.probes) if self.probes else ""
        example = f"\n{self.counterexample}" if self.counterexample else ""
        return f"{_words(self.status)}: {self.how}{count}{example}"


def _words(status: Status) -> str:
    return {
        "proved": _("proved"),
        "supported": _("supported"),
        "refuted": _("refuted"),
        "not applicable": _("not applicable"),
    }[status]


def proved(how: str) -> PropertyOutcome:
    """Return the outcome of a property that holds without doubt."""
    return PropertyOutcome("proved", how)


def supported(how: str, probes: int) -> PropertyOutcome:
    """Return the outcome of a property that no probe contradicts."""
    return PropertyOutcome("supported", how, probes)


def refuted(how: str, counterexample: str) -> PropertyOutcome:
    """Return the outcome of a property that one example contradicts."""
    return PropertyOutcome("refuted", how, counterexample=counterexample)


def not_applicable(reason: str) -> PropertyOutcome:
    """Return the outcome of a property that cannot be asked of this entry, with the reason."""
    return PropertyOutcome("not applicable", reason)
