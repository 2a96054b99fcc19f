"""How often does a verdict name a better candidate where there is none, on noise of which shape?

Two candidates whose scores have equal means, judged by `actlab.statistics.judge` itself, from rows to verdict, with
delta 0: any "better" or "worse" is wrong. Noises of standard deviation about 1 point (t with 3 degrees of freedom cut
off at 30 points, the lognormal at 20, so that the exact rule's bounds hold); "fails in q %": the first candidate falls
to chance, 40 points below, in q % of the blocks, and is as much better in the others as makes the means equal.

Rules: a fixed number of blocks; the sequence to 200 blocks with its first look at 30 or at 100; the exact sequence to
200 blocks. A sequence counts as wrong if it was so after any block from its first look on.

Of the wrong verdicts, ``clause`` are said with the clause on failures that were not seen, and ``warned`` with W102 or
W201 (few blocks, or few blocks that dominate the mean).

Run: python benchmarks/error_rates.py [runs] [results.json]; cells that the file holds already are not run again.
"""

from __future__ import annotations

import functools
import json
import math
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr

from actlab.statistics import JudgedQuestion, Judgement, judge

Array = NDArray[np.float64]
Noise = Callable[[np.random.Generator, int], tuple[Array, NDArray[np.bool_]]]
"""From a generator and a number of blocks to the differences, and whether the first candidate failed."""

LEVEL, CHANCE, SEED, BLOCKS = 60.0, 20.0, 14, 200
FAILING_SD, FAILURE_RATES = 0.5, (0.002, 0.005, 0.01, 0.02, 0.05)
CUT = 20.0
CUT_MEAN = math.exp(0.5) * ndtr(math.log(CUT) - 1) + CUT * ndtr(-math.log(CUT))
"""The mean of a lognormal variable cut off at `CUT`."""

RULES = {
    "n = 5": (5, {}),
    "n = 10": (10, {}),
    "n = 30": (30, {}),
    "n = 200": (200, {}),
    "sequence from 30": (BLOCKS, {"rule": "sequence", "first_look": 30}),
    "sequence from 100": (BLOCKS, {"rule": "sequence", "first_look": 100}),
    "exact": (BLOCKS, {"rule": "exact"}),
}


def whole(draw: Callable[[np.random.Generator, int], Array]) -> Noise:
    """Return a noise under which no training fails."""
    return lambda generator, n: (draw(generator, n), np.zeros(n, dtype=np.bool_))


def ties(generator: np.random.Generator, n: int) -> Array:
    """Eight blocks of ten tie, the others differ by one test item."""
    return generator.choice([-0.5, 0.0, 0.5], size=n, p=[0.1, 0.8, 0.1])


def failing(rate: float) -> Noise:
    def drawn(generator: np.random.Generator, n: int) -> tuple[Array, NDArray[np.bool_]]:
        ahead = (LEVEL - CHANCE) * rate / (1 - rate)
        return ahead + FAILING_SD * generator.standard_normal(n), generator.random(n) < rate

    return drawn


NOISES: dict[str, Noise] = {
    "normal": whole(lambda generator, n: generator.standard_normal(n)),
    "t3": whole(lambda generator, n: generator.standard_t(3, n).clip(-30, 30)),
    "grid": whole(lambda generator, n: np.round(2 * generator.standard_normal(n)) / 2),
    "ties": whole(ties),
    "exponential": whole(lambda generator, n: 1 - generator.exponential(size=n)),
    "lognormal": whole(lambda generator, n: CUT_MEAN - generator.lognormal(size=n).clip(max=CUT)),
    **{f"fails in {100 * rate:g} %": failing(rate) for rate in FAILURE_RATES},
}


@functools.cache
def blank(n: int) -> pd.DataFrame:
    """Return the records of n blocks of two candidates, with the scores still to be filled in."""
    return pd.DataFrame(
        {
            "candidate": np.repeat(["a", "b"], n),
            "block": np.tile(np.arange(n), 2),
            "regime": "drop-in",
            "chance_score": CHANCE,
        }
    )


def rows(differences: Array, failed: NDArray[np.bool_], generator: np.random.Generator) -> pd.DataFrame:
    """Return the records of two candidates that share their blocks' difficulty."""
    n = len(differences)
    shared = LEVEL + generator.standard_normal(n)
    status = np.concatenate([np.where(failed, "nonfinite", "ok"), np.full(n, "ok")])
    return blank(n).assign(test_score=np.concatenate([shared + differences, shared]), status=status)


def is_wrong(found: Judgement) -> bool:
    """Return whether the truth was excluded; where a sequence excluded everything, the truth was as well."""
    (pair,) = found.pairs
    return bool(pair.verdict.direction) or pair.assumptions_failed


def cell(noise: Noise, n: int, options: dict[str, object], runs: int) -> dict[str, int]:
    generator, question = np.random.default_rng(SEED), JudgedQuestion(("a", "b"), delta=0.0, **options)
    count = {"runs": runs, "wrong": 0, "clause": 0, "warned": 0}
    for _ in range(runs):
        found = judge(rows(*noise(generator, n), generator), question)
        if is_wrong(found):
            count["wrong"] += 1
            count["clause"] += found.pairs[0].unseen_failures is not None
            count["warned"] += bool({"W102", "W201"} & {warning.code for warning in found.warnings})
    return count


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    kept = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    found = json.loads(kept.read_text()) if kept is not None and kept.exists() else []
    done = {(each["noise"], each["rule"]) for each in found}
    print(f"{runs} runs per cell; the standard error of a share of .05 is {math.sqrt(0.05 * 0.95 / runs):.4f}")
    print(f"{'noise':15} {'rule':18} {'wrong':>6} {'clause':>6} {'warned':>6} {'share':>6}")
    for name, noise in NOISES.items():
        for rule, (n, options) in RULES.items():
            if (name, rule) not in done:
                found.append({"noise": name, "rule": rule, **cell(noise, n, options, runs)})
                if kept is not None:
                    kept.write_text(json.dumps(found, indent=1) + "\n")
    for each in found:
        print("{noise:15} {rule:18} {wrong:6} {clause:6} {warned:6}".format(**each), f"{each['wrong'] / runs:6.3f}")


if __name__ == "__main__":
    main()
