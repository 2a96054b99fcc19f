"""The engines' names; to know them loads no torch."""

from __future__ import annotations

__all__ = ["ENGINE_NAMES"]

ENGINE_NAMES = ("fused", "generic", "vmap", "loop")
"""Each is a module of `actlab.population.engines` that defines ``ENGINE``; the fastest first, the reference last."""
