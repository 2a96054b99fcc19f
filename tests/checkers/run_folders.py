"""A small run folder with fixed numbers, written without training anything."""

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from actlab.i18n import Text
from actlab.records import (
    CandidateRecord,
    LayerRecord,
    MetricRecord,
    OptionRecord,
    PlanRecord,
    RecipeRecord,
    RunFolder,
    StudyMember,
    StudyRecord,
    network_frame,
)
from actlab.records.schema import BOUNDARY, FUNCTIONS, network_table
from actlab.statistics import CodedWarning, Conclusion, JudgedQuestion, Stopped, judge
from actlab.workloads import Recipe

CHUNK = "0123"
CAUTION = CodedWarning("W112", (), {"layers": 6})


def write(path: Path, *, labels: tuple[str, ...] = ("relu", "tanh"), blocks: int = 6) -> RunFolder:
    """Write a finished run whose second candidate failed once."""
    run = RunFolder(path)
    run.claim_for(plan(labels, blocks))
    rows = [_row(label, i, block) for i, label in enumerate(labels) for block in range(blocks)]
    run.write_chunk(CHUNK, rows)
    judgement = judge(network_frame(network_table(rows)), JudgedQuestion(labels, item=0.5))
    conclusion = Conclusion(judgement=judgement, cautions=(CAUTION,), stopped=Stopped("blocks", blocks))
    run.write("comparison.json", conclusion)
    run.write_table("functions.parquet", pa.Table.from_pylist(_functions(labels), schema=FUNCTIONS))
    run.write_table("boundary.parquet", pa.Table.from_pylist([_boundary(x) for x in labels], schema=BOUNDARY))
    run.write_text("network.py", "import torch\n")
    return run


def list_study(folder: RunFolder, *leaves: str) -> None:
    """Write the list of a study's runs, each given as ``workload/regime``."""
    pairs = ((leaf, *leaf.split("/")) for leaf in leaves)
    members = tuple(StudyMember(workload=w, regime=r, folder=leaf, hash="0") for leaf, w, r in pairs)
    folder.write("study.json", StudyRecord(hash="0", comparisons=members))


def plan(labels: tuple[str, ...] = ("relu", "tanh"), blocks: int = 6, **changes: Any) -> PlanRecord:
    """Return a plan, with other values where some are given."""
    record = PlanRecord(
        hash="ab12" * 16, basis="cd34" * 16, workload="moons", workload_title=Text(en="two moons", es="dos lunas"),
        workload_content="0", source="A source", where=(), own_network=False, split="fresh", part_sizes=(80, 20),
        hidden=(4,), recipe=recipe(epochs=3, learning_rate=0.01), regime="drop-in", tuning=None, seed=0,
        engine="loop", other_engines={}, engines_passed_over={}, torch="2",
        candidates=tuple(CandidateRecord(label=label, digest="0", layers=(_layer(label),)) for label in labels),
        metric=MetricRecord(
            name=Text(en="accuracy", es="exactitud"), unit=Text(en="points", es="puntos"), higher_is_better=True
        ),
        delta=0.5, alpha=0.05, family="baseline", rule="fixed", blocks=blocks, until_decided=False, first_look=30,
        prior_variance=0.3,
        earlier_looks=(), earlier_seeds=(), networks=blocks * len(labels), options=_options(blocks), chunks=(CHUNK,),
    )  # fmt: skip
    return replace(record, **changes)


def _options(blocks: int) -> tuple[OptionRecord, ...]:
    """Return what the line that runs the plan again says."""
    said = {"split": "fresh", "hidden": "4", "epochs": "3", "learning_rate": "0.01", "engine": "loop", "seed": "0"}
    said |= {"blocks": str(blocks), "delta": "0.5", "alpha": "0.05", "pairs": "baseline"}
    return tuple(OptionRecord(name=name, text=text, value=repr(text)) for name, text in said.items())


def recipe(**values: Any) -> RecipeRecord:
    """Return the record of a recipe."""
    return RecipeRecord(**asdict(Recipe(**values)))


def _layer(label: str) -> LayerRecord:
    return LayerRecord(
        name=label, title=label, label=label, values={}, formula="x", source="A source", shelf="classic", where=""
    )


def _row(label: str, candidate: int, block: int) -> dict[str, object]:
    failed = candidate == 1 and block == 2
    score = 90.0 + block % 4 - 1.5 * candidate
    return {
        "candidate": label, "regime": "drop-in", "block": block, "trial": 0, "learning_rate": 0.01, "engine": "loop",
        "epochs": 3, "train_loss": 0.25 + candidate / 8, "test_loss": 0.5, "train_score": 95.0, "chance_score": 50.0,
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


def change_plan(run: RunFolder, **values: Any) -> None:
    """Set values of the plan."""
    run.write("plan.json", replace(run.read("plan.json", PlanRecord), **values))
