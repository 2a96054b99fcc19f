"""Test samples that are drawn beyond those of a generated data set, so that its scores are less noisy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["FRESH_TEST", "with_more"]

FRESH_TEST = 2_000
"""Test samples of a fresh data set. Measured on 200 blocks of moons, against the 200 samples of a single run: the
variance of paired differences falls from 3.2 to 2.2 (relu - tanh) and from 1.8 to 1.4 (tanh - gelu)."""

Drawn = tuple[NDArray[Any], NDArray[Any]]


def with_more(draw: Callable[[int, int], Drawn], size: int, more: int, seed: int) -> Drawn:
    """Return a data set, and after it further samples of the same population.

    Args:
        draw: From a number of samples and a seed to samples.
        size: How many the data set has.
        more: How many further ones are wanted; the data set does not depend on it.
        seed: Of the data set; that of the further samples follows from it.
    """
    x, y = draw(size, seed)
    if not more:
        return x, y
    more_x, more_y = draw(more, int(np.random.SeedSequence([seed, 1]).generate_state(1)[0]))
    return np.concatenate([x, more_x]), np.concatenate([y, more_y])
