"""Is what textbooks say true? One file per claim, with its experiment, and a verdict that the records alone decide.

This module loads no torch: a claim's file imports what it computes with inside its functions.
"""

from actlab._shared.catalogue import Catalogue
from actlab.evidence._figures import ClaimFigure, dots, grid, lines
from actlab.evidence._gradients import INIT_NAMES, Gradients, decays
from actlab.evidence._lab import Lab
from actlab.evidence._reading import means, paired, paired_by, scored, shares
from actlab.evidence._spec import COURSE, Analysis, Evidence, Otherwise, Records
from actlab.evidence._stacked import Moons, Stack
from actlab.evidence._trainability import trainability, trainable, trained_share
from actlab.evidence._training import ClaimTraining
from actlab.i18n import Text
from actlab.records.exhibit import Field, Measured, Outcome, Ruling
from actlab.sources import Source

__all__ = [
    "CATALOGUE",
    "COURSE",
    "INIT_NAMES",
    "Analysis",
    "ClaimFigure",
    "ClaimTraining",
    "Evidence",
    "Field",
    "Gradients",
    "Lab",
    "Measured",
    "Moons",
    "Otherwise",
    "Outcome",
    "Records",
    "Ruling",
    "Source",
    "Stack",
    "Text",
    "decays",
    "dots",
    "grid",
    "lines",
    "means",
    "paired",
    "paired_by",
    "scored",
    "shares",
    "trainability",
    "trainable",
    "trained_share",
]

CATALOGUE: Catalogue[Evidence] = Catalogue("actlab.evidence.catalogue", command="actlab evidence")
