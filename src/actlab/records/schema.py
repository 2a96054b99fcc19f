"""The tables of a run folder: which columns they have, and what a column holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa

__all__ = [
    "BOUNDARY",
    "BOUNDARY_COLUMNS",
    "FAILURES",
    "FUNCTIONS",
    "FUNCTION_COLUMNS",
    "NETWORKS",
    "NETWORK_COLUMNS",
    "StoredColumn",
    "chosen",
    "network_frame",
    "network_table",
]

FAILURES = ("nonfinite", "constant", "no_better_than_constant")
"""The ways in which a training fails; every other network has the status ``ok``."""


class StoredColumn(NamedTuple):
    """A column of a Parquet file: its name, its type, and what it holds."""

    name: str
    type: pa.DataType
    said: str


_NUMBER, _COUNT, _WORD = pa.float64(), pa.int64(), pa.string()
_CURVE = pa.list_(pa.float32())

NETWORK_COLUMNS = (
    StoredColumn("candidate", _WORD, "Label of the candidate."),
    StoredColumn("regime", _WORD, "Regime of the plan."),
    StoredColumn("block", _COUNT, "Id of the block."),
    StoredColumn("trial", _COUNT, "Which trial of the block; 0 where there is one."),
    StoredColumn("learning_rate", _NUMBER, "Learning rate of the optimizer, before the schedule."),
    StoredColumn("engine", _WORD, "What trained the network."),
    StoredColumn("epochs", _COUNT, "Epochs that were trained."),
    StoredColumn("train_loss", _NUMBER, "Loss on the training part, after training."),
    StoredColumn("validation_loss", _NUMBER, "The same on the validation part; null where none is set aside."),
    StoredColumn("test_loss", _NUMBER, "The same on the test part; null for a trial that was not chosen."),
    StoredColumn("train_score", _NUMBER, "Score on the training part, in the metric's unit (accuracy: 0 to 100)."),
    StoredColumn("validation_score", _NUMBER, "The same on the validation part; null where none is set aside."),
    StoredColumn("test_score", _NUMBER, "The same on the test part; null for a trial that was not chosen."),
    StoredColumn("single_score", _NUMBER, "The same on as many test items as a single run of the data set has."),
    StoredColumn("chance_score", _NUMBER, "Test score of the best constant predictor; null as the test score is."),
    StoredColumn("status", _WORD, "`ok`, or how training failed: `nonfinite`, `constant`, `no_better_than_constant`."),
    StoredColumn("dead", pa.list_(pa.float64()), "Share of dead units in each hidden layer, on the training part."),
    StoredColumn("saturated", pa.list_(pa.float64()), "Share of saturated answers in each hidden layer."),
    StoredColumn("curve", _CURVE, "Mean training loss of each epoch."),
    StoredColumn("validation_curve", _CURVE, "Validation loss after each epoch; empty where nothing looks at it."),
    StoredColumn("validation_scores", _CURVE, "Validation score after each epoch; empty likewise."),
    StoredColumn("correct", pa.list_(pa.bool_()), "Whether each test item is right, where all blocks share them."),
    StoredColumn("seconds", _NUMBER, "CPU time: the only column that may differ between two runs of one plan."),
)
"""The columns of a chunk, which has one row per network."""

FUNCTION_COLUMNS = (
    StoredColumn("activation", _WORD, "Label of the activation."),
    StoredColumn("x", _NUMBER, "Input."),
    StoredColumn("f", _NUMBER, "Value f(x), in float64."),
    StoredColumn("df", _NUMBER, "First derivative, as autograd has it."),
    StoredColumn("ddf", _NUMBER, "Second derivative, as autograd has it."),
)
"""The columns of functions.parquet, which has one row per point."""

BOUNDARY_COLUMNS = (
    StoredColumn("candidate", _WORD, "Label of the candidate."),
    StoredColumn("block", _COUNT, "Id of its median block, whose network is shown."),
    StoredColumn("score", _NUMBER, "Test score of that network."),
    StoredColumn("x", pa.list_(pa.float64()), "Both ends of the grid along the first feature."),
    StoredColumn("y", pa.list_(pa.float64()), "Both ends of the grid along the second feature."),
    StoredColumn("classes", _COUNT, "Number of classes."),
    StoredColumn("probability", _CURVE, "Probabilities on the grid, by rows from the top, a cell's classes together."),
    StoredColumn("point_x", pa.list_(pa.float64()), "First feature of some test points."),
    StoredColumn("point_y", pa.list_(pa.float64()), "Second feature of these points."),
    StoredColumn("point_class", pa.list_(pa.int64()), "Class of these points."),
    StoredColumn("point_probability", pa.list_(pa.float64()), "Probability that the network gives to that class."),
)
"""The columns of boundary.parquet, which has one row per candidate."""

NETWORKS, FUNCTIONS, BOUNDARY = (
    pa.schema([(column.name, column.type) for column in columns])
    for columns in (NETWORK_COLUMNS, FUNCTION_COLUMNS, BOUNDARY_COLUMNS)
)

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
        pyarrow.ArrowInvalid: A value does not fit its column.
        ValueError: A row has a value for which there is no column; it would be lost.
    """
    held = [dict(row) for row in rows]
    unknown = {name for row in held for name in row} - {*NETWORKS.names}
    if unknown:
        raise ValueError(f"no column is called {' or '.join(sorted(unknown))}")
    return pa.Table.from_pylist(held, schema=NETWORKS)


def network_frame(table: pa.Table) -> pd.DataFrame:
    """Return the rows as a frame in canonical order, so that the order of chunks leaves no trace.

    >>> rows = [{"candidate": "relu", "regime": "drop-in", "block": block, "trial": 0} for block in (1, 0)]
    >>> network_frame(network_table(rows))["block"].tolist()
    [0, 1]
    """
    frame: pd.DataFrame = table.to_pandas()
    return frame.sort_values(_ORDER, kind="stable", ignore_index=True)
