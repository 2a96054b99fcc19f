"""Statistics of each unit of a site, gathered where the tensors are and without keeping them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from actlab.diagnostics.slopes import Regions, inside

__all__ = ["SiteStatistics", "UnitCounter", "channels_first", "depth_slope", "unit_axis"]

_EXACT = 1 << 20
"""Elements up to which all are counted; of larger tensors every k-th position stands for the rest."""


@dataclass(frozen=True)
class SiteStatistics:
    """What was seen of the units of one site.

    Args:
        samples: Independent samples, which bound the rate of what was not seen by 3/n.
        lowest: Smallest input of each unit, exactly.
        highest: Largest input of each unit, exactly.
        passing: Share of inputs at which the slope is not zero; exactly 0 only for a unit that never passed gradient.
        strong: Share of inputs at which the slope is at least a tenth of its largest value.
        mean: Mean output of each unit.
        sd: Standard deviation of each unit's output.
        size: Mean absolute output of each unit.
    """

    samples: int
    lowest: Tensor
    highest: Tensor
    passing: Tensor
    strong: Tensor
    mean: Tensor
    sd: Tensor
    size: Tensor

    @property
    def units(self) -> int:
        """How many units the site has."""
        return len(self.mean)

    @property
    def dead(self) -> Tensor:
        """Which units passed no gradient for any sample."""
        return self.passing == 0

    @property
    def bound(self) -> float:
        """The rate, at 95 %, below which a unit that never passed gradient may still do so: 3/n."""
        return min(1.0, 3 / self.samples) if self.samples else 1.0

    @property
    def rms(self) -> float:
        """Root mean square of the site's output."""
        return float((self.sd.square() + self.mean.square()).mean().sqrt())


def channels_first(model: nn.Module) -> bool:
    """Return whether a model has one-dimensional convolutions, which put the channels before the positions."""
    return any(isinstance(module, nn.Conv1d) for module in model.modules())


def unit_axis(x: Tensor, channels_first: bool) -> int:
    """Return the axis of the units: 1 for images, the last for tokens and features.

    Args:
        x: An activation's input, the samples first.
        channels_first: Whether a tensor of three dimensions comes from a one-dimensional convolution.
    """
    if x.dim() >= 4 or (x.dim() == 3 and channels_first):
        return 1
    return max(x.dim() - 1, 0)


class UnitCounter:
    """Gathers the statistics of a site over many batches.

    Args:
        regions: Where the activation's slope is what.
        channels_first: See `unit_axis`.
    """

    def __init__(self, regions: Regions | None, channels_first: bool) -> None:
        self._regions = regions
        self._channels_first = channels_first
        self._samples = 0
        self._seen: dict[str, Tensor] = {}

    def add(self, z: Tensor, a: Tensor) -> None:
        """Count one call.

        Args:
            z: Inputs of the activation, of shape (samples, ...).
            a: Its outputs, of the same shape.
        """
        if z.dim() == 0 or z.numel() == 0 or a.shape != z.shape:
            return
        self._samples += z.shape[0] if z.dim() > 1 else 1
        z, a = self._rows(z), self._rows(a)
        low, high = torch.aminmax(z, dim=0)
        self._keep("lowest", low, torch.minimum)
        self._keep("highest", high, torch.maximum)
        self._count_passing(z)
        stride = max(1, z.numel() // _EXACT)
        z, a = z[::stride].float(), a[::stride].float()
        self._keep("count", torch.full_like(z[0], len(z)))
        self._keep("sum", a.sum(0))
        self._keep("squares", a.square().sum(0))
        self._keep("sizes", a.abs().sum(0))
        if self._regions is not None and self._regions.can_saturate:
            self._keep("strong", inside(z, self._regions.strong).sum(0))

    def _rows(self, x: Tensor) -> Tensor:
        """Return a tensor of shape (positions, units)."""
        axis = unit_axis(x, self._channels_first)
        x = x.detach()
        return x.movedim(axis, -1).reshape(-1, x.shape[axis]) if x.dim() > 1 else x.reshape(1, -1)

    def _count_passing(self, z: Tensor) -> None:
        """Count inputs whose slope is not zero; where that is a single ray, the extremes say whether there is any."""
        if self._regions is None or not self._regions.can_die:
            return
        self._keep("passing", inside(z, self._regions.nonzero).sum(0))
        self._keep("looked", torch.full_like(z[0], len(z)))

    def _keep(self, name: str, value: Tensor, join: object = torch.add) -> None:
        held = self._seen.get(name)
        value = value.float()
        assert callable(join)
        self._seen[name] = value if held is None or held.shape != value.shape else join(held, value)

    def statistics(self) -> SiteStatistics | None:
        """Return what was seen; None if nothing was."""
        if "count" not in self._seen:
            return None
        seen = {name: value.double().cpu() for name, value in self._seen.items()}
        n = seen["count"]
        mean = seen["sum"] / n
        variance = (seen["squares"] / n - mean.square()).clamp_min(0)
        ones = torch.ones_like(mean)
        return SiteStatistics(
            samples=self._samples,
            lowest=seen["lowest"],
            highest=seen["highest"],
            passing=seen["passing"] / seen["looked"] if "passing" in seen else ones,
            strong=seen["strong"] / n if "strong" in seen else ones,
            mean=mean,
            sd=variance.sqrt(),
            size=seen["sizes"] / n,
        )


def depth_slope(sizes: list[float]) -> float | None:
    """Return the slope of log10 of sizes over depth, by least squares; None for fewer than three finite sizes.

    >>> round(depth_slope([1.0, 0.1, 0.01]), 6)
    -1.0
    """
    logs = [math.log10(size) for size in sizes if size > 0 and math.isfinite(size)]
    if len(logs) < 3:
        return None
    middle = (len(logs) - 1) / 2
    mean = sum(logs) / len(logs)
    spread = sum((i - middle) ** 2 for i in range(len(logs)))
    return sum((i - middle) * (log - mean) for i, log in enumerate(logs)) / spread
