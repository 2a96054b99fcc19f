"""A PNG from an array of pixels: the eight-bit RGBA form of the format, in one image chunk."""

from __future__ import annotations

import base64
import struct
import zlib

import numpy as np
from numpy.typing import NDArray

__all__ = ["data_uri", "png"]


def png(pixels: NDArray[np.uint8]) -> bytes:
    r"""Return the file of an image.

    Args:
        pixels: Shape (rows, columns, 4): red, green, blue, opacity.

    Source: W3C, Portable Network Graphics (PNG) Specification, sections 5 and 11.

    >>> png(np.zeros((1, 1, 4), dtype=np.uint8))[:4]
    b'\x89PNG'
    """
    rows, columns, _channels = pixels.shape
    header = struct.pack(">IIBBBBB", columns, rows, 8, 6, 0, 0, 0)
    unfiltered = np.concatenate([np.zeros((rows, 1), np.uint8), pixels.reshape(rows, -1)], axis=1)
    parts = (b"IHDR", header), (b"IDAT", zlib.compress(unfiltered.tobytes(), 9)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def data_uri(image: bytes) -> str:
    """Return an image as an address that holds it."""
    return "data:image/png;base64," + base64.b64encode(image).decode()
