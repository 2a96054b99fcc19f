"""How often do the sequential verdicts err, on noise of which shape?

For each noise of mean 0, first looks 30 and 100, up to 200 blocks, delta .5, one test item .5: how often the
interval ever excludes the truth, how often a run that stops at its first verdict stops at a false direction,
and how often at a false "practically equal" while the true mean is delta, on either side. The last column is
the exact sequence, as if the noise came in points of accuracy; nothing of its shape is assumed there.

Run: PYTHONPATH=tests python benchmarks/sequence_errors.py [runs]
"""

from __future__ import annotations

import sys

import numpy as np

from actlab.statistics.betting import ever_excluded_means
from actlab.statistics.sequential import running_intervals
from checkers.calibration import NOISES, ever_excluded, stopped_verdicts

BLOCKS, DELTA, ITEM, ALPHA, SEED = 200, 0.5, 0.5, 0.05, 1
EXACT_RUNS = 1000


def errors(values: np.ndarray, first_look: int) -> list[float]:
    def procedure(shifted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return running_intervals(shifted, ALPHA, first_look=first_look, item=ITEM)

    def stops(truth: float, verdicts: tuple[float, ...]) -> float:
        return float(np.mean(np.isin(stopped_verdicts(procedure, values + truth, DELTA), verdicts)))

    return [ever_excluded(procedure, values), stops(0.0, (-1.0, 1.0)), stops(DELTA, (0.0,)), stops(-DELTA, (0.0,))]


def exact_error(values: np.ndarray) -> float:
    middle = np.array([0.5])
    scaled = (np.clip(values, -100, 100) / 100 + 1) / 2
    return float(np.mean([any(ever_excluded_means(v, middle, ALPHA, side)[0] for side in (1, -1)) for v in scaled]))


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    print(f"{runs} runs of {BLOCKS} blocks; standard error at .05: {np.sqrt(0.05 * 0.95 / runs):.4f}")
    print("noise        first  excluded direction equal at +d equal at -d  exact")
    for name, noise in NOISES.items():
        values = noise(np.random.default_rng(SEED), (runs, BLOCKS))
        for first_look in (30, 100):
            excluded, direction, above, below = errors(values, first_look)
            exact = exact_error(values[:EXACT_RUNS])
            print(f"{name:12} {first_look:5} {excluded:9.3f} {direction:9.3f} {above:11.3f} {below:11.3f} {exact:6.3f}")


if __name__ == "__main__":
    main()
