"""A diagnostic is a value: a code, what it looks for, why that matters, what to do, and how it is found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from actlab.i18n import Text

if TYPE_CHECKING:
    from torch import nn

    from actlab.diagnostics.evidence import ProbeEvidence

__all__ = ["Case", "Diagnostic", "Finding", "NotApplicable", "Severity", "Status"]

Severity = Literal["issue", "tip"]
Status = Literal["issue", "tip", "passed", "not applicable", "skipped", "ignored"]
"""What became of a diagnostic; "skipped" means that what it needs was not given, which differs from "passed"."""


@dataclass(frozen=True)
class Finding:
    """Something that was found at one place of a model.

    Args:
        where: The site or module.
        said: What was seen there, with its numbers.
        numbers: The same numbers for programs.
    """

    where: str
    said: Text
    numbers: dict[str, Any] = field(default_factory=dict)


class NotApplicable(Exception):  # noqa: N818  an outcome, not an error
    """The question makes no sense for this model; the message says why."""


@dataclass(frozen=True)
class Case:
    """A model with what a diagnostic needs, built by its file for the tests.

    Args:
        model: The model.
        inputs: A batch of inputs.
        targets: The targets of the batch.
        loss: The loss.
        options: Further arguments of `lint` or `diagnose`, such as ``optimizer``.
    """

    model: nn.Module
    inputs: Any
    targets: Any = None
    loss: Any = None
    options: dict[str, Any] = field(default_factory=dict)


Check: TypeAlias = "Callable[[ProbeEvidence], Iterable[Finding]]"


@dataclass(frozen=True)
class Diagnostic:
    """One diagnostic.

    Args:
        code: ``ACT501`` and the like.
        severity: ``issue`` if the model does not do what is meant, ``tip`` if it may.
        title: What is found, as a short phrase.
        detects: How it is found, with the thresholds.
        why: Why it matters.
        remedy: What to do.
        check: Yields findings; raises `NotApplicable`.
        sick: Builds models, from a seed, in which it must be found.
        healthy: Builds models in which it must not.
        needs: What must be given: ``loss``, ``targets``, ``optimizer``, ``loader``.
        source: Where the definition comes from.
    """

    code: str
    severity: Severity
    title: Text
    detects: Text
    why: Text
    remedy: Text
    check: Check
    sick: Callable[[int], Case]
    healthy: Callable[[int], Case]
    needs: tuple[str, ...] = ()
    source: str = ""
    name: str = ""
    aliases: tuple[str, ...] = ()
    shared_names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.name:
            object.__setattr__(self, "name", self.check.__module__.rpartition(".")[2])
        if not self.name.startswith(self.code.lower()):
            raise ValueError(f"The file of {self.code} is called {self.name}; it must begin with the code.")
