"""Vega in a process of its own: it draws one figure while this process prepares the next."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any

__all__ = ["Vega", "drawn"]


def drawn(spec: dict[str, Any]) -> str:
    """Return the SVG of a Vega-Lite chart; nothing is fetched for it."""
    import vl_convert as vlc

    svg: str = vlc.vegalite_to_svg(spec, allowed_base_urls=[])
    return svg


class Vega:
    """A process that draws charts, one after the other.

    >>> with Vega() as vega:
    ...     vega.draw({"mark": "point", "data": {"values": []}}).result()[:4]
    '<svg'
    """

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from actlab.report.figures.vega import _serve; _serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_environment(),
            start_new_session=True,  # Ctrl-C on the terminal does not reach it; it ends when its input does
        )
        self._asking = ThreadPoolExecutor(1)

    def __enter__(self) -> Vega:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if error is not None:
            self._process.kill()
        self._asking.shutdown(cancel_futures=True)
        self._process.communicate()

    def draw(self, spec: dict[str, Any]) -> Future[str]:
        """Return a promise of the chart's SVG, which does not differ from `drawn`'s.

        The promise raises ValueError where the chart cannot be drawn.
        """
        return self._asking.submit(self._ask, json.dumps(spec))

    def _ask(self, spec: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{spec}\n".encode())
        self._process.stdin.flush()
        kind, text = json.loads(self._process.stdout.readline() or '["error", "the drawing process ended"]')
        if kind == "error":
            raise ValueError(text)
        return str(text)


def _environment() -> dict[str, str]:
    """Return the environment in which the process finds the same packages as this one."""
    import os

    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def _serve() -> None:
    """Draw the charts that come in, a line each, until the input ends."""
    drawn({"mark": "point", "data": {"values": []}})  # the first takes longest: it need not be waited for
    for line in sys.stdin.buffer:
        try:
            answer = ("svg", drawn(json.loads(line)))
        except ValueError as error:
            answer = ("error", str(error))
        sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
        sys.stdout.buffer.flush()
