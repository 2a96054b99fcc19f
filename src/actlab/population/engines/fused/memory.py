"""Remember between runs what takes a second to find out: the graphs of entries, and that a trial went well."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, TypeVar

import torch

from actlab._shared.package import code_digest
from actlab.pointwise.compile import cache_folder, is_ours

__all__ = ["remembered"]

Kept = TypeVar("Kept")


def remembered(key: str, find: Callable[[], Any], read: Callable[[Any], Kept]) -> Kept:
    """Return what was found for the key by the same code under the same torch, or find it and write it down.

    Args:
        key: All that decides the answer, the code of actlab and torch aside.
        find: Called where nothing is remembered; returns plain values. What it raises is not remembered.
        read: Makes of the plain values what is returned; raises KeyError, TypeError or ValueError where they are
            others than `find` returns.
    """
    name = hashlib.sha256(f"{code_digest()}|{torch.__version__}|{key}".encode()).hexdigest()[:32]
    path = cache_folder() / f"{name}.json"
    with suppress(OSError, ValueError, KeyError, TypeError):
        if is_ours(path):
            return read(json.loads(path.read_text(encoding="utf-8")))
    found = find()
    with NamedTemporaryFile("w", dir=path.parent, suffix=".part", delete=False, encoding="utf-8") as file:
        json.dump(found, file)
    Path(file.name).replace(path)
    return read(found)
