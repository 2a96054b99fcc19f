"""What an experiment about a claim found, as frozen values that become JSON: evidence writes them, the report draws.

Nothing here needs a library, so a list of claims with their verdicts costs no more than reading small files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Literal, TypeAlias

from actlab._shared.plain import rebuild
from actlab.errors import DamagedRecordError
from actlab.i18n import Text, _

__all__ = [
    "NAME",
    "Cell",
    "Drawing",
    "Exhibit",
    "Field",
    "Form",
    "Measured",
    "Outcome",
    "Provenance",
    "Ruling",
    "outcome_name",
    "read",
]

NAME = "claim.json"
"""The file of an exhibit, in the folder of its claim."""

Cell: TypeAlias = str | float | int | bool | None
Form: TypeAlias = Literal["lines", "dots", "map"]
NOTHING = Text(en="")


class Outcome(StrEnum):
    """What the records say of a claim."""

    CONFIRMED = "confirmed"
    WITHIN_LIMITS = "within_limits"
    DEPENDS = "depends"
    REFUTED = "refuted"


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A number that the ruling rests on.

    Args:
        label: What it is.
        value: What was measured.
        low: Lower end of its interval, where it has one.
        high: Upper end.
        expected: What theory says, where there is one.
        unit: What it counts.
        joint: Whether the interval holds at 95 % together with all other joint ones of its kind, not alone.
        digits: Decimals to show; six significant digits where None.
    """

    label: Text
    value: float | None
    low: float | None = None
    high: float | None = None
    expected: float | None = None
    unit: Text = NOTHING
    joint: bool = False
    digits: int | None = 2


@dataclass(frozen=True)
class Ruling:
    """What the records say.

    Args:
        outcome: The verdict on the claim.
        because: Why, in plain words: within which limits, on what it depends.
        measured: The numbers that it rests on.
    """

    outcome: Outcome
    because: Text
    measured: tuple[Measured, ...] = ()


@dataclass(frozen=True)
class Field:
    """A column of a drawing's table.

    Args:
        name: Its name.
        title: Its title.
        digits: How many decimals are shown.
    """

    name: str
    title: Text
    digits: int | None = None


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A figure as its table and what goes where; whoever draws it decides how it looks.

    Args:
        form: ``lines`` over a numeric x; ``dots``, one row a value of the column y; ``map``, a cell for each x and y.
        name: Ascii, no spaces; unique within a claim.
        title: What it shows.
        description: How to read it, for those who see it and for those who do not.
        fields: The table's columns.
        x: Name of the horizontal column.
        y: Name of the vertical column.
        series: Column that tells lines or dots apart; of a map, the column that colours it: ``better``, ``worse``,
            ``equal`` or ``undecided``.
        low: Column of the lower ends of intervals.
        high: Column of the upper ends.
        label: Of a map, the column whose text stands in the cells.
        log_x: Whether x is logarithmic.
        log_y: Whether y is logarithmic.
        rule: A value to mark: on y in ``lines``, on x in ``dots``.
        words: What values of text columns are called.
        rows: The table.
    """

    form: Form
    name: str
    title: Text
    description: Text
    fields: tuple[Field, ...]
    x: str
    y: str
    series: str = ""
    low: str = ""
    high: str = ""
    label: str = ""
    log_x: bool = False
    log_y: bool = False
    rule: float | None = None
    words: Mapping[str, Text] = field(default_factory=dict)
    rows: tuple[tuple[Cell, ...], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """How the records came about.

    Args:
        digest: A hash of all in the entry's file that decides the records.
        torch: The version of torch.
        seed: The root seed.
        command: What runs it again.
        seconds: Wall time of the experiment.
        reduced: Whether it ran on the small scale that only shows that it runs.
        tables: Rows of each table of records.
    """

    digest: str
    torch: str
    seed: int
    command: str
    seconds: float
    reduced: bool
    tables: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Exhibit:
    """A claim, what was done about it, and what the records say: all that its page shows.

    Args:
        name: The claim's name.
        number: Its number in the section.
        statement: The claim.
        said_by: Who says it.
        hypothesis: What was expected, written before the run.
        measure: How it was measured.
        limits: What it does not show.
        ruling: What the records say.
        drawings: Its figures.
        provenance: How the records came about.
    """

    name: str
    number: int
    statement: Text
    said_by: tuple[Text, ...]
    hypothesis: Text
    measure: Text
    limits: Text
    ruling: Ruling
    drawings: tuple[Drawing, ...]
    provenance: Provenance


def read(folder: Path) -> Exhibit | None:
    """Return the exhibit that lies in the folder of a claim; None where there is none.

    Raises:
        DamagedRecordError: It cannot be read back.
    """
    path = folder / NAME
    if not path.is_file():
        return None
    try:
        return rebuild(Exhibit, json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise DamagedRecordError(
            _("{path} is damaged. Delete it and run the same command again.").format(path=path)
        ) from error


def outcome_name(ruling: Ruling) -> str:
    """Return the outcome's name in the language now spoken."""
    return {
        Outcome.CONFIRMED: _("confirmed"),
        Outcome.WITHIN_LIMITS: _("confirmed within limits"),
        Outcome.DEPENDS: _("it depends"),
        Outcome.REFUTED: _("refuted"),
    }[ruling.outcome]
