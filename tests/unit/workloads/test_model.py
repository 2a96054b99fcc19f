"""A network of the user's own: it means the same as a built-in one, and each fault has its message."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

import actlab
from actlab.errors import CandidateError, OwnModelError, UsageError
from actlab.workloads import CATALOGUE, own_model, read_model, with_model

COURSE = """
import torch.nn as nn

class SimpleNN(nn.Module):
    def __init__(self, activation_fn):
        super(SimpleNN, self).__init__()
        self.fc1 = nn.Linear(2, 10)
        self.activation = activation_fn
        self.fc2 = nn.Linear(10, 2)

    def forward(self, x):
        x = self.fc1(x)
        x = self.activation(x)
        x = self.fc2(x)
        return x

def build(activation):
    return nn.Sequential(nn.Linear(2, 10), activation(), nn.Linear(10, 2))
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", ["SimpleNN", "build"])
def test_course_class_equals_the_built_in_network_to_the_bit(tmp_path: Path, name: str) -> None:
    path = tmp_path / "my.py"
    path.write_text(COURSE)
    options: dict[str, Any] = {"blocks": 2, "epochs": 20, "workers": 1, "engine": "loop"}
    built_in = actlab.compare(["relu", "tanh"], **options, out=tmp_path / "a").frame()
    own = actlab.compare(["relu", "tanh"], model=f"{path}:{name}", **options, out=tmp_path / "b").frame()
    columns = [column for column in built_in if column != "seconds"]
    assert len(own) == 4
    for column in columns:
        assert own[column].map(str).tolist() == built_in[column].map(str).tolist(), column


def moons_with(builder: Any) -> Any:
    return with_model(CATALOGUE["moons"], own_model(builder))


def test_widths_are_found() -> None:
    found = moons_with(lambda f: nn.Sequential(nn.Linear(2, 7), f(), nn.Linear(7, 5), f, nn.Linear(5, 2)))
    assert sorted(found.hidden) == [5, 7]
    assert found.digest != CATALOGUE["moons"].digest


def test_each_place_of_a_kept_activation_is_a_layer_of_its_own() -> None:
    def build(f: Any) -> nn.Module:
        return nn.Sequential(nn.Linear(2, 7), f, nn.Linear(7, 5), f, nn.Linear(5, 2))

    net = moons_with(build).build(lambda layer, _features: [nn.Tanh(), nn.ReLU()][layer], (2,), 2, (7, 5))
    assert [type(module).__name__ for module in net] == ["Linear", "Tanh", "Linear", "ReLU", "Linear"]


def test_own_init_is_kept() -> None:
    def build(f: Any) -> nn.Module:
        net = nn.Sequential(nn.Linear(2, 7), f(), nn.Linear(7, 2))
        nn.init.constant_(net[0].weight, 0.25)
        return net

    net = moons_with(build).build(lambda _layer, _features: nn.Tanh(), (2,), 2, (7,))
    assert (net[0].weight == 0.25).all()


class Mixing(nn.Module):
    def __init__(self, f: Any) -> None:
        super().__init__()
        self.inner, self.f = nn.Linear(2, 2), f

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y: torch.Tensor = self.f(self.inner(x - x.mean(0)))
        return y


class Unused(Mixing):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y: torch.Tensor = self.inner(x)
        return y


def broken_build(f: Any) -> nn.Module:
    raise RuntimeError("no such thing")


def nan_build(f: Any) -> nn.Module:
    net = nn.Sequential(nn.Linear(2, 2), f())
    nn.init.constant_(net[0].weight, float("nan"))
    return net


def frozen_build(f: Any) -> nn.Module:
    return nn.Sequential(nn.Linear(2, 4), f(), nn.Linear(4, 2)).requires_grad_(False)


class Detached(Mixing):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y: torch.Tensor = self.f(self.inner(x)).detach()
        return y


class FailsInTraining(Mixing):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if self.training and torch.is_grad_enabled():
            raise RuntimeError("no training")
        y: torch.Tensor = self.f(self.inner(x))
        return y


@pytest.mark.parametrize(
    ("builder", "message"),
    [
        (frozen_build, "No weight of the model can be trained"),
        (Detached, "No weight of the model can be trained"),
        (FailsInTraining, "fails in training mode: RuntimeError: no training"),
        (broken_build, "cannot be built: RuntimeError: no such thing"),
        (lambda f: 3, "is int, not a torch module"),
        (lambda f: nn.Linear(2, 2), "does not hold the activation"),
        (lambda f: nn.Sequential(nn.Linear(3, 2), f()), r"failed on a float32 batch of shape \(8, 2\)"),
        (lambda f: nn.Sequential(nn.Linear(2, 3), f()), r"into \(8, 3\); this task needs \(8, 2\)"),
        (nan_build, "NaN or infinite"),
        (Mixing, "changes with the other samples"),
        (Unused, "never uses"),
    ],
)
def test_bad_models(builder: Any, message: str) -> None:
    with pytest.raises(OwnModelError, match=message):
        moons_with(builder)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("def build(f):\n    return (\n", "not valid Python: line"),
        ("import nowhere_at_all\n", "cannot be run"),
        ("x = 1\n", "defines no function 'build'"),
    ],
)
def test_bad_model_files(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "my.py").write_text(text)
    with pytest.raises(OwnModelError, match=message):
        read_model(f"{tmp_path / 'my.py'}:build")


def test_model_that_is_no_function() -> None:
    with pytest.raises(OwnModelError, match="must be a function"):
        own_model(nn)  # type: ignore[arg-type]


def test_widths_of_an_own_model_are_its_own() -> None:
    with pytest.raises(UsageError, match="set the widths in its code"):
        actlab.compare(
            ["relu", "tanh"], model=lambda f: nn.Sequential(nn.Linear(2, 9), f(), nn.Linear(9, 2)), hidden=(5,)
        )


def test_an_activation_that_leaves_another_number_of_units_does_not_fit_an_own_model() -> None:
    with pytest.raises(CandidateError, match="glu leaves 4 units of 8, and a model of your own goes on with 8"):
        actlab.compare(["relu", "glu"], model=lambda f: nn.Sequential(nn.Linear(2, 8), f(), nn.Linear(8, 2)))
