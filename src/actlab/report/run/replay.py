"""The command that runs a plan again, or several of one study; a Python call where a command cannot name all.

All take plans as plain values, as the run folder holds them; nothing here loads torch.
"""

from __future__ import annotations

import math
import shlex
from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["command", "command_of_study"]

_OWN_DATA = "own data"

Plan = Mapping[str, Any]


def command(plan: Plan) -> str:
    """Return the command that runs the very plan again; for what came from a Python session, the Python call."""
    return command_of_study([plan])


def command_of_study(plans: Sequence[Plan]) -> str:
    """Return the command that runs a study again, from the plans of its comparisons."""
    if any(_from_python(plan) for plan in plans):
        return "\n".join(_call(plan) for plan in plans)
    words = ["actlab", "compare", *_labels(plans[0]), *_functions(plans[0]), *_workloads(plans)]
    regimes = dict.fromkeys(plan["regime"] for plan in plans)
    if [*regimes] != ["drop-in"]:
        words += [word for regime in regimes for word in ("--regime", regime)]
    return shlex.join([*words, *_common_options(plans)])


def _labels(plan: Plan) -> list[str]:
    return [candidate["label"].partition("#")[0] for candidate in plan["candidates"]]


def _functions(plan: Plan) -> list[str]:
    layers = [layer for candidate in plan["candidates"] for layer in candidate["layers"]]
    return [word for where in sorted({layer["where"] for layer in layers} - {""}) for word in ("--activation", where)]


def _workloads(plans: Sequence[Plan]) -> list[str]:
    """Return the words that name the data and the network."""
    where = [str(word) for word in plans[0].get("where", ())]
    if "--data" in where:
        return where
    names = dict.fromkeys(plan["workload"] for plan in plans)
    return [*(word for name in names for word in ("--workload", name)), *where]


def _from_python(plan: Plan) -> bool:
    """Return whether data or network came from a Python session, where no command finds them."""
    where = plan.get("where", ())
    return (plan["workload"] == _OWN_DATA and "--data" not in where) or (
        plan.get("own_network", False) and "--model" not in where
    )


def _common_options(plans: Sequence[Plan]) -> list[str]:
    """Return the words of those options that are the same in all plans that have them."""
    options = [_options(plan) for plan in plans]
    words = []
    for name in dict.fromkeys(name for each in options for name in each):
        values = {each[name] for each in options if name in each}
        if len(values) == 1:
            words += [f"--{name}", *values] if values != {""} else [f"--{name}"]
    return words


def _options(plan: Plan) -> dict[str, str]:
    """Return the options of a plan by name; a flag has an empty text."""
    found = {"split": plan["split"]}
    if not plan.get("own_network", False):
        found["hidden"] = ",".join(str(width) for width in plan["hidden"])
    found |= {"epochs": str(plan["epochs"]), "learning-rate": _number(plan["learning_rate"])}
    if "tuning" in plan:
        tuning = plan["tuning"]
        found |= {"trials": str(tuning["trials"]), "learning-rates": f"{_rate(tuning['low'])}:{_rate(tuning['high'])}"}
    if plan.get("until_decided"):
        found |= {"until": "decided", "max-blocks": str(plan["blocks"]), "first-look": str(plan["first_look"])}
    else:
        found["blocks"] = str(plan["blocks"])
    if plan.get("rule") == "exact":
        found["exact"] = ""
    return found | {
        "engine": plan["engine"],
        "seed": str(plan["seed"]),
        "delta": _number(plan["delta"]),
        "alpha": _number(plan["alpha"]),
        "pairs": plan["family"],
    }


def _call(plan: Plan) -> str:
    """Return the call of the public function; X, y and build stand for what was given to it."""
    given = {**_source(plan), **_arguments(plan)}
    arguments = ", ".join(f"{name}={value}" for name, value in given.items())
    return f"actlab.compare({_labels(plan)}, {arguments})"


def _source(plan: Plan) -> dict[str, str]:
    """Return the arguments that name the data and the network."""
    words = [str(word) for word in plan.get("where", ())]
    where = dict(zip(words[::2], words[1::2], strict=True))
    if "--data" in where:
        found = {"data": repr((where["--data"], where["--target"]))}
    elif plan["workload"] == _OWN_DATA:
        found = {"data": "(X, y)"}
    else:
        found = {"workload": repr(plan["workload"])}
    if plan["workload"] == _OWN_DATA:
        found["task"] = repr("classification" if "cross_entropy" in plan["loss"] else "regression")
    if plan.get("own_network", False):
        found["model"] = repr(where["--model"]) if "--model" in where else "build"
    return found


def _arguments(plan: Plan) -> dict[str, str]:
    """Return the other arguments, as Python writes them: the command's options under Python's names."""
    texts = {name.replace("-", "_"): value for name, value in _options(plan).items()}
    quoted = {name: repr(texts[name]) for name in ("split", "until", "engine", "pairs") if name in texts}
    shape = {"hidden": repr(tuple(plan["hidden"]))} if "hidden" in texts else {}
    rates = {"learning_rates": f"({texts['learning_rates'].replace(':', ', ')})"} if "tuning" in plan else {}
    exact = {"exact": "True"} if "exact" in texts else {}
    regime = {} if plan["regime"] == "drop-in" else {"regime": repr(plan["regime"])}
    return texts | quoted | shape | rates | exact | regime


def _rate(exponent: float) -> str:
    """Return the shortest number with this decimal logarithm, of which a plan keeps nine digits after the point."""
    texts = (f"{10.0**exponent:.{digits}g}" for digits in range(1, 18))
    return next(text for text in texts if round(math.log10(float(text)), 9) == round(exponent, 9))


def _number(value: float) -> str:
    """Return a number as short as may be, but whole: it must read back as the same."""
    short = f"{value:g}"
    return short if float(short) == value else repr(value)
