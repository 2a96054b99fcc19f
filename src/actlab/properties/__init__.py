"""Do the claims hold? Verifiers, one for each kind of claim, and the facts that follow from a formula."""

from actlab.properties.formula import Formula
from actlab.properties.outcome import Outcome
from actlab.properties.subject import Subject
from actlab.properties.verify import Finding, Report, verify, verify_all

__all__ = ["Finding", "Formula", "Outcome", "Report", "Subject", "verify", "verify_all"]
