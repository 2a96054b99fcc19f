"""Which judge errs least, and which sees most, on the same paired draws?

Two candidates, n blocks each, scores in points: both share the block's split (sd 1), each adds its own noise (sd .3).
A verdict is that one of them is better. False verdicts: the truth is no difference; power: the truth is `EFFECT`.
Under "no pairing" the split's sd is 0, so that pairing gains nothing; "skewed" and "one fails" change the own noise.

Judges, each as its documentation shows it for two algorithms: actlab's t interval at fixed n; autorank (its verdict
for two paired populations); rliable's probability of improvement, interval from its stratified bootstrap leaving
1/2 out; deep-significance's almost stochastic order, eps_min below .2 for either direction.

Needs: pip install autorank rliable deepsig "pandas<3" (in an environment of their own: they pin old releases).
Run: python benchmarks/judges.py [comparisons]
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from actlab.statistics import JudgedQuestion, judge

Scores = NDArray[np.float64]
Judge = Callable[[Scores], int]
"""From scores (n, 2) to 1 (the first is better), -1 (the second), or 0 (no verdict)."""

SIZES = (5, 20)
EFFECT, SPLIT, OWN, ALPHA, SEED = 0.5, 1.0, 0.3, 0.05, 1
RESAMPLES = 100
SLOW = {"rliable": 0.1, "deep-significance": 0.05}
"""The share of the comparisons that slow judges get: they take 0.2 and 0.6 s for one."""
ASO_THRESHOLD = 0.2
CHANCE, LEVEL = 50.0, 90.0
CANDIDATES = ("a", "b")


def normal(generator: np.random.Generator, n: int) -> Scores:
    return OWN * generator.standard_normal((n, 2))


def skewed(generator: np.random.Generator, n: int) -> Scores:
    return -OWN * (generator.exponential(size=(n, 2)) - 1)


def one_fails(generator: np.random.Generator, n: int) -> Scores:
    """Either falls to chance in 3 % of its blocks: the truth stays no difference."""
    failed = generator.random((n, 2)) < 0.03
    return np.where(failed, CHANCE - LEVEL, normal(generator, n))


NOISES = {
    "normal": (normal, SPLIT),
    "no pairing": (normal, 0.0),
    "skewed": (skewed, SPLIT),
    "one fails": (one_fails, SPLIT),
}


def draws(name: str, n: int, effect: float, count: int) -> Iterator[Scores]:
    """Yield the same draws for every judge."""
    noise, split = NOISES[name]
    generator = np.random.default_rng(SEED)
    for _ in range(count):
        shared = LEVEL + split * generator.standard_normal((n, 1))
        yield shared + noise(generator, n) + np.array([effect, 0.0])


def actlab(scores: Scores) -> int:
    rows = [
        {
            "candidate": name,
            "block": block,
            "regime": "drop-in",
            "test_score": value,
            "chance_score": CHANCE,
            "status": "ok",
        }
        for name, column in zip(CANDIDATES, scores.T, strict=True)
        for block, value in enumerate(column)
    ]
    return judge(pd.DataFrame(rows), JudgedQuestion(CANDIDATES, alpha=ALPHA)).pairs[0].verdict.direction or 0


def autorank(scores: Scores) -> int:
    from autorank import autorank as rank

    found = rank(pd.DataFrame(scores, columns=list(CANDIDATES)), alpha=ALPHA, verbose=False)
    return 0 if found.pvalue >= ALPHA else int(np.sign(scores[:, 0].mean() - scores[:, 1].mean()))


def rliable(scores: Scores) -> int:
    from rliable import library, metrics

    pair = {"a,b": (scores[:, :1], scores[:, 1:])}
    _, ends = library.get_interval_estimates(pair, metrics.probability_of_improvement, reps=RESAMPLES)
    low, high = ends["a,b"].ravel()
    return 1 if low > 0.5 else -1 if high < 0.5 else 0


def deepsig(scores: Scores) -> int:
    from deepsig import aso

    first, second = scores.T
    options = {
        "num_bootstrap_iterations": RESAMPLES,
        "show_progress": False,
        "num_jobs": 1,
        "confidence_level": 1 - ALPHA,
    }
    if aso(first, second, **options) < ASO_THRESHOLD:
        return 1
    return -1 if aso(second, first, **options) < ASO_THRESHOLD else 0


JUDGES: dict[str, Judge] = {"actlab": actlab, "autorank": autorank, "rliable": rliable, "deep-significance": deepsig}


def shares(judged: Judge, name: str, n: int, count: int) -> tuple[float, float]:
    """Return the share of false verdicts without a difference, and of right ones with `EFFECT`."""
    null = [judged(scores) for scores in draws(name, n, 0.0, count)]
    real = [judged(scores) for scores in draws(name, n, EFFECT, count)]
    return float(np.mean(np.array(null) != 0)), float(np.mean(np.array(real) == 1))


def cells(count: int) -> Iterator[dict[str, object]]:
    """Yield one judge on one noise and size after the other, the quick judges first."""
    for judge_name, judged in JUDGES.items():
        some = round(count * SLOW.get(judge_name, 1.0))
        for name in NOISES:
            for n in SIZES:
                with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
                    warnings.simplefilter("ignore")
                    false, power = shares(judged, name, n, some)
                yield {"judge": judge_name, "noise": name, "n": n, "comparisons": some, "false": false, "power": power}


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print(f"effect {EFFECT}, split sd {SPLIT}, own sd {OWN}; false verdicts without the effect, power with it")
    print(f"{'judge':18} {'noise':11} {'n':>3} {'comparisons':>11} {'false':>6} {'power':>6}")
    found = []
    for cell in cells(count):
        found.append(cell)
        print("{judge:18} {noise:11} {n:3} {comparisons:11} {false:6.3f} {power:6.3f}".format(**cell), flush=True)
        if len(sys.argv) > 2:
            Path(sys.argv[2]).write_text(json.dumps({"effect": EFFECT, "cells": found}, indent=1) + "\n")


if __name__ == "__main__":
    main()
