"""What can go wrong, as one tree.

::

    ActlabError                     what was given, what was needed, what to type next
    ├── UsageError                  the request cannot be understood (exit code 2)
    │   ├── UnknownOptionError      no such option; a TypeError as well
    │   ├── UnknownNameError        no such activation, workload, ...
    │   ├── AmbiguousNameError      a name with several meanings
    │   ├── ParameterError          a parameter that does not exist or lies outside its domain
    │   ├── CandidateError          activations that do not fit the network's layers
    │   ├── OwnFunctionError        a user's function that is no elementwise activation
    │   ├── OwnModelError           a user's network that cannot be trained as it is
    │   ├── DataError               arrays or files that cannot be learned from
    │   └── RunFolderError          a folder that holds another plan
    └── CouldNotFinishError         the request was sound and the machine was not (exit code 3)
        ├── DamagedRecordError      a record that cannot be read back
        └── StorageError            no permission, a full disk

A diverged network is not an error: it is a record.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

__all__ = [
    "ActlabError",
    "AmbiguousNameError",
    "CandidateError",
    "CouldNotFinishError",
    "DamagedRecordError",
    "DataError",
    "OwnFunctionError",
    "OwnModelError",
    "ParameterError",
    "RunFolderError",
    "StorageError",
    "UnknownNameError",
    "UnknownOptionError",
    "UsageError",
]


class ActlabError(Exception):
    """The root of all errors that this package raises on purpose; each carries the command line's exit code.

    >>> from actlab import ActlabError, activation
    >>> try:
    ...     activation("rleu")
    ... except ActlabError as error:
    ...     print(error.exit_code, error)
    2 There is no 'rleu'. Did you mean relu...? `actlab list` shows all names.
    """

    exit_code = 1


class UsageError(ActlabError, ValueError):
    """The request cannot be understood."""

    exit_code = 2


class UnknownNameError(UsageError):
    """A name that no entry of the catalogue has."""


class UnknownOptionError(UsageError, TypeError):
    """An option that a function does not have."""


class AmbiguousNameError(UsageError):
    """A name that means several things."""


class ParameterError(UsageError):
    """A parameter that does not exist or lies outside its domain."""


class CandidateError(UsageError):
    """A list of activations that does not fit the network."""


class OwnFunctionError(UsageError):
    """A user's function that is not an elementwise activation."""


class OwnModelError(UsageError):
    """A user's network that cannot be trained as it is."""


class DataError(UsageError):
    """Data that cannot be learned from."""


class RunFolderError(UsageError):
    """A folder that holds the run of another plan."""


class CouldNotFinishError(ActlabError, RuntimeError):
    """A sound request that the machine could not carry out."""

    exit_code = 3


class DamagedRecordError(CouldNotFinishError):
    """A record that cannot be read back."""


class StorageError(CouldNotFinishError):
    """A folder that cannot be written to."""


def choices(given: str, known: Iterable[str], *, limit: int = 3) -> list[str]:
    """Return the known names closest to the given one, best first; where none is close, those that hold it.

    >>> choices("rleu", ["relu", "tanh", "leaky_relu"])
    ['relu']
    >>> choices("linear", ["linear_without_activation"])
    ['linear_without_activation']
    """
    names = list(known)
    near = difflib.get_close_matches(given.lower(), names, n=limit, cutoff=0.5)
    return near or [name for name in names if given.lower() in name][:limit]
