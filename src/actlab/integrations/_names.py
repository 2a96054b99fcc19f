"""The names under which entries stand in another library, and that library itself."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from typing import Any

from actlab.activations import CATALOGUE
from actlab.activations.module import ActivationModule, module_class
from actlab.errors import UsageError
from actlab.i18n import _

__all__ = ["imported", "layers"]

PREFIX = "actlab_"


def imported(library: str, module: str) -> Any:
    """Return a module of another library.

    Raises:
        UsageError: The library is not installed.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name != library:
            raise
        raise UsageError(
            _("{library} is not installed. Type: python -m pip install -c constraints.txt '.[{library}]'").format(
                library=library
            )
        ) from None


def layers(names: Iterable[str], taken: Mapping[str, Any]) -> dict[str, type[ActivationModule]]:
    """Return the module class of each entry by the name it gets: its own, or ``actlab_...`` where that is taken.

    Args:
        names: Names of elementwise entries; all of the catalogue where there is none.
        taken: What the library holds now; an entry that was registered before keeps its name.

    Raises:
        UnknownNameError: No entry has the name.
        UsageError: The entry is not elementwise.

    >>> list(layers(["relu", "golu"], taken={"relu": object}))
    ['actlab_relu', 'golu']
    """
    entries = [CATALOGUE[name] for name in names] or [entry for entry in CATALOGUE if entry.kind == "elementwise"]
    found = {}
    for entry in entries:
        if entry.kind != "elementwise":
            raise UsageError(_("{name} is not elementwise; only those are registered.").format(name=entry.name))
        layer = module_class(entry)
        free = taken.get(entry.name, layer) is layer
        found[entry.name if free else f"{PREFIX}{entry.name}"] = layer
    return found
