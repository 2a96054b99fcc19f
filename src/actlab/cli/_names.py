"""Complete names of activations and workloads as they are typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click

__all__ = ["complete_activation", "complete_workload"]


def complete_activation(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    """Return the activations that begin as what was typed; of a list, its last one is completed."""
    from actlab.activations import CATALOGUE

    done, comma, last = typed.rpartition(",")
    return [f"{done}{comma}{entry.name}" for entry in CATALOGUE if entry.name.startswith(last)]


def complete_workload(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    """Return the workloads that begin as what was typed; of a list, its last one is completed."""
    from actlab.workloads import CATALOGUE

    done, comma, last = typed.rpartition(",")
    return [f"{done}{comma}{workload.name}" for workload in CATALOGUE if workload.name.startswith(last)]
