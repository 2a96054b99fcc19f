"""A small run folder with fixed numbers, written without training anything."""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pyarrow as pa

from actlab._shared.plain import plain
from actlab.population.artifacts import BOUNDARY, FUNCTIONS
from actlab.records import RunFolder, network_frame
from actlab.records.schema import network_table
from actlab.statistics import Question, judge
from actlab.workloads import Recipe

CHUNK = "0123"
RECIPE = {**asdict(Recipe(epochs=3, learning_rate=0.01)), "regime": "drop-in"}


def write(path: Path, *, labels: tuple[str, ...] = ("relu", "tanh"), blocks: int = 6) -> RunFolder:
    """Write a finished run whose second candidate failed once."""
    run = RunFolder(path)
    run.claim_for(plan(labels, blocks))
    rows = [_row(label, i, block) for i, label in enumerate(labels) for block in range(blocks)]
    run.write_chunk(CHUNK, rows)
    judgement = judge(network_frame(network_table(rows)), Question(labels, item=0.5))
    held = {
        "judgement": plain(judgement),
        "cautions": [_caution()],
        "stopped": {"reason": "blocks", "blocks": blocks},
    }
    run.write_json("comparison.json", held)
    run.write_table("functions.parquet", pa.Table.from_pylist(_functions(labels), schema=FUNCTIONS))
    run.write_table("boundary.parquet", pa.Table.from_pylist([_boundary(x) for x in labels], schema=BOUNDARY))
    run.write_text("network.py", "import torch\n")
    return run


def plan(labels: tuple[str, ...], blocks: int) -> dict[str, object]:
    """Return the plan as plain values."""
    return {
        "hash": "ab12" * 16, "workload": "moons", "split": "fresh", "hidden": [4], "seed": 0, "engine": "loop",
        "torch": "2", **RECIPE, "workload_title": {"en": "two moons", "es": "dos lunas"}, "source": "A source",
        "candidates": [{"label": label, "digest": "0", "layers": [_layer(label)]} for label in labels],
        "blocks": blocks, "earlier_looks": [], "rule": "fixed", "until_decided": False, "first_look": 30,
        "metric": {"name": {"en": "accuracy", "es": "exactitud"}, "unit": {"en": "points", "es": "puntos"},
                   "higher_is_better": True},
        "delta": 0.5, "alpha": 0.05, "family": "baseline", "baseline": labels[0],
        "networks": blocks * len(labels), "part_sizes": [80, 20], "chunks": [CHUNK],
    }  # fmt: skip


def _layer(label: str) -> dict[str, object]:
    return {"name": label, "title": label, "label": label, "values": {}, "formula": "x", "source": "A source",
            "shelf": "classic", "where": ""}  # fmt: skip


def _caution() -> dict[str, object]:
    return {"code": "W110", "about": [], "numbers": {"rate": 0.01}}


def _row(label: str, candidate: int, block: int) -> dict[str, object]:
    failed = candidate == 1 and block == 2
    score = 90.0 + block % 4 - 1.5 * candidate
    return {
        "candidate": label, "regime": "drop-in", "block": block, "trial": 0, "learning_rate": 0.01, "engine": "loop",
        "epochs": 3, "train_loss": 0.25, "test_loss": 0.5, "train_score": 95.0, "chance_score": 50.0,
        "test_score": 50.0 if failed else score, "status": "constant" if failed else "ok",
        "dead": [0.25 * (1 - candidate)], "saturated": [0.5], "curve": [1.0, 0.5, 0.25 + block / 16],
        "validation_curve": [], "validation_scores": [], "correct": [], "seconds": 0.003 * (1 + block),
    }  # fmt: skip


def _functions(labels: tuple[str, ...]) -> list[dict[str, object]]:
    points = [(float(x), max(0.0, float(x)), float(x > 0), 0.0) for x in np.linspace(-2, 2, 9)]
    return [dict(zip(FUNCTIONS.names, (label, *point), strict=True)) for label in labels for point in points]


def _boundary(label: str) -> dict[str, object]:
    sure = np.linspace(0, 1, 16)
    return {
        "candidate": label, "block": 1, "score": 91.0, "x": [-1.0, 1.0], "y": [-1.0, 1.0], "classes": 2,
        "probability": np.stack([sure, 1 - sure], axis=1).ravel().tolist(), "point_x": [0.0, 0.5],
        "point_y": [0.25, -0.5], "point_class": [0, 1], "point_probability": [0.75, 0.5],
    }  # fmt: skip


def damage(run: RunFolder, name: str) -> None:
    """Overwrite the middle of a file."""
    path = run.path / name
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle - 8 : middle + 8] = bytes(16)
    path.write_bytes(content)


def change_plan(run: RunFolder, **values: object) -> None:
    """Set values of the plan."""
    held = run.read_json("plan.json") | values
    (run.path / "plan.json").write_text(json.dumps(held))
