"""Vega in a process of its own: it draws one figure while this process prepares the next."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from actlab._shared.processes import FreshProcesses
from actlab.report.figures.room import check_room

__all__ = ["Vega", "drawn"]


def drawn(spec: dict[str, Any]) -> str:
    """Return the SVG of a Vega-Lite chart; nothing is fetched for it."""
    check_room()
    import vl_convert as vlc

    svg: str = vlc.vegalite_to_svg(spec, allowed_base_urls=[])
    return svg


class Vega(FreshProcesses):
    """A process that draws charts, one after the other.

    >>> with Vega() as vega:
    ...     vega.draw({"mark": "point", "data": {"values": []}}).result()[:4]
    '<svg'
    """

    def __init__(self) -> None:
        check_room()
        super().__init__(1)
        self.draw({"mark": "point", "data": {"values": []}})  # the first takes longest: it need not be waited for

    def draw(self, spec: dict[str, Any]) -> Future[str]:
        """Return a promise of the chart's SVG, which does not differ from `drawn`'s.

        The promise raises ValueError where the chart cannot be drawn, BrokenExecutor where the process died of it.
        """
        return self.submit(drawn, spec)
