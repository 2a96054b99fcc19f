"""What a diagnosis found, as frozen values that become JSON: diagnostics write them, the report draws them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from actlab._shared.plain import plain, rebuild
from actlab.errors import DamagedRecordError
from actlab.i18n import Text, _
from actlab.records.run_folder import RunFolder

__all__ = ["DiagnosisRecord", "OutcomeRecord", "PlaceRecord", "SiteRecord", "read", "write"]

NAME = "diagnosis.json"
"""The file of a diagnosis in its folder."""


@dataclass(frozen=True)
class SiteRecord:
    """One activation call and its units.

    Args:
        label: Module path, or module path and call index.
        activation: What it computes.
        samples: Independent samples that were looked at.
        passing: Of each unit, the share of inputs at which the slope is not zero.
        strong: Of each unit, the share of inputs at which the slope is at least a tenth of its largest value.
        rms: Root mean square of the site's output.
        can_die: Whether the function has inputs, more than single points, at which no gradient passes.
    """

    label: str
    activation: str
    samples: int
    passing: tuple[float, ...]
    strong: tuple[float, ...]
    rms: float
    can_die: bool


@dataclass(frozen=True)
class PlaceRecord:
    """One place where something was found.

    Args:
        where: The site or module.
        said: What was seen there.
    """

    where: str
    said: Text


@dataclass(frozen=True)
class OutcomeRecord:
    """What became of one diagnostic.

    Args:
        code: Its code.
        status: Its outcome.
        title: What it finds.
        detects: How, with the thresholds.
        why: Why that matters.
        remedy: What to do.
        reason: Why it was not asked or does not apply.
        places: Where it was found.
    """

    code: str
    status: Literal["issue", "tip", "passed", "not applicable", "skipped", "ignored"]
    title: Text
    detects: Text
    why: Text
    remedy: Text
    reason: str
    places: tuple[PlaceRecord, ...]


@dataclass(frozen=True)
class DiagnosisRecord:
    """A diagnosis.

    Args:
        model: The model's name.
        batches: Batches that were looked at.
        stopped: Why the loader ended early; empty if it did not.
        sites: The activation calls in their order.
        gradients: Each weight's name with the loss's gradient per weight, in the order of the forward pass.
        outcomes: One per code.
        schema: The form of this record.
    """

    model: str
    batches: int
    stopped: str
    sites: tuple[SiteRecord, ...]
    gradients: tuple[tuple[str, float], ...]
    outcomes: tuple[OutcomeRecord, ...]
    schema: Literal["actlab.diagnosis/1"] = "actlab.diagnosis/1"


def write(record: DiagnosisRecord, folder: Path) -> None:
    """Write a diagnosis into a folder.

    Raises:
        StorageError: It cannot be written.
    """
    RunFolder(folder).write_text(NAME, json.dumps(plain(record), indent=1, ensure_ascii=False))


def read(folder: Path) -> DiagnosisRecord:
    """Return the diagnosis of a folder.

    Raises:
        DamagedRecordError: It cannot be read back.
    """
    path = folder / NAME
    try:
        return rebuild(DiagnosisRecord, json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise DamagedRecordError(
            _("{path} is no diagnosis that can be read. Run actlab diagnose again.").format(path=path)
        ) from error
