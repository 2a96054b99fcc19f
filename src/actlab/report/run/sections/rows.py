"""All rows, one per network: a file inside the page, or where they lie."""

from __future__ import annotations

import pandas as pd

from actlab.i18n import N_, _
from actlab.report.blocks import Block, Download, Prose
from actlab.report.run.material import Material
from actlab.report.sections import SectionEntry

__all__ = ["ENTRY", "as_csv"]

_LONG = ("curve", "validation_curve", "validation_scores", "correct")
_BY_LAYER = ("dead", "saturated")

_MOST_INSIDE = 2_000
"""Rows that the page carries inside: about 0.4 MB."""


def blocks(run: Material) -> list[Block]:
    """Return the rows as a download."""
    if run.frame.empty:
        return [run.missing(_("The file of all rows"))]
    if len(run.rows) > _MOST_INSIDE:
        return [
            Prose(
                _(
                    "The rows of {n} networks are too many for this page. They lie beside it as Parquet files, in the "
                    "folder chunks; in the run folder, `pandas.read_parquet('chunks')` reads all of them."
                ).format(n=len(run.rows))
            )
        ]
    return [
        Prose(
            _(
                "One row per network, {n} in all, with seeds, losses, scores and status. The curves of every epoch "
                "are stored in the run folder, under chunks/."
            ).format(n=len(run.rows))
        ),
        Download(_("Download the rows (CSV)"), "networks.csv", as_csv(run.rows)),
    ]


ENTRY = SectionEntry(N_("All rows"), place=140, blocks=blocks)


def as_csv(frame: pd.DataFrame) -> str:
    """Return the frame as CSV: a column per layer where a cell holds one share per layer, without the long lists."""
    flat = frame.drop(columns=[*_LONG, *_BY_LAYER])
    for name in _BY_LAYER:
        for layer in range(int(frame[name].map(len).max())):
            flat[f"{name}_{layer + 1}"] = [each[layer] if len(each) > layer else None for each in frame[name]]
    text: str = flat.to_csv(index=False, lineterminator="\n")
    return text
