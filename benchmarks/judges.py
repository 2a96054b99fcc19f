"""Which judge errs least, and which sees most, on the same paired draws of two and of eight candidates?

n blocks, scores in points: all candidates share the block's split (sd 1), each adds its own noise (sd .3). Without a
difference, a verdict that names any candidate better than any other is false. With `EFFECT` for the first candidate,
power is the share of the pairs with it that are found. Where a judge tests equivalence, "equal" is how often the
first pair is found equal without a difference, and "wrongly equal" how often with one of `EFFECT`, which is delta.

Under "no pairing" the split's sd is 0, so that pairing gains nothing. The other noises change the own part: "skewed" is
exponential, "ties" is rounded to half a point, under "all fail" each candidate falls to chance in 3 % of its blocks,
and under "first fails" only the first does, and is as much better in the others as makes the means equal.

Judges, each as its documentation shows it: actlab's t interval at fixed n, with delta half a point and with 0, all
pairs; autorank (omnibus and post-hoc test as it chooses them); rliable's probability of improvement, whose stratified
bootstrap interval excludes 1/2; pingouin's TOST for paired samples; baycomp's signed-rank test, decided at
probability .95. rliable and the last two know no correction for several candidates, and judge two.

Needs: pip install autorank baycomp pingouin rliable "pandas<3" (in an environment of their own: they pin old releases).
Run: python benchmarks/judges.py [comparisons [results.json]]
"""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from actlab.statistics import JudgedQuestion, Verdict, judge

Scores = NDArray[np.float64]

EFFECT, SPLIT, OWN, ALPHA, SEED = 0.5, 1.0, 0.3, 0.05, 1
CHANCE, LEVEL, FAILS = 50.0, 90.0, 0.03
RESAMPLES = 100


class Found(NamedTuple):
    """The pairs (i, j) of which i is named better, and whether the first two are found equal; None: not asked."""

    better: set[tuple[int, int]]
    equal: bool | None = None


@dataclass(frozen=True)
class Judge:
    """A judge, and what it is asked: pairs of numbers of candidates and of blocks, and noises."""

    decide: Callable[[Scores], Found]
    sizes: tuple[tuple[int, int], ...] = ((2, 5), (2, 20), (8, 20))
    noises: tuple[str, ...] = ("normal", "no pairing", "skewed", "ties", "all fail", "first fails")


def normal(generator: np.random.Generator, shape: tuple[int, int]) -> Scores:
    return OWN * generator.standard_normal(shape)


def skewed(generator: np.random.Generator, shape: tuple[int, int]) -> Scores:
    return -OWN * (generator.exponential(size=shape) - 1)


def ties(generator: np.random.Generator, shape: tuple[int, int]) -> Scores:
    return np.round(2 * normal(generator, shape)) / 2


def all_fail(generator: np.random.Generator, shape: tuple[int, int]) -> Scores:
    return np.where(generator.random(shape) < FAILS, CHANCE - LEVEL, normal(generator, shape))


def first_fails(generator: np.random.Generator, shape: tuple[int, int]) -> Scores:
    noise, failed = normal(generator, shape), generator.random(shape[0]) < FAILS
    noise[:, 0] = np.where(failed, CHANCE - LEVEL, noise[:, 0] + FAILS * (LEVEL - CHANCE) / (1 - FAILS))
    return noise


NOISES = {
    "normal": (normal, SPLIT),
    "no pairing": (normal, 0.0),
    "skewed": (skewed, SPLIT),
    "ties": (ties, SPLIT),
    "all fail": (all_fail, SPLIT),
    "first fails": (first_fails, SPLIT),
}


def draws(name: str, candidates: int, n: int, effect: float, count: int) -> Iterator[Scores]:
    """Yield the same draws for every judge."""
    noise, split = NOISES[name]
    generator = np.random.default_rng(SEED)
    for _ in range(count):
        shared = LEVEL + split * generator.standard_normal((n, 1))
        scores = shared + noise(generator, (n, candidates))
        scores[:, 0] += effect
        yield scores


def actlab(delta: float) -> Callable[[Scores], Found]:
    def decide(scores: Scores) -> Found:
        n, candidates = scores.shape
        names = tuple("abcdefgh"[:candidates])
        rows = pd.DataFrame(
            {
                "candidate": np.tile(names, n),
                "block": np.repeat(np.arange(n), candidates),
                "regime": "drop-in",
                "test_score": scores.ravel(),
                "chance_score": CHANCE,
                "status": "ok",
            }
        )
        pairs = judge(rows, JudgedQuestion(names, family="all", alpha=ALPHA, delta=delta)).pairs
        better = set()
        for pair in pairs:
            first, second = names.index(pair.a), names.index(pair.b)
            if pair.verdict.direction:
                better.add((first, second) if pair.verdict.direction > 0 else (second, first))
        return Found(better, pairs[0].verdict == Verdict.PRACTICALLY_EQUAL)

    return decide


