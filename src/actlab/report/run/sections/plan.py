"""The plan: what was declared before the run."""

from __future__ import annotations

from collections.abc import Iterator

from actlab.i18n import N_, _
from actlab.records import PlanRecord
from actlab.report.blocks import Block, Cell, Column, Prose, Table
from actlab.report.run import methods
from actlab.report.run.material import Material
from actlab.report.sections import SectionEntry

__all__ = ["ENTRY"]


def blocks(run: Material) -> list[Block]:
    """Return the plan in a sentence and as a table."""
    columns = (Column("what", _("what")), Column("value", _("value")))
    return [
        Prose(methods.protocol(run.plan)),
        Table(_("Declared before the run"), columns, tuple(_lines(run.plan))),
    ]


ENTRY = SectionEntry(N_("The plan"), place=130, blocks=blocks)


def _lines(plan: PlanRecord) -> Iterator[tuple[Cell, ...]]:
    metric = plan.metric
    better = _("higher is better") if metric.higher_is_better else _("lower is better")
    families = {"baseline": _("all against the first"), "all": _("all pairs")}
    splits = {
        "fresh": _("each block draws a new data set"),
        "block": _("each block splits the one data set anew"),
        "exercise": _("all blocks share one published split"),
    }
    regimes = {
        "drop-in": _("drop-in: one learning rate and initialisation for all"),
        "gain": _("gain: one learning rate, each activation's own gain in the initialisation"),
        "tuned": _("tuned: each candidate with its own learning rate"),
    }
    yield _("candidates"), ", ".join(plan.labels)
    yield _("workload"), f"{plan.workload}: {plan.workload_title}"
    yield _("its source"), plan.source
    yield _("split"), splits[plan.split]
    yield _("training and test samples"), " / ".join(str(size) for size in plan.part_sizes)
    yield _("hidden layers"), "-".join(str(width) for width in plan.hidden)
    yield _("optimizer and learning rate"), f"{plan.recipe.optimizer}, {plan.recipe.learning_rate:g}"
    yield _("epochs"), str(plan.recipe.epochs)
    yield _("blocks"), str(plan.blocks)
    yield _("metric"), f"{metric.name} ({metric.unit}; {better})"
    yield _("smallest difference that matters"), f"{plan.delta:g} {metric.unit}"
    yield _("family-wise error rate"), f"{plan.alpha:g}, {families[plan.family]}"
    yield _("regime"), regimes[plan.regime]
    yield _("root seed"), str(plan.seed)
    yield _("engine"), f"{_engines(plan)}, PyTorch {plan.torch}"
    yield _("hash"), plan.hash


def _engines(plan: PlanRecord) -> str:
    others = [f"{engine}: {label}" for label, engine in plan.other_engines.items()]
    return f"{plan.engine} ({'; '.join(others)})" if others else plan.engine
