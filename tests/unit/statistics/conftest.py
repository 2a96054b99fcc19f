"""Frames of records for the tests of statistics."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

COLUMNS = ["candidate", "block", "regime", "test_score", "chance_score", "status"]


def _frame(scores, failed=None, *, chance=50.0, regime="drop-in", ids=None) -> pd.DataFrame:
    scores = np.asarray(scores, dtype=float)
    failed = np.zeros(scores.shape, bool) if failed is None else np.asarray(failed)
    ids = range(len(scores)) if ids is None else ids
    rows = [
        (f"c{k}", block, regime, np.nan if bad else score, chance, "nonfinite" if bad else "ok")
        for block, line, bads in zip(ids, scores, failed, strict=True)
        for k, (score, bad) in enumerate(zip(line, bads, strict=True))
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


@pytest.fixture(scope="session")
def frame() -> Callable[..., pd.DataFrame]:
    """Return a maker of frames from a matrix (blocks, candidates); candidates are c0, c1, ..."""
    return _frame
