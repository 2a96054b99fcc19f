"""The catalogue of diagnostics: one file each, scanned."""

from __future__ import annotations

from actlab._shared.catalogue import Catalogue
from actlab.diagnostics.spec import Diagnostic

__all__ = ["CATALOGUE"]

CATALOGUE: Catalogue[Diagnostic] = Catalogue("actlab.diagnostics.catalogue", command="actlab diagnose --codes")
