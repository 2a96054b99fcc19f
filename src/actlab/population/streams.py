"""Random streams by key: (root seed, block, purpose, module path).

Pairing rests on this file. Each thing that is drawn has a stream of its own, so that nothing one candidate
draws (a parameter, a noise) can shift what another thing is drawn from. `torch.manual_seed` does not give this.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

import torch

__all__ = ["Purpose", "Streams"]

Purpose = Literal["data", "split", "init", "order", "dropout", "activation", "trials"]
_SHARED_BY_ARMS: frozenset[str] = frozenset({"data", "split"})


@dataclass(frozen=True)
class Streams:
    """The streams of one block.

    Args:
        root: The plan's root seed.
        block: The block's id.
        arm: 0 for paired candidates. Another number gives independent streams for all but data and split,
            as the calibration of the verdicts needs.

    >>> Streams(0, 3).seed("init", "0") == Streams(0, 3).seed("init", "0")
    True
    >>> Streams(0, 3).seed("init", "0") == Streams(0, 3).seed("init", "2")
    False
    """

    root: int
    block: int
    arm: int = 0

    def seed(self, purpose: Purpose, path: str = "") -> int:
        """Return a seed of 32 bits, as torch's and NumPy's generators accept."""
        arm = 0 if purpose in _SHARED_BY_ARMS else self.arm
        key = f"{self.root}/{self.block}/{arm}/{purpose}/{path}"
        return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=4).digest(), "little")

    def generator(self, purpose: Purpose, path: str = "") -> torch.Generator:
        """Return a fresh torch generator at the start of the stream."""
        return torch.Generator().manual_seed(self.seed(purpose, path))
