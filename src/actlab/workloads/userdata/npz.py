"""The arrays of an npz file; nothing in it is unpickled."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from actlab._shared.memory import check_fits
from actlab.errors import DataError
from actlab.i18n import _
from actlab.workloads.userdata.words import listed

__all__ = ["array_names", "read_arrays"]

_COPIES = 3
"""How many copies of the arrays are held at once: the given, as float64, and one block's parts."""

Array = NDArray[Any]


def array_names(file: Path) -> list[str]:
    """Return the names of a file's arrays.

    Raises:
        DataError: It is no npz file.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            return [name.removesuffix(".npy") for name in archive.namelist()]
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise _no_npz(file) from error


def read_arrays(file: Path, names: Sequence[str]) -> dict[str, Array]:
    """Return arrays of those names.

    Raises:
        DataError: One is missing, damaged, encrypted, holds Python objects, or is too large for the memory.
    """
    held = array_names(file)
    for name in names:
        if name not in held:
            raise DataError(
                _("{path} has no array '{target}'; it has: {names}.").format(path=file, target=name, names=listed(held))
            )
    try:
        with zipfile.ZipFile(file) as archive:
            check_fits(_COPIES * sum(_size(archive, name, file) for name in names), str(file))
            return {name: _read(archive, name) for name in names}
    except (ValueError, EOFError, OSError, zlib.error, RuntimeError, zipfile.BadZipFile) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(_("{path} cannot be read as npz: {error}").format(path=file, error=_line(error))) from error


def _size(archive: zipfile.ZipFile, name: str, file: Path) -> int:
    """Return an array's bytes, from its header alone, and refuse what is no array of numbers or texts."""
    member = archive.getinfo(f"{name}.npy") if f"{name}.npy" in archive.namelist() else archive.getinfo(name)
    if member.flag_bits & 1:
        raise DataError(_("{path} is encrypted; save it without a password.").format(path=file))
    with archive.open(member) as stream:
        version = npy.read_magic(stream)
        read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, _order, dtype = read(stream)
    if dtype.hasobject:
        raise DataError(
            _("{path} holds Python objects, which actlab does not load; save arrays of numbers or of text.").format(
                path=file
            )
        )
    return int(np.prod(shape, dtype=object)) * max(dtype.itemsize, np.dtype(np.float64).itemsize)


def _read(archive: zipfile.ZipFile, name: str) -> Array:
    with archive.open(f"{name}.npy" if f"{name}.npy" in archive.namelist() else name) as stream:
        found: Array = npy.read_array(stream, allow_pickle=False)
    return found


def _no_npz(file: Path) -> DataError:
    return DataError(_("{path} is not an npz file; `numpy.savez` writes them.").format(path=file))


def _line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".") or type(error).__name__
