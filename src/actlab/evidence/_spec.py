"""A claim as one frozen value: what is said, what was expected, what is done, and how records decide."""

from __future__ import annotations

import ast
import hashlib
import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from actlab.evidence._figures import ClaimFigure
from actlab.evidence._lab import Lab
from actlab.evidence._training import ClaimTraining
from actlab.i18n import Text
from actlab.records.exhibit import Outcome, Ruling
from actlab.sources import Source

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COURSE", "Analysis", "Evidence", "Otherwise", "Records"]

COURSE = Text(
    en="A course on PyTorch: the section on activation functions.",
    es="Un curso de PyTorch: la sección sobre funciones de activación.",
)
"""The section that this project grew out of, and that says nearly all of this."""

Records: TypeAlias = Mapping[str, "pd.DataFrame"]
"""The tables of an experiment by name, in long form: a row an observation."""

Analysis: TypeAlias = Callable[[Lab], "pd.DataFrame"]


@dataclass(frozen=True)
class Otherwise:
    """Records that would say something else.

    Args:
        outcome: What they would say.
        change: From a copy of the records to such records.
    """

    outcome: Outcome
    change: Callable[[dict[str, pd.DataFrame]], Records]


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A claim of textbooks and the experiment that looks at it.

    Args:
        name: The name of its file.
        number: Its place in lists; no other claim has it.
        statement: The claim, one sentence.
        said_by: Who says it.
        hypothesis: What was expected, written before the run and not changed after it.
        experiment: The tables of records by name, each from networks that are trained (`Training`) or from an
            analysis, a function of a `Lab` that returns a frame.
        measure: What is done and what is measured, in plain words.
        figures: See `lines`, `dots` and `grid`.
        verdict: From records to what they say. Pure: it trains nothing, draws nothing, changes nothing and
            imports no torch.
        limits: What the experiment does not show.
        otherwise: Records under which the verdict would be another; a test feeds them to it.
        aliases: Other names of the claim.
        shared_names: Names that mean several things.

    Raises:
        ValueError: A part is missing.
    """

    name: str
    number: int
    statement: Text
    said_by: tuple[Source | Text, ...]
    hypothesis: Text
    experiment: Mapping[str, ClaimTraining | Analysis]
    measure: Text
    figures: tuple[ClaimFigure, ...]
    verdict: Callable[[Records], Ruling]
    limits: Text
    otherwise: tuple[Otherwise, ...]
    aliases: tuple[str, ...] = ()
    shared_names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for part in ("said_by", "experiment", "figures", "otherwise"):
            if not getattr(self, part):
                raise ValueError(f"{self.name}: {part} is empty")
        names = [figure.drawing.name for figure in self.figures]
        if len(set(names)) < len(names):
            raise ValueError(f"{self.name}: two figures have one name")

    @property
    def digest(self) -> str:
        """A hash of all in the entry's file that decides the records: not its words, figures and verdict."""
        readers = {self.verdict.__name__, *(figure.data.__name__ for figure in self.figures)}
        tree = ast.parse(inspect.getsource(sys.modules[self.verdict.__module__]))
        kept = [ast.unparse(node) for node in tree.body if not _is_about(node, readers | {"ENTRY"})]
        trained = [(name, part) for name, part in self.experiment.items() if isinstance(part, ClaimTraining)]
        return hashlib.sha256(repr((kept, trained)).encode()).hexdigest()[:16]


def _is_about(node: ast.stmt, names: set[str]) -> bool:
    """Whether a statement of a module defines one of the names, imports, or is the docstring."""
    if isinstance(node, ast.FunctionDef):
        return node.name in names
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Name) and target.id in names for target in node.targets)
    return isinstance(node, ast.Expr | ast.Import | ast.ImportFrom)
