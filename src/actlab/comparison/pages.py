"""Leave a page beside the records; a comparison stands without it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from actlab.errors import CouldNotFinishError
from actlab.i18n import _
from actlab.population.training import Training
from actlab.records import RunFolder
from actlab.report.figures.vega import Vega
from actlab.report.page import write_page, write_study_page

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["drawing", "leave", "of_run", "of_study"]


def drawing() -> AbstractContextManager[Vega | None]:
    """Start what draws, which gets ready while networks are trained; None where it does not start."""
    try:
        return Vega()
    except (OSError, CouldNotFinishError):  # the page, which needs it, will say why
        return nullcontext()


def of_run(training: Training, run: RunFolder, rows: pd.DataFrame, vega: Vega | None) -> None:
    """Write a run's page and what it shows beside the records."""
    from actlab.population.artifacts import write_artifacts

    def write() -> None:
        write_artifacts(training, run, rows)
        write_page(run.path, vega=vega)

    leave(write, run.path)


def of_study(folder: Path) -> None:
    """Write a study's page."""
    leave(lambda: write_study_page(folder), folder)


def leave(write: Callable[[], object], folder: Path) -> None:
    """Call what writes a page; where it cannot, say so and go on."""
    try:
        write()
    except Exception as error:
        reason = f"{type(error).__name__}: {error}".partition("\n")[0]
        logging.getLogger("actlab").warning(
            _("The report was not written; try `actlab report {path}`. The reason: {reason}").format(
                path=folder, reason=reason
            )
        )
