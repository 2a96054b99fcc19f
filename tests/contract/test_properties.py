"""No property of the catalogue is false, and none is left without a reason."""

import pytest

from actlab.activations import CATALOGUE
from actlab.properties import verify


@pytest.mark.slow
@pytest.mark.parametrize("name", [entry.name for entry in CATALOGUE])
def test_no_claim_is_refuted(name):
    report = verify(name)
    assert not report.refuted, "\n".join(f"{name}: {f.text}: {f.outcome}" for f in report.refuted)
    assert all(finding.outcome.how for finding in report.findings)
    assert len(report.findings) > len(CATALOGUE[name].properties)
