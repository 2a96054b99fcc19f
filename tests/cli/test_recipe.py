"""The recipe on the command line: each option reaches the plan, its hash and the line that runs it again."""

from __future__ import annotations

import shlex
from typing import Any

import numpy as np
import pytest

QUICK = ("--blocks", 2, "--epochs", 2, "--workers", 1, "--engine", "loop")
RECIPE = {
    "optimizer": ("sgd", "adamw"),
    "batch-size": (16, 64),
    "weight-decay": (0.01, 0.1),
    "schedule": ("cosine",),
    "init": ("he", "xavier"),
    "metric": ("loss",),
}


@pytest.fixture(autouse=True)
def _quick(without_processes: None) -> None:
    pass


def plan_of(actlab: Any, *words: object) -> dict[str, Any]:
    said = actlab("compare", "relu", "tanh", *words, *QUICK, "--dry-run", "--json")
    assert said.code == 0, said.err
    plan: dict[str, Any] = said.json["plan"]
    return plan


def test_each_option_makes_another_plan(actlab: Any) -> None:
    hashes = {plan_of(actlab)["hash"]}
    cases = [(name, value) for name, values in RECIPE.items() for value in values]
    for name, value in cases:
        plan = plan_of(actlab, f"--{name}", value)
        if name != "metric":
            assert plan[name.replace("-", "_")] == value
        hashes.add(plan["hash"])
    assert len(hashes) == len(cases) + 1


def test_what_the_workload_has_anyway_changes_nothing(actlab: Any) -> None:
    usual = ("--optimizer", "adam", "--batch-size", "full", "--weight-decay", 0, "--init", "torch")
    assert plan_of(actlab, *usual)["hash"] == plan_of(actlab)["hash"]


def test_the_line_that_runs_it_again_says_the_recipe(actlab: Any, tmp_path: Any) -> None:
    words = ("--optimizer", "sgd", "--batch-size", 32, "--weight-decay", 0.001, "--schedule", "cosine", "--init", "he",
             "--metric", "loss")  # fmt: skip
    first = actlab("compare", "relu", "tanh", *words, *QUICK)
    assert first.code == 0, first.err
    line = next(line for line in first.out.splitlines() if line.startswith("Again: "))
    second = actlab(*shlex.split(line.removeprefix("Again: actlab ")))
    assert second.code == 0, second.err
    assert len([*tmp_path.glob("runs/*")]) == 1, "another hash is another plan"
    assert "logarithm of the loss" in first.out


def test_an_unscaled_target_keeps_its_unit(actlab: Any, tmp_path: Any) -> None:
    x = np.linspace(0, 1, 60)
    np.savez(tmp_path / "t.npz", X=np.column_stack([x, x**2]), y=40 + 9 * x)
    data = ("--data", "t.npz")
    plain, unscaled = (plan_of(actlab, *data, *more) for more in ((), ("--unscaled-target",)))
    assert plain["hash"] != unscaled["hash"]
    losses = [
        actlab("compare", "relu", "tanh", *data, *more, *QUICK, "--json").json["candidates"][0]["mean"]
        for more in ((), ("--unscaled-target",))
    ]
    assert losses[1] > losses[0] + 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--optimizer", "lbfgs"), "sgd, adam, adamw"),
        (("--batch-size", 0), "1 or more, or full"),
        (("--batch-size", "half"), "half"),
        (("--weight-decay", -1), "0 or more"),
        (("--schedule", "step"), "constant, cosine"),
        (("--metric", "f1"), "accuracy, loss"),
        (("--workload", "waves", "--metric", "accuracy"), "which have no accuracy; try --metric loss"),
        (("--unscaled-target",), "--unscaled-target is for numbers"),
    ],
)
def test_what_no_recipe_holds(actlab: Any, words: tuple[object, ...], message: str) -> None:
    said = actlab("compare", "relu", "tanh", *words, *QUICK, "--dry-run")
    assert said.code == 2
    assert message in said.err.replace("'", "")
