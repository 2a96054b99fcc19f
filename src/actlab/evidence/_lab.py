"""What an experiment is given: its scale, its random streams, and a way to say how far it is."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import torch

    from actlab.population.streams import Streams

__all__ = ["Lab"]

T = TypeVar("T")


def _silent(_share: float) -> None:
    """Say nothing."""


@dataclass(frozen=True)
class Lab:
    """The place of an experiment.

    Args:
        seed: The root seed; all that is drawn comes from its streams.
        reduced: Whether to run on a small scale that takes a second or two and only shows that the experiment runs.
        tell: Called with the share of the experiment that is done, 0 to 1.
        executor: What trains networks in place of our own processes, as in `actlab.compare`.

    >>> Lab(reduced=True).pick(20_000, 200)
    200
    """

    seed: int = 0
    reduced: bool = False
    tell: Callable[[float], None] = _silent
    executor: Executor | None = None

    def pick(self, full: T, reduced: T) -> T:
        """Return the first on the full scale and the second on the reduced one."""
        return reduced if self.reduced else full

    def streams(self, block: int = 0) -> Streams:
        """Return the streams of a block, the same that a training with this seed draws from."""
        from actlab.population.streams import Streams

        return Streams(self.seed, block)

    def generator(self, path: str, block: int = 0) -> torch.Generator:
        """Return a fresh torch generator, keyed by the root seed, the block and a path of one's own."""
        return self.streams(block).generator("init", path)
