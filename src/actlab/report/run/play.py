"""The command that opens a comparison in the page where it trains before one's eyes."""

from __future__ import annotations

import shlex
from urllib.parse import urlencode

from actlab.records import PlanRecord

__all__ = ["command"]

_DATA = ("moons", "circles", "spirals", "xor", "waves")
"""The workloads that the page draws itself."""
_MOST_LAYERS, _MOST_UNITS, _MOST_BLOCKS = 4, 64, 2000


def command(plan: PlanRecord) -> str | None:
    """Return the command, or None where the page cannot show the comparison."""
    if not _fits(plan):
        return None
    recipe = plan.recipe
    settings = {
        "a": _label(plan, 0),
        "b": _label(plan, 1),
        "data": plan.workload,
        "hidden": ",".join(map(str, plan.hidden)),
        "epochs": recipe.epochs,
        "rate": recipe.learning_rate,
        "optimizer": recipe.optimizer,
        "blocks": min(plan.blocks, _MOST_BLOCKS),
        "delta": plan.delta,
        "seed": plan.seed,
    }
    return shlex.join(["actlab", "playground", "--open", "--settings", urlencode(settings)])


def _label(plan: PlanRecord, place: int) -> str:
    return plan.candidates[place].label.partition("#")[0]


def _fits(plan: PlanRecord) -> bool:
    """Return whether the page has these data, this network, this training and these functions."""
    recipe = plan.recipe
    usual = (recipe.batch_size, recipe.schedule, recipe.warmup, recipe.patience, recipe.init, recipe.weight_decay)
    return (
        len(plan.candidates) == 2
        and plan.workload in _DATA
        and not plan.own_network
        and (plan.split, plan.regime) == ("fresh", "drop-in")
        and usual == (None, "constant", 0.0, None, "torch", 0.0)
        and recipe.momentum == 0
        and len(plan.hidden) <= _MOST_LAYERS
        and max(plan.hidden) <= _MOST_UNITS
        and all(
            layer.shelf == "core" and layer.formula is not None for each in plan.candidates for layer in each.layers
        )
    )
