"""Whether there is room for the drawing library, which dies with pages of its own where there is not."""

from __future__ import annotations

from actlab.errors import CouldNotFinishError
from actlab.i18n import _

__all__ = ["check_room"]

_RESERVED = 64 << 30
"""Bytes of addresses that the library's V8 reserves, of which it uses next to none; measured with ``ulimit -v``."""


def check_room() -> None:
    """Refuse to draw under a limit of address space, as clusters set it.

    Raises:
        CouldNotFinishError: The limit is lower than what the library reserves.
    """
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    allowed, _most = resource.getrlimit(resource.RLIMIT_AS)
    if allowed != resource.RLIM_INFINITY and allowed < _RESERVED:
        raise CouldNotFinishError(
            _(
                "Figures cannot be drawn here: the drawing library reserves {needed} GiB of addresses, and `ulimit -v` "
                "allows {given:.1f} GiB. Type `ulimit -v unlimited`, or draw on another machine; the records are whole."
            ).format(needed=_RESERVED >> 30, given=allowed / (1 << 30))
        )
