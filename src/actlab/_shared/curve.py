"""Draw a few curves without a charting library: as dots on a terminal, and as SVG for a notebook or a file."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from actlab.errors import StorageError, UsageError
from actlab.i18n import _

__all__ = ["Curve", "Sketch", "as_svg", "as_text"]

_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")
"""Colours that people with any colour vision tell apart (Okabe and Ito)."""

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bits of a braille character, by row and column."""

_MARGIN = 34


@dataclass(frozen=True)
class Curve:
    """A curve through points, with its label.

    >>> Curve("line", (0.0, 1.0), (0.0, math.nan)).finite
    [(0.0, 0.0)]
    """

    label: str
    x: tuple[float, ...]
    y: tuple[float, ...]

    @property
    def finite(self) -> list[tuple[float, float]]:
        """The points that can be drawn."""
        return [(x, y) for x, y in zip(self.x, self.y, strict=True) if math.isfinite(y)]


@dataclass(frozen=True, repr=False)
class Sketch:
    """A drawing that shows itself: as SVG in a notebook, as text elsewhere.

    Args:
        svg: The drawing.
        text: What is printed in its place.
    """

    svg: str
    text: str

    def save(self, path: str | Path) -> Path:
        """Write the drawing and return the file.

        Raises:
            UsageError: The file's name does not end in .svg.
            StorageError: It cannot be written.
        """
        file = Path(path)
        if file.suffix != ".svg":
            raise UsageError(
                _("Curves are written as SVG: name a file such as curves.svg; got {file}.").format(file=file)
            )
        try:
            file.write_text(self.svg, encoding="utf-8")
        except OSError as error:
            raise StorageError(_("{path} cannot be written: {error}.").format(path=file, error=error)) from error
        return file

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return self.text


def as_text(curve: Curve, *, columns: int = 60, rows: int = 10) -> str:
    """Return a curve as braille dots between its least and greatest value, its label above.

    Args:
        curve: The curve.
        columns: Characters of a line, besides the numbers on the left.
        rows: Lines.

    >>> print(as_text(Curve("x", (0.0, 1.0), (0.0, 1.0)), columns=2, rows=1))
    x
          1 ⡀⠈
            0  1
    """
    points = curve.finite
    low, high = _range([y for _x, y in points])
    left, right = curve.x[0], curve.x[-1]
    cells = [[0] * columns for _ in range(rows)]
    for x, y in points:
        column = round((x - left) / (right - left) * (2 * columns - 1))
        row = round((high - y) / (high - low) * (4 * rows - 1))
        cells[row // 4][column // 2] |= _DOTS[row % 4][column % 2]
    lines = ["".join(chr(0x2800 + cell) for cell in line) for line in cells]
    marks = [f"{high:>7.3g}", *[" " * 7] * max(rows - 2, 0), *([f"{low:>7.3g}"] if rows > 1 else [])]
    ends = f"{left:g}" + f"{right:g}".rjust(columns + 1 - len(f"{left:g}"))
    drawn = "\n".join(f"{mark} {line}" for mark, line in zip(marks, lines, strict=True))
    return f"{curve.label}\n{drawn}\n{' ' * 8}{' ' * 4 if columns < 4 else ''}{ends}"


def as_svg(curves: Sequence[Curve], *, width: int = 420, height: int = 240) -> str:
    """Return curves in one chart as SVG, each with its label.

    >>> as_svg([Curve("a<b", (0.0, 1.0), (0.0, 1.0))]).count("a&lt;b")
    1
    """
    low, high = _range([y for curve in curves for _x, y in curve.finite])
    left, right = curves[0].x[0], curves[0].x[-1]

    def place(x: float, y: float) -> tuple[float, float]:
        across = _MARGIN + (x - left) / (right - left) * (width - _MARGIN - 8)
        return across, 8 + (high - y) / (high - low) * (height - _MARGIN - 8)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="sans-serif" font-size="11" fill="#333">',
        f'<rect width="{width}" height="{height}" fill="#fefefe"/>',
    ]
    for at in (0.0,):
        (x, top), (_x, bottom) = place(at, high), place(at, low)
        parts += [_line(x, top, x, bottom)] if left <= at <= right else []
        (start, y), (end, _y) = place(left, at), place(right, at)
        parts += [_line(start, y, end, y)] if low <= at <= high else []
    for number, curve in enumerate(curves):
        colour = _COLOURS[number % len(_COLOURS)]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(*point) for point in curve.finite))
        parts.append(f'<polyline fill="none" stroke="{colour}" stroke-width="1.8" points="{points}"/>')
        parts.append(f'<text x="{_MARGIN + 8}" y="{20 + 14 * number}" fill="{colour}">{escape(curve.label)}</text>')
    parts.append(f'<text x="{_MARGIN - 4}" y="16" text-anchor="end">{high:.3g}</text>')
    parts.append(f'<text x="{_MARGIN - 4}" y="{height - _MARGIN}" text-anchor="end">{low:.3g}</text>')
    parts.append(f'<text x="{_MARGIN}" y="{height - 12}">{left:g}</text>')
    parts.append(f'<text x="{width - 8}" y="{height - 12}" text-anchor="end">{right:g}</text></svg>')
    return "".join(parts)


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#ccc"/>'


def _range(values: Sequence[float]) -> tuple[float, float]:
    """Return the least and the greatest value, apart from each other."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    return (low - 0.5, high + 0.5) if low == high else (low, high)
