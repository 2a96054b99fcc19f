"""Does a 30-layer ReLU network fail as torch starts it, train with its gain init, and does the comparison say so?

Digits, 30 layers of 64 units, ReLU against sigmoid: drop-in both stay at chance; with the gain init at the same
learning rate, and tuned, ReLU trains. "Practically equal" at chance takes 100 blocks, since failures are counted.

Run: python benchmarks/thirty_layers.py [blocks]
"""

from __future__ import annotations

import sys
import tempfile

from actlab import study

EPOCHS = 12
"""Enough for ReLU with its gain init to leave chance far behind."""


def main() -> None:
    blocks = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    found = study(
        ["relu", "sigmoid"],
        workloads=["digits"],
        hidden=(64,) * 30,
        learning_rate=1e-3,
        epochs=EPOCHS,
        blocks=blocks,
        trials=5,
        learning_rates=(1e-4, 1e-1),
        engine="auto",
        out=tempfile.mkdtemp() + "/study",
    )
    for each in found.comparisons:
        for candidate in each.judgement.candidates:
            failed = f"{candidate.failures} of {candidate.n} failed {dict(candidate.failure_kinds)}"
            mean = f"{candidate.mean:6.2f} (chance {candidate.chance:.2f})"
            print(f"{each.plan['regime']:8} {candidate.name:8} {mean} {failed}")
    print(found.verdict())


if __name__ == "__main__":
    main()
