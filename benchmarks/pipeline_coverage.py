"""Do intervals over whole tuned pipelines cover, where those of a single tuning study do not?

A simulated tuning problem in points of accuracy: the score of a candidate falls with the square of the distance of
log10(learning rate) from its optimum; each block draws split, init and 8 scrambled Sobol points, shared by both
candidates; each candidate keeps the point with the best validation score. Both candidates are alike, so every
decided difference is a false one. The other way tunes once, and then repeats only the final training.

Run: python benchmarks/pipeline_coverage.py [comparisons]
"""

from __future__ import annotations

import sys

import numpy as np
from scipy.special import stdtrit

from actlab.population.tuning import Tuning

TUNING = Tuning(8, -3.5, 0.0)
OPTIMUM, CURVATURE = -1.0, 4.0
SPLIT, OWN, VALIDATION = 1.0, 0.7, 1.5
ALPHA, SEED = 0.05, 1


def scores(generator: np.random.Generator, exponents: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return test and validation scores (..., 2, trials) of two alike candidates at points (..., trials)."""
    truth = 96.0 - CURVATURE * (exponents - OPTIMUM) ** 2
    shape = (*exponents.shape[:-1], 2, exponents.shape[-1])
    network = truth[..., None, :] + OWN * generator.standard_normal(shape)
    network = network + SPLIT * generator.standard_normal((*exponents.shape[:-1], 1, 1))
    return network, network + VALIDATION * generator.standard_normal(shape)


def differences(generator: np.random.Generator, exponents: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return each block's difference of the chosen networks, and the chosen points (..., 2)."""
    test, validation = scores(generator, exponents)
    chosen = validation.argmax(axis=-1)
    found = np.take_along_axis(test, chosen[..., None], axis=-1)[..., 0]
    points = np.take_along_axis(np.broadcast_to(exponents[..., None, :], test.shape), chosen[..., None], axis=-1)
    return found[..., 0] - found[..., 1], points[..., 0]


def false_verdicts(values: np.ndarray) -> float:
    """Return the share of t intervals (comparisons, n) that exclude 0."""
    n = values.shape[-1]
    half = stdtrit(n - 1, 1 - ALPHA / 2) * values.std(axis=-1, ddof=1) / np.sqrt(n)
    return float((np.abs(values.mean(axis=-1)) > half).mean())


def one_study(generator: np.random.Generator, study: np.ndarray, n: int) -> np.ndarray:
    """Return the differences of n final trainings at the points that one tuning study chose."""
    _difference, points = differences(generator, study)
    truth = 96.0 - CURVATURE * (points - OPTIMUM) ** 2
    noise = OWN * generator.standard_normal((len(study), n, 2))
    final = truth[:, None, :] + noise
    return final[..., 0] - final[..., 1]


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 4_000
    generator = np.random.default_rng(SEED)
    blocks = np.array([np.log10(TUNING.rates(seed)) for seed in range(5_000)])
    print(f"{runs} comparisons of two alike candidates; standard error at .05: {np.sqrt(0.05 * 0.95 / runs):.4f}")
    print("blocks  pipelines cover  one study: false verdicts")
    for n in (10, 30, 200):
        drawn = blocks[generator.integers(len(blocks), size=(runs, n))]
        covered = 1 - false_verdicts(differences(generator, drawn)[0])
        study = blocks[generator.integers(len(blocks), size=runs)]
        print(f"{n:6} {covered:16.3f} {false_verdicts(one_study(generator, study, n)):25.3f}")


if __name__ == "__main__":
    main()
