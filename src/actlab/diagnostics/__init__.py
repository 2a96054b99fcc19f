"""Is something wrong in a user's model? Sick units, fading signals, misused activations, each with a code."""

from actlab.diagnostics.codes import CATALOGUE
from actlab.diagnostics.run import Diagnosis, DiagnosticOutcome, diagnose, lint
from actlab.diagnostics.spec import Diagnostic, Finding
from actlab.diagnostics.watch import Watch

__all__ = ["CATALOGUE", "Diagnosis", "Diagnostic", "DiagnosticOutcome", "Finding", "Watch", "diagnose", "lint"]
