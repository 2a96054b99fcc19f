"""Entries as activations of transformers."""

from __future__ import annotations

from actlab.integrations._names import imported, layers

__all__ = ["transformers"]


def transformers(*names: str) -> tuple[str, ...]:
    """Make entries known to transformers by name, so that ``hidden_act="golu"`` works in a model's configuration.

    A saved configuration holds the name: call this again before loading such a model.

    Args:
        names: Names of elementwise entries; all of the catalogue where there is none.

    Returns:
        The names that ``ACT2FN`` now has; ``actlab_relu`` and the like where it has its own function of that name.

    Raises:
        UnknownNameError: No entry has the name.
        UsageError: transformers is not installed, or an entry is not elementwise.

    Example, not run here because transformers is an extra: ``transformers("golu")`` gives ``('golu',)``.
    """
    registry = imported("transformers", "transformers.activations").ACT2FN
    found = layers(names, taken=registry)
    registry.update(found)
    return tuple(found)
