"""The same function in another library."""

from __future__ import annotations

import re
from dataclasses import dataclass

from actlab.i18n import Text

__all__ = ["Twin", "twin"]


@dataclass(frozen=True)
class Twin:
    """The same function in another library.

    Args:
        where: Its full dotted name, as ``torch.nn.LeakyReLU``.
        arguments: What to pass so that it means the entry at its defaults, as Python text.
        differs: In what it differs all the same; empty where it does not.

    >>> Twin("torch.nn.LeakyReLU", "0.01").call
    'nn.LeakyReLU(0.01)'
    """

    where: str
    arguments: str = ""
    differs: Text | None = None

    @property
    def library(self) -> str:
        """The library's name."""
        return re.split(r"[.:]", self.where)[0]

    @property
    def call(self) -> str:
        """The expression that makes the twin, with torch.nn shortened as its users write it."""
        return f"{self.where.replace('torch.nn.', 'nn.')}({self.arguments})"


def twin(where: str, arguments: str = "", differs: Text | None = None) -> Twin:
    """Name the same function in another library; see `Twin`.

    >>> twin("jax.nn.relu").library
    'jax'
    """
    return Twin(where, arguments, differs)
