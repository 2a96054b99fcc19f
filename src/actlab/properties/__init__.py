"""Do the properties hold? Verifiers, one for each kind of property, and the facts that follow from a formula.

Names are loaded on first use: reading cached facts imports neither SymPy nor torch.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from actlab.properties._cost import Cost, measure_cost
    from actlab.properties._facts import facts
    from actlab.properties._record import Facts, cached_facts
    from actlab.properties._shown import Sheet, fact_lines, show
    from actlab.properties._verify import PropertyFinding, Report, verify, verify_all
    from actlab.properties.formula import Formula
    from actlab.properties.outcome import PropertyOutcome
    from actlab.properties.subject import Subject

_HOMES = {
    "Cost": "_cost",
    "Facts": "_record",
    "PropertyFinding": "_verify",
    "Formula": "formula",
    "PropertyOutcome": "outcome",
    "Report": "_verify",
    "Sheet": "_shown",
    "Subject": "subject",
    "cached_facts": "_record",
    "fact_lines": "_shown",
    "facts": "_facts",
    "measure_cost": "_cost",
    "show": "_shown",
    "verify": "_verify",
    "verify_all": "_verify",
}

__all__ = [
    "Cost",
    "Facts",
    "Formula",
    "PropertyFinding",
    "PropertyOutcome",
    "Report",
    "Sheet",
    "Subject",
    "cached_facts",
    "fact_lines",
    "facts",
    "measure_cost",
    "show",
    "verify",
    "verify_all",
]


def __getattr__(name: str) -> Any:
    """Import a public name from its module and keep it."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    for public, home in _HOMES.items():
        if home == _HOMES[name]:
            globals()[public] = getattr(importlib.import_module(f"{__name__}.{home}"), public)
    return globals()[name]
