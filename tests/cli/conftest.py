"""The command line, run in this process."""

from checkers.command_line import actlab

__all__ = ["actlab"]
