"""Diagnose a model on data, or lint it on one batch: every diagnostic with its outcome."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from torch import nn

from actlab.diagnostics.codes import CATALOGUE
from actlab.diagnostics.evidence import ProbeEvidence, gather
from actlab.diagnostics.spec import Diagnostic, Finding, NotApplicable, Status
from actlab.errors import UsageError, choices
from actlab.i18n import _, current_language, speaking

__all__ = ["Diagnosis", "DiagnosticOutcome", "diagnose", "lint"]


@dataclass(frozen=True)
class DiagnosticOutcome:
    """What became of one diagnostic.

    Args:
        diagnostic: The diagnostic.
        status: ``issue``, ``tip``, ``passed``, ``not applicable``, ``skipped`` or ``ignored``.
        findings: Where it was found.
        reason: Why it does not apply, or what it lacks.
    """

    diagnostic: Diagnostic
    status: Status
    findings: tuple[Finding, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Diagnosis:
    """The outcomes of all diagnostics, and what they rest on.

    Args:
        outcomes: One for each code, in order.
        evidence: What was seen.
    """

    outcomes: tuple[DiagnosticOutcome, ...]
    evidence: ProbeEvidence = field(repr=False)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that were found."""
        return tuple(each.diagnostic.code for each in self.outcomes if each.findings)

    @property
    def ok(self) -> bool:
        """Whether no issue was found; tips do not count."""
        return all(each.status != "issue" for each in self.outcomes)

    def __getitem__(self, code: str) -> DiagnosticOutcome:
        """Return the outcome of a code."""
        return next(each for each in self.outcomes if each.diagnostic.code == code)

    def text(self, lang: str | None = None) -> str:
        """Return the findings as lines, the most severe first, and how many diagnostics had which outcome."""
        from actlab.diagnostics.words import lines

        with speaking(lang or current_language()):
            return "\n".join(lines(self))

    def to_dict(self) -> dict[str, Any]:
        """Return the outcomes as plain values, the object that ``--json`` prints."""
        from actlab.diagnostics.words import plain

        return plain(self)

    def sarif(self) -> dict[str, Any]:
        """Return the findings in the format SARIF 2.1.0, which editors and continuous integration read."""
        from actlab.diagnostics.words import sarif

        return sarif(self)

    def __str__(self) -> str:
        """Return the findings as lines."""
        return self.text()


def diagnose(
    model: nn.Module,
    loader: Iterable[Any],
    loss: Callable[..., Any] | None = None,
    *,
    optimizer: Any = None,
    ignore: Collection[str] = (),
    **options: Any,
) -> Diagnosis:
    """Look for sick units, fading signals and misused activations on data.

    The model runs in the mode it is in; its weights, buffers and gradients, and the global random state, stay as they
    are. A loader that fails later than its first batch ends the diagnosis early, which is said.

    Args:
        model: The model.
        loader: Batches: tensors, (inputs, targets) pairs, or dictionaries of arguments.
        loss: A function of (output, targets) that returns a number.
        optimizer: The optimizer, if there is one.
        ignore: Codes that are not asked.
        options: Settings that single diagnostics read.

    Raises:
        UsageError: There is no batch, the model cannot be looked into, or a code is unknown.

    >>> import torch
    >>> model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))
    >>> with torch.no_grad():
    ...     _ = model[0].bias[:2].fill_(-100)
    >>> diagnose(model, [torch.randn(64, 4)])["ACT501"].findings[0].numbers["dead"]
    2
    """
    known = [diagnostic.code for diagnostic in CATALOGUE]
    for code in ignore:
        if code not in known:
            near = choices(code, known, limit=1) or known
            raise UsageError(_("There is no code '{code}'. Try: {near}.").format(code=code, near=", ".join(near)))
    evidence = gather(model, loader, loss, optimizer, options)
    return Diagnosis(tuple(_outcome(each, evidence, ignore) for each in CATALOGUE), evidence)


def lint(
    model: nn.Module,
    loss: Callable[..., Any] | None,
    batch: Any,
    *,
    optimizer: Any = None,
    ignore: Collection[str] = (),
    **options: Any,
) -> Diagnosis:
    """Look for misused activations with one batch: what `diagnose` finds without the statistics of units.

    Args:
        model: The model.
        loss: A function of (output, targets) that returns a number; None if there is none.
        batch: One batch: a tensor, an (inputs, targets) pair, or a dictionary of arguments.
        optimizer: The optimizer, if there is one.
        ignore: Codes that are not asked.
        options: ``second_derivative=True`` for a loss that differentiates the output; ``opset`` for an export to ONNX.

    Raises:
        UsageError: The model cannot be looked into, or a code is unknown.

    >>> import torch
    >>> model = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))
    >>> lint(model, nn.CrossEntropyLoss(), (torch.randn(8, 4), torch.zeros(8, dtype=torch.long))).codes
    ('ACT101',)
    """
    units = [each.code for each in CATALOGUE if each.code.startswith("ACT5")]
    return diagnose(model, [batch], loss, optimizer=optimizer, ignore=(*units, *ignore), **options)


def _outcome(diagnostic: Diagnostic, evidence: ProbeEvidence, ignore: Collection[str]) -> DiagnosticOutcome:
    if diagnostic.code in ignore:
        return DiagnosticOutcome(diagnostic, "ignored")
    lacking = [need for need in diagnostic.needs if _lacks(evidence, need)]
    if lacking:
        return DiagnosticOutcome(diagnostic, "skipped", reason=_("needs {what}").format(what=", ".join(lacking)))
    try:
        findings = tuple(diagnostic.check(evidence))
    except NotApplicable as reason:
        return DiagnosticOutcome(diagnostic, "not applicable", reason=str(reason))
    return DiagnosticOutcome(diagnostic, diagnostic.severity if findings else "passed", findings)


def _lacks(evidence: ProbeEvidence, need: str) -> bool:
    return getattr(evidence, need, None) is None and not evidence.options.get(need)
