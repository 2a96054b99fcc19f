"""Shares of a site's units, and how they are said."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from torch import Tensor

from actlab.diagnostics.evidence import ProbeEvidence, SiteEvidence
from actlab.diagnostics.slopes import Regions, regions
from actlab.diagnostics.units import SiteStatistics

__all__ = ["counted", "elementwise"]


def elementwise(evidence: ProbeEvidence) -> Iterator[tuple[SiteEvidence, SiteStatistics, Regions]]:
    """Yield the sites whose activation acts on each element and has a slope, with what was seen."""
    for site in evidence.sites:
        slope = regions(site.meaning)
        if slope is not None and site.statistics is not None:
            yield site, site.statistics, slope


def counted(
    evidence: ProbeEvidence, which: Callable[[SiteStatistics], Tensor], applies: Callable[[Regions], bool], share: float
) -> Iterator[tuple[SiteEvidence, SiteStatistics, int]]:
    """Yield the sites at which at least a share of the units, and two of them, is of a kind, with their number."""
    for site, statistics, slope in elementwise(evidence):
        if applies(slope):
            number = int(which(statistics).sum())
            if number >= max(2, share * statistics.units):
                yield site, statistics, number
