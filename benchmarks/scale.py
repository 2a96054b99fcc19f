"""Are 100,000 networks judged and reported in 60 s of CPU and 1 GB, and 75 candidates with all pairs in 20 s?

No network is trained: an executor answers each chunk with made-up rows, so that what remains is writing, reading,
judging and the page; planning is counted by itself. Each question runs in a process of its own.

Run: python benchmarks/scale.py
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import Executor, Future
from pathlib import Path

import numpy as np

import actlab
from actlab.activations import CATALOGUE

QUESTIONS = {"networks": (60.0, 1.0), "pairs": (20.0, 1.0)}
"""Budgets: seconds of CPU and GB."""

RULE = {
    "regime": "drop-in",
    "trial": 0,
    "learning_rate": 0.01,
    "engine": "fused",
    "epochs": 100,
    "train_loss": 0.3,
    "test_loss": 0.3,
    "chance_score": 50.0,
    "status": "ok",
    "dead": [0.0],
    "saturated": [0.0],
    "curve": [0.5] * 100,
    "validation_curve": [],
    "validation_scores": [],
    "seconds": 0.002,
}


class MadeUp(Executor):
    """Answer each chunk with rows of invented scores: a candidate's own shift and noise of its blocks."""

    def submit(self, _fn, /, *args, **_kwargs):
        chunk = args[1].value
        rng = np.random.default_rng(abs(hash(chunk.name)) % 2**32)
        scores = np.clip(90 + len(chunk.candidate.label) / 10 + rng.normal(0, 2, len(chunk.blocks)), 0, 100)
        rows = [
            {**RULE, "candidate": chunk.candidate.label, "block": block}
            | dict.fromkeys(("train_score", "test_score", "single_score"), float(score))
            for block, score in zip(chunk.blocks, scores, strict=True)
        ]
        done = Future()
        done.set_result(rows)
        return done


def answer(question: str) -> None:
    """Compare made-up networks and print what it took."""
    if question == "networks":
        names, options = ["relu", "tanh"], {"blocks": 50_000}
    else:
        names, options = [each.name for each in CATALOGUE], {"blocks": 20, "pairs": "all"}
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ACTLAB_JOURNAL"] = str(Path(folder, "journal.jsonl"))  # made-up looks are nobody's
        start = time.process_time()
        plan = actlab.plan(names, **options)
        planned = time.process_time()
        found = plan.run(rate_check=False, out=Path(folder, "run"), executor=MadeUp())
        cpu = time.process_time() - planned
        page = Path(folder, "run", "report.html").stat().st_size / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9
    most_cpu, most_memory = QUESTIONS[question]
    asked = f"{len(names)} candidates, {options['blocks']:,} blocks, {len(found.judgement.pairs):,} pairs"
    print(
        f"{question}: {asked}: planned in {planned - start:.1f} s CPU; written, judged and reported in {cpu:.1f} "
        f"(at most {most_cpu:.0f}), peak {peak:.2f} GB (at most {most_memory:.0f}), page {page:.2f} MB"
    )
    sys.exit(cpu > most_cpu or peak > most_memory)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        answer(sys.argv[1])
    sys.exit(max(subprocess.run([sys.executable, __file__, each], check=False).returncode for each in QUESTIONS))
