"""One mechanism for every scanned folder: one file, one entry.

A catalogue is a package whose modules each define ``ENTRY``. The file's name is the entry's name.
A file that cannot be imported, lacks ``ENTRY`` or takes a name that is taken breaks the scan loudly:
an entry that is silently missing would be worse.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Generic, Protocol, TypeVar

from actlab.errors import AmbiguousNameError, UnknownNameError, choices
from actlab.i18n import _

__all__ = ["Catalogue", "Entry", "fold"]


class Entry(Protocol):
    """What the mechanism needs to know of an entry."""

    @property
    def name(self) -> str:
        """The name of the entry's file."""

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other names that mean this entry and nothing else."""

    @property
    def shared_names(self) -> tuple[str, ...]:
        """Names that the field uses for this entry and for something else."""


T = TypeVar("T", bound=Entry)


class Catalogue(Generic[T]):
    """The entries of one scanned package, found by name or alias.

    Args:
        package: Dotted name of the package to scan.
        command: What to type to see all names; it goes into the error for an unknown name.
        elsewhere: The full names that an entry has in other libraries, each with whether it is meant without
            further arguments; such a name leads to the entry too, and a bare one comes first.

    >>> from actlab.activations import CATALOGUE
    >>> CATALOGUE["Leaky ReLU"].name
    'leaky_relu'
    """

    def __init__(
        self,
        package: str,
        command: str,
        elsewhere: Callable[[T], Iterable[tuple[str, bool]]] = lambda _entry: (),
    ) -> None:
        self._package = package
        self._command = command
        self._elsewhere = elsewhere

    @cached_property
    def _entries(self) -> dict[str, T]:
        package = importlib.import_module(self._package)
        names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
        return {name: self._load(name) for name in names}

    def _load(self, name: str) -> T:
        module = importlib.import_module(f"{self._package}.{name}")
        entry: T | None = getattr(module, "ENTRY", None)
        if entry is None:
            raise TypeError(f"{module.__file__} defines no ENTRY; each file of {self._package} needs one.")
        if entry.name != name:
            raise TypeError(f"{module.__file__} holds an entry that calls itself {entry.name!r}.")
        return entry

    @cached_property
    def _index(self) -> dict[str, str]:
        """Folded name or alias -> entry name, each one unique."""
        index: dict[str, str] = {}
        for entry in self:
            for alias in (entry.name, *entry.aliases):
                owner = index.setdefault(fold(alias), entry.name)
                if owner != entry.name:
                    raise TypeError(f"{alias!r} is claimed by both {owner!r} and {entry.name!r}.")
        for shared in self._shared.keys() & index.keys():
            raise TypeError(f"{shared!r} is shared by several things and cannot be the name of {index[shared]!r}.")
        return self._foreign | index

    @cached_property
    def _foreign(self) -> dict[str, str]:
        """Folded full name in another library -> entry name."""
        names = [(bare, where, entry.name) for entry in self for where, bare in self._elsewhere(entry)]
        return {fold(where): name for _bare, where, name in sorted(names, key=lambda row: row[0])}

    @cached_property
    def _shared(self) -> dict[str, list[str]]:
        """Folded ambiguous name -> the entries that it may mean."""
        shared: dict[str, list[str]] = {}
        for entry in self:
            for name in entry.shared_names:
                shared.setdefault(fold(name), []).append(entry.name)
        return shared

    def __iter__(self) -> Iterator[T]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, name: str) -> bool:
        return fold(name) in self._index

    def __getitem__(self, name: str) -> T:
        """Return the entry of that name or alias.

        Raises:
            AmbiguousNameError: The name means several things.
            UnknownNameError: No entry has the name.
        """
        found = self._index.get(fold(name))
        if found is not None:
            return self._entries[found]
        if fold(name) in self._shared:
            meanings = ", ".join(self._shared[fold(name)])
            raise AmbiguousNameError(
                _("'{name}' means different things in different papers: {meanings}. Type one of these.").format(
                    name=name, meanings=meanings
                )
            )
        raise UnknownNameError(self._unknown(name))

    def _unknown(self, name: str) -> str:
        near = choices(name, self._entries)
        if near:
            return _("There is no '{name}'. Did you mean {near}? `{command}` shows all names.").format(
                name=name, near=_(" or ").join(near), command=self._command
            )
        return _("There is no '{name}'. `{command}` shows all names.").format(name=name, command=self._command)


def fold(name: str) -> str:
    """Return the name without case, spaces, hyphens and underscores.

    >>> fold("Leaky ReLU") == fold("leaky_relu") == fold("LeakyReLU")
    True
    """
    return re.sub(r"[^0-9a-z]", "", name.lower())
