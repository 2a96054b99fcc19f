"""Properties about functions of a whole vector."""

from __future__ import annotations

import mpmath

from actlab.activations import properties
from actlab.i18n import _
from actlab.properties.outcome import PropertyOutcome, refuted, supported
from actlab.properties.subject import Subject, vectors
from actlab.properties.verifiers._registry import verifies
from actlab.properties.verifiers._shape import on_vectors, same

_SHIFT = mpmath.mpf("2.5")


@verifies(properties.OutputsSumToOne, needs="oracle")
def outputs_sum_to_one(_declared: properties.OutputsSumToOne, subject: Subject) -> PropertyOutcome:
    """Check that no output is negative and that their sum is 1."""
    law = _("the outputs are positive and their sum is 1")
    inputs = vectors(subject)
    for x in inputs:
        outputs = subject.vector(x)
        if min(outputs) < 0 or not same(mpmath.fsum(outputs), mpmath.mpf(1)):
            return refuted(law, subject.shown_vector(x, note=law))
    return supported(_("at 50 digits, on vectors"), len(inputs))


@verifies(properties.ShiftInvariant, needs="oracle")
def shift_invariant(_declared: properties.ShiftInvariant, subject: Subject) -> PropertyOutcome:
    """Check that adding a constant to all inputs changes nothing."""
    law = _("adding 2.5 to all inputs changes nothing")
    return on_vectors(subject, lambda x: [v + _SHIFT for v in x], lambda y: y, law)


@verifies(properties.CouplesUnits, needs="oracle")
def couples_units(_declared: properties.CouplesUnits, subject: Subject) -> PropertyOutcome:
    """Look for every output and input for a vector where a change of the input changes the output."""
    inputs = vectors(subject)
    length = len(inputs[0])
    for place in range(length):
        untouched = set(range(length))
        for x in inputs:
            moved = [v + (1 if k == place else 0) for k, v in enumerate(x)]
            pairs = zip(subject.vector(x), subject.vector(moved), strict=True)
            untouched -= {k for k, (a, b) in enumerate(pairs) if not same(a, b)}
            if not untouched:
                break
        if untouched:
            law = _("output {k} does not change with input {j}").format(k=min(untouched), j=place)
            return refuted(law, subject.shown_vector(x, moved, note=law))
    return supported(_("at 50 digits, on vectors"), len(inputs))
