"""What a page shows beside the records and only torch can compute: functions, decision boundaries, code."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import torch
from numpy.typing import NDArray

from actlab._shared.process_state import isolated
from actlab.activations import Activation
from actlab.i18n import _
from actlab.population.candidates import Choice
from actlab.population.code import network_code
from actlab.population.data import Data
from actlab.population.engines import ENGINES
from actlab.population.members import Member
from actlab.population.training import Training
from actlab.records import RunFolder
from actlab.records.schema import BOUNDARY, FUNCTIONS
from actlab.workloads import Recipe

__all__ = ["boundary", "functions", "median_row", "write_artifacts"]

Array = NDArray[Any]

_REACH, _POINTS = 4.0, 161
_GRID, _SHOWN = 72, 120
_MARGIN = 0.08


def write_artifacts(training: Training, run: RunFolder, frame: pd.DataFrame) -> None:
    """Write those files beside the records that the run folder lacks; one that fails is said and left out.

    Args:
        training: The training.
        run: Its run folder.
        frame: The rows of the chosen networks.
    """
    _attempt(run, "functions.parquet", lambda: _write_functions(training, run))
    _attempt(run, "boundary.parquet", lambda: _write_boundary(training, run, frame))
    _attempt(run, "network.py", lambda: _write_code(training, run))


def _attempt(run: RunFolder, name: str, write: Callable[[], None]) -> None:
    """Write a file that the comparison can do without."""
    try:
        write()
    except Exception as error:
        reason = f"{type(error).__name__}: {error}".partition("\n")[0]
        logging.getLogger("actlab").warning(
            _("{path} was not written, and the report will lack it: {reason}").format(
                path=run.path / name, reason=reason
            )
        )


def _write_functions(training: Training, run: RunFolder) -> None:
    if not run.has("functions.parquet"):
        run.write_table("functions.parquet", pa.Table.from_pylist(list(functions(training)), schema=FUNCTIONS))


def _write_boundary(training: Training, run: RunFolder, frame: pd.DataFrame) -> None:
    """Write the boundaries, unless those that lie there are of these very blocks."""
    labels = [candidate.label for candidate in training.candidates]
    medians = {label: median_row(frame[frame["candidate"] == label]) for label in labels}
    if run.has("boundary.parquet"):
        held = run.read_table("boundary.parquet").select(["candidate", "block"]).to_pylist()
        if all(medians[each["candidate"]]["block"] == each["block"] for each in held):
            return
    run.write_table("boundary.parquet", pa.Table.from_pylist(list(boundary(training, medians)), schema=BOUNDARY))


def _write_code(training: Training, run: RunFolder) -> None:
    if not run.has("network.py"):
        run.write_bytes("network.py", network_code(training).encode())


def functions(training: Training) -> Iterator[dict[str, Any]]:
    """Yield the points of each distinct elementwise activation of the training."""
    distinct: dict[str, Choice] = {choice.label: choice for each in training.candidates for choice in each.layers}
    for label, choice in distinct.items():
        if choice.entry.kind == "elementwise":
            x = np.linspace(-_REACH, _REACH, _POINTS)
            values = choice.entry.check(dict(choice.values))
            for point in zip(x, *_with_derivatives(choice.entry, x, values), strict=True):
                yield dict(zip(FUNCTIONS.names, (label, *map(float, point)), strict=True))


def _with_derivatives(entry: Activation, x: Array, values: dict[str, float]) -> tuple[Array, Array, Array]:
    with isolated(0), torch.enable_grad():
        leaf = torch.from_numpy(x).requires_grad_()
        f = entry(leaf, **values)
        first = _slope(f, leaf)
        second = _slope(first, leaf)
    return f.detach().numpy(), first.detach().numpy(), second.detach().numpy()


def _slope(output: torch.Tensor, leaf: torch.Tensor) -> torch.Tensor:
    """Return the derivative; 0 where autograd sees no dependence, as beyond the last derivative that it knows."""
    if not output.requires_grad:
        return torch.zeros_like(leaf)
    (slope,) = torch.autograd.grad(output.sum(), leaf, create_graph=True, materialize_grads=True)
    return slope


def median_row(rows: pd.DataFrame) -> dict[str, Any]:
    """Return the row whose test score is the lower median of a candidate's; of the lowest block among ties.

    >>> int(median_row(pd.DataFrame({"block": [0, 1, 2], "test_score": [90.0, 70.0, 80.0]}))["block"])
    2
    """
    ordered = rows.sort_values(["test_score", "block"], kind="stable", ignore_index=True)
    median = ordered["test_score"][(ordered["test_score"].count() - 1) // 2]
    row: dict[str, Any] = ordered[ordered["test_score"] == median].iloc[0].to_dict()
    return row


def boundary(training: Training, medians: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield each candidate's median network on a grid; nothing where the data are not classes in the plane.

    Args:
        training: The training.
        medians: The row of each candidate's median network.
    """
    parts = training.workload.parts(training.split, data_seed=0, split_seed=0)
    if parts.x_train.shape[1:] != (2,) or parts.classes < 2:
        return
    for candidate in training.candidates:
        row = medians[candidate.label]
        member = Member(int(row["block"]), float(row["learning_rate"]), int(row["trial"]))
        engine = ENGINES[training.engine_of(candidate)]
        seen = _seen(*engine.replay(training, candidate, member), training.recipe)
        yield {"candidate": candidate.label, "block": member.block, "score": float(row["test_score"]), **seen}


def _seen(trained: torch.nn.Module, data: Data, recipe: Recipe) -> dict[str, Any]:
    """Look at the plane through a network."""
    trained.eval()
    everything = torch.cat([data.train.x, data.test.x]).double().numpy()
    points = data.test.x[:_SHOWN].double().numpy()
    labels = data.test.y[:_SHOWN].reshape(-1).long().numpy()
    low, high = everything.min(axis=0), everything.max(axis=0)
    low, high = low - _MARGIN * (high - low), high + _MARGIN * (high - low)
    across, down = np.linspace(low[0], high[0], _GRID), np.linspace(high[1], low[1], _GRID)
    grid = _probabilities(trained, np.stack(np.meshgrid(across, down), axis=-1).reshape(-1, 2), recipe)
    at_points = _probabilities(trained, points, recipe)[np.arange(len(labels)), labels]
    return {
        "x": [float(low[0]), float(high[0])],
        "y": [float(low[1]), float(high[1])],
        "classes": grid.shape[1],
        "probability": grid.ravel().tolist(),
        "point_x": points[:, 0].tolist(),
        "point_y": points[:, 1].tolist(),
        "point_class": labels.tolist(),
        "point_probability": at_points.tolist(),
    }


def _probabilities(network: torch.nn.Module, x: Array, recipe: Recipe) -> Array:
    """Return a row per point and a column per class."""
    with torch.no_grad():
        outputs = network(torch.from_numpy(x.astype(np.float32))).double()
    if recipe.loss != "cross_entropy":
        outputs = torch.cat([torch.zeros_like(outputs), outputs], dim=1)
    result: Array = torch.softmax(outputs, dim=1).numpy()
    return result
