"""The table of ``docs/reference/accuracy.md``: each elementwise entry beside torch's function of the same meaning.

Measured by ``actlab.properties.accuracy``, in as many processes as there are cores; `tools/sync_docs.py` writes it.
"""

from __future__ import annotations

import inspect
import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import torch

import actlab
from actlab.activations import CATALOGUE, Activation
from actlab.activations.code import torch_twin
from actlab.properties.accuracy import Accuracy, accuracy

TITLES = [
    "name",
    "f",
    "f'",
    "f''",
    "bfloat16",
    "0, ±∞, NaN",
    "plain f",
    "f'",
    "torch f",
    "f'",
    "f''",
    "bfloat16",
    "0, ±∞, NaN",
]
_HELPERS = ("activations/_apply.py", "activations/_exact.py", "activations/numerics.py", "properties/accuracy.py")


def table() -> tuple[list[str], list[list[str]]]:
    """Measure all elementwise entries; return titles and rows."""
    names = [entry.name for entry in CATALOGUE if entry.kind == "elementwise"]
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        os.cpu_count(), mp_context=spawn, initializer=torch.set_num_threads, initargs=(1,)
    ) as pool:
        return TITLES, list(pool.map(_row, names))


def source() -> str:
    """Return the text of all that decides the figures: each entry's file up to its entry, and the helpers."""
    root = Path(actlab.__file__).parent
    entries = [entry for entry in CATALOGUE if entry.kind == "elementwise"]
    codes = [Path(inspect.getfile(entry.function)).read_text("utf-8").partition("\nENTRY =")[0] for entry in entries]
    said = [repr((entry.name, entry.formula, entry.defaults, entry.at_infinity)) for entry in entries]
    return "".join([*codes, *said, *((root / helper).read_text("utf-8") for helper in _HELPERS)])


def _row(name: str) -> list[str]:
    entry = CATALOGUE[name]
    rival = _torch(entry)
    trained = [_shown(excess) for excess in accuracy(entry, entry.plain).float32[:2]]
    trained += [""] * (2 - len(trained))
    return [f"`{name}`", *_cells(accuracy(entry)), *trained, *(_cells(accuracy(entry, rival)) if rival else [""] * 5)]


def _torch(entry: Activation) -> Callable[[Any], Any] | None:
    twin = torch_twin(entry)
    if twin is None or entry.name == "identity":
        return None
    made: torch.nn.Module = eval(f"torch.{twin.call}", {"torch": torch})
    return lambda x: made.eval().to(x.dtype)(x)


def _cells(found: Accuracy) -> list[str]:
    orders = [*map(_shown, found.float32), *[""] * (3 - len(found.float32))]
    known = [excess for excess in found.bfloat16 if excess is not None]
    return [*orders, _shown(max(known)), "wrong at " + ", ".join(found.special) if found.special else "right"]


def _shown(excess: float | None) -> str:
    if excess is None:
        return "none"
    text = "not finite" if excess == float("inf") else f"{excess:.2g}"
    return text if excess <= 1 else f"**{text}**"
