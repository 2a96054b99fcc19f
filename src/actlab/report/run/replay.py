"""The command that runs a plan again, or several of one study; a Python call where a command cannot name all.

Nothing here loads torch.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from actlab._shared.spelling import flag
from actlab.records import PlanRecord

__all__ = ["command", "command_of_study"]

_OWN_DATA = "own data"


def command(plan: PlanRecord) -> str:
    """Return the command that runs the very plan again; for what came from a Python session, the Python call."""
    return command_of_study([plan])


def command_of_study(plans: Sequence[PlanRecord]) -> str:
    """Return the command that runs a study again, from the plans of its comparisons."""
    if any(_from_python(plan) for plan in plans):
        return "\n".join(_call(plan) for plan in plans)
    words = ["actlab", "compare", *_labels(plans[0]), *_functions(plans[0]), *_workloads(plans)]
    regimes = dict.fromkeys(plan.regime for plan in plans)
    if [*regimes] != ["drop-in"]:
        words += [word for regime in regimes for word in ("--regime", regime)]
    return shlex.join([*words, *_common_options(plans)])


def _labels(plan: PlanRecord) -> list[str]:
    return [label.partition("#")[0] for label in plan.labels]


def _functions(plan: PlanRecord) -> list[str]:
    return [word for where in sorted({layer.where for layer in plan.layers} - {""}) for word in ("--activation", where)]


def _workloads(plans: Sequence[PlanRecord]) -> list[str]:
    """Return the words that name the data and the network."""
    where = list(plans[0].where)
    if "--data" in where:
        return where
    names = dict.fromkeys(plan.workload for plan in plans)
    return [*(word for name in names for word in ("--workload", name)), *where]


def _from_python(plan: PlanRecord) -> bool:
    """Return whether data or network came from a Python session, where no command finds them."""
    own_data = plan.workload == _OWN_DATA and "--data" not in plan.where
    return own_data or (plan.own_network and "--model" not in plan.where)


def _common_options(plans: Sequence[PlanRecord]) -> list[str]:
    """Return the words of those options that are the same in all plans that have them."""
    options = [{each.name: each.text for each in plan.options} for plan in plans]
    words = []
    for name in dict.fromkeys(name for each in options for name in each):
        values = {each[name] for each in options if name in each}
        if len(values) == 1:
            words += [flag(name), *(values - {""})]
    return words


def _call(plan: PlanRecord) -> str:
    """Return the call of the public function; X, y and build stand for what was given to it."""
    given = {**_source(plan), **_arguments(plan)}
    arguments = ", ".join(f"{name}={value}" for name, value in given.items())
    return f"actlab.compare({_labels(plan)}, {arguments})"


def _source(plan: PlanRecord) -> dict[str, str]:
    """Return the arguments that name the data and the network."""
    where = dict(zip(plan.where[::2], plan.where[1::2], strict=True))
    if "--data" in where:
        found = {"data": repr((where["--data"], where["--target"]))}
    elif plan.workload == _OWN_DATA:
        found = {"data": "(X, y)"}
    else:
        found = {"workload": repr(plan.workload)}
    if plan.workload == _OWN_DATA:
        found["task"] = repr("classification" if "cross_entropy" in plan.recipe.loss else "regression")
    if plan.own_network:
        found["model"] = repr(where["--model"]) if "--model" in where else "build"
    return found


def _arguments(plan: PlanRecord) -> dict[str, str]:
    """Return the other arguments, as Python writes them."""
    regime = {} if plan.regime == "drop-in" else {"regime": repr(plan.regime)}
    return {each.name: each.value for each in plan.options} | regime
