"""The form of the rows: one trained network, one row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import pyarrow as pa

__all__ = ["FAILURES", "NETWORKS", "chosen", "network_frame", "network_table"]

FAILURES = ("nonfinite", "constant", "no_better_than_constant")
"""The ways in which a training fails; every other network has the status ``ok``."""

NETWORKS = pa.schema(
    [
        ("candidate", pa.string()),
        ("regime", pa.string()),
        ("block", pa.int64()),
        ("trial", pa.int64()),
        ("learning_rate", pa.float64()),
        ("engine", pa.string()),
        ("epochs", pa.int64()),
        ("train_loss", pa.float64()),
        ("validation_loss", pa.float64()),
        ("test_loss", pa.float64()),
        ("train_score", pa.float64()),
        ("validation_score", pa.float64()),
        ("test_score", pa.float64()),
        ("chance_score", pa.float64()),
        ("status", pa.string()),
        ("dead", pa.list_(pa.float64())),
        ("saturated", pa.list_(pa.float64())),
        ("curve", pa.list_(pa.float32())),
        ("validation_curve", pa.list_(pa.float32())),
        ("validation_scores", pa.list_(pa.float32())),
        ("correct", pa.list_(pa.bool_())),
        ("seconds", pa.float64()),
    ]
)
"""A row a network. Scores are in the metric's unit (accuracy in points, 0 to 100); ``chance_score`` is that of
the best constant predictor; of a tuned candidate's trials only the chosen one has it and the test's numbers;
``dead`` and ``saturated`` are shares of units by hidden layer; ``curve`` is the training loss of each epoch, and
``validation_curve`` and ``validation_scores`` are the loss and score after it, empty where no part is set aside
or nothing looks at it in between; ``correct`` holds one entry a test item where all blocks share their test part;
``seconds`` is CPU time and the only column that may differ between two runs of one plan."""

_ORDER = ["candidate", "regime", "block", "trial"]


def chosen(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the networks whose test part was opened: one for each candidate and block.

    Of several trials only the chosen one has test scores and a ``chance_score``, which needs test labels too.

    >>> import pandas as pd
    >>> chosen(pd.DataFrame({"trial": [0, 1], "chance_score": [None, 50.0]}))["trial"].tolist()
    [1]
    """
    return frame[frame["chance_score"].notna()].reset_index(drop=True)


def network_table(rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Return rows as a table of the schema.

    Raises:
        pyarrow.ArrowInvalid: A row does not fit.
    """
    return pa.Table.from_pylist([dict(row) for row in rows], schema=NETWORKS)


def network_frame(table: pa.Table) -> pd.DataFrame:
    """Return the rows as a frame in canonical order, so that the order of chunks leaves no trace.

    >>> rows = [{"candidate": "relu", "regime": "drop-in", "block": block, "trial": 0} for block in (1, 0)]
    >>> network_frame(network_table(rows))["block"].tolist()
    [0, 1]
    """
    frame: pd.DataFrame = table.to_pandas()
    return frame.sort_values(_ORDER, kind="stable", ignore_index=True)