def autorank(scores: Scores) -> Found:
    from autorank import autorank as rank

    columns = list(range(scores.shape[1]))
    found = rank(pd.DataFrame(scores, columns=[str(each) for each in columns]), alpha=ALPHA, verbose=False)
    if found.pvalue >= ALPHA:
        return Found(set())
    means, ranks = scores.mean(axis=0), found.rankdf.copy()
    ranks.index = ranks.index.astype(int)
    better = {(i, j) for i, j in itertools.permutations(columns, 2) if means[i] > means[j]}
    if len(columns) == 2:
        return Found(better)
    if found.cd is not None:
        return Found({(i, j) for i, j in better if ranks.meanrank[j] - ranks.meanrank[i] > found.cd})
    return Found({(i, j) for i, j in better if ranks.ci_lower[i] > ranks.ci_upper[j]})


def rliable(scores: Scores) -> Found:
    from rliable import library, metrics

    pair = {"a,b": (scores[:, :1], scores[:, 1:])}
    _, ends = library.get_interval_estimates(pair, metrics.probability_of_improvement, reps=RESAMPLES)
    low, high = ends["a,b"].ravel()
    return Found({(0, 1)} if low > 0.5 else {(1, 0)} if high < 0.5 else set())


def tost(scores: Scores) -> Found:
    from pingouin import tost as test

    return Found(set(), float(test(scores[:, 0], scores[:, 1], bound=EFFECT, paired=True)["pval"].iloc[0]) < ALPHA)


def baycomp(scores: Scores) -> Found:
    from baycomp import two_on_multiple

    np.random.seed(SEED)  # noqa: NPY002, its sampler reads the global generator
    worse, equal, better = two_on_multiple(scores[:, 0], scores[:, 1], rope=EFFECT)
    sure = 1 - ALPHA
    return Found({(0, 1)} if better > sure else {(1, 0)} if worse > sure else set(), equal > sure)


JUDGES = {
    "actlab": Judge(actlab(EFFECT)),
    "actlab, delta 0": Judge(actlab(0.0)),
    "pingouin TOST": Judge(tost, sizes=((2, 5), (2, 20))),
    "baycomp": Judge(baycomp, sizes=((2, 20),)),
    "autorank": Judge(autorank),
    "rliable": Judge(rliable, sizes=((2, 20),), noises=("normal", "no pairing", "first fails")),
}


def shares(judged: Judge, name: str, candidates: int, n: int, count: int) -> dict[str, float | None]:
    """Return how often a judge errs and sees, without a difference and with one of `EFFECT`."""
    null = [judged.decide(scores) for scores in draws(name, candidates, n, 0.0, count)]
    real = [judged.decide(scores) for scores in draws(name, candidates, n, EFFECT, count)]
    asks = null[0].equal is not None
    return {
        "false": float(np.mean([bool(found.better) for found in null])),
        "power": float(np.mean([(0, j) in found.better for found in real for j in range(1, candidates)])),
        "equal": float(np.mean([bool(found.equal) for found in null])) if asks else None,
        "wrongly_equal": float(np.mean([bool(found.equal) for found in real])) if asks else None,
    }


def cells(count: int) -> Iterator[dict[str, object]]:
    """Yield one judge on one noise, number of candidates and of blocks after the other."""
    for judge_name, judged in JUDGES.items():
        for (candidates, n), name in itertools.product(judged.sizes, judged.noises):
            with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
                warnings.simplefilter("ignore")
                found = shares(judged, name, candidates, n, count)
            asked = {"judge": judge_name, "candidates": candidates, "noise": name, "n": n, "comparisons": count}
            yield asked | found


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    print(f"effect {EFFECT}, split sd {SPLIT}, own sd {OWN}, {count} comparisons per cell")
    print(f"{'judge':16} candidates {'noise':11} {'n':>3} {'false':>6} {'power':>6} {'equal':>6} wrongly equal")
    found = []
    for cell in cells(count):
        found.append(cell)
        shown = ["     -" if cell[each] is None else f"{cell[each]:6.3f}" for each in list(cell)[-4:]]
        print("{judge:16} {candidates:10} {noise:11} {n:3}".format(**cell), *shown, flush=True)
        if len(sys.argv) > 2:
            Path(sys.argv[2]).write_text(json.dumps({"effect": EFFECT, "cells": found}, indent=1) + "\n")


if __name__ == "__main__":
    main()
