"""Does the exercise's verdict turn with the learning rate, and does tuning make the two practically equal?

ReLU against Tanh on fresh moons, on two disjoint root seeds: the difference at the learning rates .001, .01, .1 and
1 (300 blocks each), and tuned with 8 trials over 300 pipelines, delta .5. "Practically equal" takes 282 blocks at
least, 3 (97 - 50)/.5: until failures too rare to be seen cost less than delta.

Run: python benchmarks/exercise_reversal.py [blocks]
"""

from __future__ import annotations

import sys
import tempfile

from actlab import Comparison, compare

RATES = (0.001, 0.01, 0.1, 1.0)
SEEDS = (0, 1)


def line(name: str, found: Comparison) -> str:
    pair = found.judgement.pairs[0]
    low, high = pair.interval
    return f"{name:12} {pair.difference:+6.2f} [{low:+.2f}, {high:+.2f}] sd {pair.sd:.2f} {pair.verdict}"


def main() -> None:
    blocks = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    for seed in SEEDS:
        print(f"seed {seed}, {blocks} blocks, relu - tanh")
        options = {"blocks": blocks, "seed": seed, "engine": "auto"}
        for rate in RATES:
            found = compare(["relu", "tanh"], learning_rate=rate, out=tempfile.mkdtemp() + "/run", **options)
            print(line(f"lr {rate:g}", found))
        tuned = compare(["relu", "tanh"], regime="tuned", out=tempfile.mkdtemp() + "/run", **options)
        print(line("tuned", tuned))


if __name__ == "__main__":
    main()
