"""Signals as a terminal's programs have them."""

import signal

__all__ = ["as_from_a_terminal"]


def as_from_a_terminal() -> None:
    """Take SIGINT and SIGHUP again in a child: where the tests run in the background, both are ignored."""
    for name in ("SIGINT", "SIGHUP"):
        signal.signal(getattr(signal, name), signal.SIG_DFL)
