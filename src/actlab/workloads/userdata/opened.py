"""A file's text: unpacked, decoded, and refused where it is too large for the memory."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from actlab._shared.memory import check_fits
from actlab.errors import DataError
from actlab.i18n import Text, _

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["COMPRESSED", "decoded", "readable", "unpacked"]

_PIECE = 1 << 22
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_TEXT_IN_MEMORY = 8
"""A table takes at most about so many times the memory of its text: bytes, text, and columns of short texts."""

COMPRESSED = (".gz", ".bz2", ".xz", ".zip")
"""Endings of compressed files."""


@contextmanager
def readable(file: Path) -> Iterator[None]:
    """Say of a file that cannot be read why not."""
    try:
        yield
    except (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile) as error:
        reason = getattr(error, "strerror", None) or str(error).strip().partition("\n")[0] or type(error).__name__
        raise DataError(_("{path} cannot be read: {reason}.").format(path=file, reason=reason.rstrip("."))) from error


def unpacked(file: Path) -> bytes:
    """Return a file's bytes, unpacked where its ending says that it is compressed.

    Raises:
        DataError: They are too many for the memory, or an archive is encrypted or holds several files.
    """
    if file.suffix.lower() not in COMPRESSED:
        check_fits(file.stat().st_size * _TEXT_IN_MEMORY, str(file))
        return file.read_bytes()
    pieces: list[bytes] = []
    total = 0
    with _opened(file) as stream:
        while piece := stream.read(_PIECE):
            total += len(piece)
            check_fits(total * _TEXT_IN_MEMORY, str(file))
            pieces.append(piece)
    return b"".join(pieces)


def _opened(file: Path) -> IO[bytes]:
    ending = file.suffix.lower()
    if ending == ".zip":
        return _only_member(file)
    if ending == ".gz":
        return cast("IO[bytes]", gzip.open(file))
    return bz2.open(file) if ending == ".bz2" else lzma.open(file)


def _only_member(file: Path) -> IO[bytes]:
    archive = zipfile.ZipFile(file)
    members = [each for each in archive.infolist() if not each.is_dir() and not each.filename.startswith("__MACOSX/")]
    if len(members) != 1:
        raise DataError(
            _("{path} holds {n} files; give an archive of one table, or unpack it first.").format(
                path=file, n=len(members)
            )
        )
    if members[0].flag_bits & 1:
        raise DataError(_("{path} is encrypted; unpack it first.").format(path=file))
    return archive.open(members[0])


def decoded(content: bytes, file: Path) -> tuple[str, tuple[Text, ...]]:
    """Return a file's text, and what should be said of how it was decoded.

    UTF-8 and UTF-16 are told by their marks and by being valid; whatever else is text is taken as Windows-1252,
    which contains Latin-1.

    Raises:
        DataError: It is no text.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strict(content, encoding, file), ()
    if b"\0" in content[:_PIECE]:
        return _strict(content, _without_mark(content[:_PIECE], file), file), ()
    try:
        return content.decode("utf-8"), ()
    except UnicodeDecodeError:
        note = Text(
            en="The file is not UTF-8; it was read as Windows-1252 (Latin-1).",
            es="El archivo no es UTF-8; se leyó como Windows-1252 (Latin-1).",
        )
        return content.decode("cp1252", errors="replace"), (note,)


def _without_mark(start: bytes, file: Path) -> str:
    """Return which UTF-16 it is: in a table, every second byte is 0."""
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) < len(start) // 4 or min(even, odd) > len(start) // 16:
        raise DataError(_("{path} is not text; it holds bytes that no text has.").format(path=file))
    return "utf-16-be" if even > odd else "utf-16-le"


def _strict(content: bytes, encoding: str, file: Path) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise DataError(
            _("{path} begins as {encoding} text and is not; save it as UTF-8.").format(path=file, encoding=encoding)
        ) from error
