"""Train many small networks with one kernel for all shapes and functions, compiled once per machine."""

from actlab.population.engines.generic.engine import GENERIC as ENGINE

__all__ = ["ENGINE"]
