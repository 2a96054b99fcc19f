"""Where an activation passes gradient on: the intervals in which its slope is not zero, and in which it is strong.

One definition serves every function, without constants for each: the slope is strong where |f'(z)| is at least a share
of its supremum. The intervals are found once for each function, so that counting costs comparisons only.
"""

from __future__ import annotations

import functools
import itertools
import math
from dataclasses import dataclass

import torch
from torch import Tensor

from actlab.activations import CATALOGUE
from actlab.surgery.known import Meaning

__all__ = ["STRONG", "Intervals", "Regions", "regions"]

STRONG = 0.1
"""Below this share of the largest slope a unit counts as saturated: |z| > 3.64 for sigmoid, > 1.82 for tanh."""

_REACH = 30.0
"""Slopes are looked at in [-30, 30]; what holds at an end is taken to hold beyond."""

_POINTS = 60_001
_ZERO = 1e-12

Intervals = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Regions:
    """Where the slope of an activation is what.

    Args:
        largest: The largest |f'| on [-30, 30].
        nonzero: Open intervals of inputs at which the slope is not zero.
        strong: Those at which it is at least a tenth of the largest.
    """

    largest: float
    nonzero: Intervals
    strong: Intervals

    @property
    def can_die(self) -> bool:
        """Whether there are inputs, more than single points, at which no gradient passes."""
        return self.nonzero != ((-math.inf, math.inf),)

    @property
    def can_saturate(self) -> bool:
        """Whether there are inputs with a weak slope."""
        return self.strong != ((-math.inf, math.inf),)


def inside(z: Tensor, intervals: Intervals) -> Tensor:
    """Return which elements lie in the intervals."""
    found = torch.zeros_like(z, dtype=torch.bool)
    for low, high in intervals:
        found |= (z > low) & (z < high)
    return found


@functools.cache
def regions(meaning: Meaning) -> Regions | None:
    """Return the regions of an elementwise activation; None for any other.

    >>> regions(Meaning("relu")).nonzero
    ((0.0, inf),)
    >>> [round(end, 2) for end in regions(Meaning("tanh")).strong[0]]
    [-1.82, 1.82]
    """
    entry = CATALOGUE[meaning.entry]
    if entry.kind != "elementwise" or entry.noise is not None:
        return None
    z = torch.linspace(-_REACH, _REACH, _POINTS, dtype=torch.float64).requires_grad_()
    values = dict(meaning.values)
    for parameter in entry.parameters:
        if parameter.name not in values and parameter.learnable:
            values[parameter.name] = parameter.default
    y = entry.plain(z, **values)
    slope = torch.autograd.grad(y.sum(), z)[0].nan_to_num().abs() if y.requires_grad else torch.zeros_like(z)
    largest = float(slope.max())
    if entry.surrogate is not None or largest == 0:
        return None
    return Regions(
        largest, _intervals(z.detach(), slope > _ZERO * largest), _intervals(z.detach(), slope >= STRONG * largest)
    )


def _intervals(z: Tensor, inside: Tensor) -> Intervals:
    """Return the runs of a mask as intervals; single points outside a run, such as a zero of the slope, are bridged."""
    mask = inside.clone()
    lone = ~mask[1:-1] & mask[:-2] & mask[2:]
    mask[1:-1] |= lone
    step = float(z[1] - z[0])
    changes = torch.nonzero(mask[1:] != mask[:-1]).flatten().tolist()
    ends = [round(float(z[index]) + step / 2, 3) for index in changes]
    bounds = [-math.inf, *ends, math.inf]
    runs = itertools.pairwise(bounds)
    return tuple(run for number, run in enumerate(runs) if bool(mask[0]) == (number % 2 == 0))
