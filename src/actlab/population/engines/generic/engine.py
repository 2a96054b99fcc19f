"""The engine that needs no compiling of its own: for few networks, and for many functions."""

from __future__ import annotations

from contextlib import suppress

from actlab.errors import ActlabError
from actlab.pointwise import Graph
from actlab.population.engines.fused.engine import always_worth, kernel_engine
from actlab.population.engines.fused.form import Form
from actlab.population.engines.generic.run import generic
from actlab.population.engines.generic.table import addresses
from actlab.population.training import Training

__all__ = ["GENERIC"]


def _prepare(training: Training) -> None:
    """Compile the functions of all candidates together, which takes a quarter of the time of one by one."""
    graphs: list[Graph] = []
    for candidate in training.candidates:
        with suppress(ActlabError):  # what cannot be traced is told apart later
            graphs += Form(training, candidate, 0).chain.graphs
    with suppress(ActlabError, OSError):
        addresses(graphs)


GENERIC = kernel_engine("generic", generic, always_worth, _prepare)
"""The engine."""
