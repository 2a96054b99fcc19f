"""Networks as people write them: where the activation goes, what they end in, what is said where they cannot run."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812  its usual name

import actlab
from actlab.errors import OwnModelError
from actlab.workloads import CATALOGUE, own_data, own_model, with_model
from actlab.workloads._arguments import arguments_of


class SizesFirst(nn.Module):
    def __init__(self, input_dim=2, hidden=(8, 8), output_dim=2, activation=nn.ReLU):
        super().__init__()
        sizes = [input_dim, *hidden]
        layers = [m for a, b in itertools.pairwise(sizes) for m in (nn.Linear(a, b), activation())]
        self.net = nn.Sequential(*layers, nn.Linear(sizes[-1], output_dim))

    def forward(self, x):
        return self.net(x)


class KeptOnce(nn.Module):
    def __init__(self, layers=(2, 8, 8, 2), nonlinearity=nn.Tanh()):  # noqa: B008  as people write it
        super().__init__()
        self.f = nonlinearity
        self.linears = nn.ModuleList(nn.Linear(a, b) for a, b in itertools.pairwise(layers))

    def forward(self, x):
        for linear in self.linears[:-1]:
            x = self.f(linear(x))
        return self.linears[-1](x)


class OfAFunction(nn.Module):
    def __init__(self, width=8, act_fn=F.relu):
        super().__init__()
        self.a, self.b, self.act_fn = nn.Linear(2, width), nn.Linear(width, 2), act_fn

    def forward(self, x):
        return self.b(self.act_fn(self.a(x)))


class ClassOrInstance(nn.Module):
    def __init__(self, act=nn.ReLU):
        super().__init__()
        self.a, self.b = nn.Linear(2, 8), nn.Linear(8, 2)
        self.act = act() if isinstance(act, type) else act

    def forward(self, x):
        return self.b(self.act(self.a(x)))


class Encoder(nn.Module):
    def __init__(self, activation):
        super().__init__()
        layer = nn.TransformerEncoderLayer(4, 2, 8, dropout=0.0, activation=activation, batch_first=True)
        self.first, self.encoder, self.last = nn.Linear(1, 4), nn.TransformerEncoder(layer, 2), nn.Linear(4, 2)

    def forward(self, x):
        return self.last(self.encoder(self.first(x.unsqueeze(-1))).mean(1))


def by_keyword(*, act_layer):
    return nn.Sequential(nn.Linear(2, 8), act_layer(inplace=True), nn.Linear(8, 2))


def lazy(activation):
    return nn.Sequential(nn.LazyLinear(8), activation(), nn.LazyLinear(2))


def filled_in(in_features, num_classes, activation=nn.ReLU, **_more):
    return nn.Sequential(nn.Linear(in_features, 8), activation(), nn.Linear(8, num_classes))


def convolutional(act):
    return nn.Sequential(nn.Unflatten(1, (1, 2)), nn.Conv1d(1, 4, 2), act(), nn.Flatten(), nn.Linear(4, 2))


@pytest.mark.parametrize(
    ("builder", "widths"),
    [
        (SizesFirst, (8, 8)), (KeptOnce, (8,)), (OfAFunction, (8,)), (ClassOrInstance, (8,)), (Encoder, (2, 2)),
        (by_keyword, (8,)), (lazy, (8,)), (filled_in, (8,)), (convolutional, (4,)),
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:enable_nested_tensor:UserWarning")
def test_networks_with_an_argument_run_as_they_are(
    builder: Any, widths: tuple[int, ...], without_processes: None, tmp_path: Path
) -> None:
    assert with_model(CATALOGUE["moons"], own_model(builder)).hidden == widths
    found = actlab.compare(
        ["relu", "tanh"], model=builder, blocks=2, epochs=2, workers=1, engine="loop", out=tmp_path
    ).frame()
    assert found.test_loss.nunique() == 4


@pytest.mark.parametrize(
    "name", ["activation", "act", "act_fn", "act_layer", "activation_fn", "nonlin", "nonlinearity"]
)
def test_the_activation_goes_to_the_parameter_that_is_meant_for_it(name: str) -> None:
    scope: dict[str, Any] = {}
    exec(f"def build(width=4, {name}=None, output_activation=None, depth=2): pass", scope)
    assert arguments_of(scope["build"], "f", (3,), 2) == ([], {name: "f"})


def refuse(builder: Any, message: str, workload: str = "moons") -> None:
    with pytest.raises(OwnModelError, match=message):
        with_model(CATALOGUE[workload], own_model(builder))


class WrittenIn(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 2))

    def forward(self, x):
        return self.net(x)


class Called(WrittenIn):
    def forward(self, x):
        return self.net[2](F.relu(self.net[0](x)))


class ByName(nn.Module):
    def __init__(self, activation="relu"):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(2, 8), {"relu": nn.ReLU(), "tanh": nn.Tanh()}[activation], nn.Linear(8, 2))


class Base(nn.Module):
    def __init__(self, activation):
        super().__init__()
        self.a, self.act, self.b = nn.Linear(2, 8), activation, nn.Linear(8, 2)

    def forward(self, x):
        return self.b(self.act(self.a(x)))


class Dropping(Base):
    def forward(self, x):
        return self.b(F.dropout(self.act(self.a(x)), 0.5))


class MadeLate(Base):
    def forward(self, x):
        return self.b(self.act()(self.a(x)))


class Pair(Base):
    def forward(self, x):
        return self.b(self.act(self.a(x))), x


def needing(activation, recipe):
    return nn.Sequential(nn.Linear(2, 8), activation(), nn.Linear(8, 2))


def test_activations_that_are_written_in_are_replaced() -> None:
    for net in (WrittenIn, Called):
        assert "takes the place of relu" in with_model(CATALOGUE["moons"], own_model(net)).notes[-1].en


def test_what_cannot_run_gets_a_sentence_with_the_next_step() -> None:
    refuse(ByName, "wants the name of an activation")
    refuse(Dropping, r"random in evaluation mode: F\.dropout and its kin need training=self\.training")
    refuse(MadeLate, "make them in __init__")
    refuse(Pair, r"returned tuple, not a tensor; wrap it")
    refuse(needing, "needs recipe besides an activation; give it defaults, or wrap it")
    refuse(lambda f: nn.Sequential(nn.Linear(5, 8), f(), nn.Linear(8, 2)), r"A sample has the shape \(2,\)")
    refuse(lambda f: nn.Sequential(nn.Linear(64, 8), f(), nn.Linear(8, 1)), "Give it 10 outputs", "digits")
    refuse(Base(nn.ReLU()), "a finished Base; give its class")


class Tokens(nn.Module):
    def __init__(self, activation):
        super().__init__()
        self.table, self.act, self.out = nn.Embedding(9, 4), activation, nn.Linear(4, 2)

    def forward(self, x):
        return self.out(self.act(self.table(x.long()).mean(1)))


def test_an_embedding_of_standardised_inputs_is_called_that() -> None:
    refuse(Tokens, "looks its inputs up in an embedding, and inputs are standardised")


def squeezed(activation):
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(nn.Linear(10, 8), activation(), nn.Linear(8, 1))

        def forward(self, x):
            return self.net(x).squeeze(1)

    return Net()


def one_logit(activation):
    return nn.Sequential(nn.Linear(30, 8), activation(), nn.Linear(8, 1))


def test_one_output_is_understood(without_processes: None, tmp_path: Path) -> None:
    assert with_model(CATALOGUE["diabetes"], own_model(squeezed)).recipe.loss == "mean_squared_error"
    found = with_model(CATALOGUE["breast_cancer"], own_model(one_logit))
    assert (found.recipe.loss, found.task) == ("binary_cross_entropy", "classification")
    frame = actlab.compare(
        ["relu", "tanh"], workload="breast_cancer", model=one_logit, blocks=2, epochs=20, workers=1, engine="loop",
        out=tmp_path,
    ).frame()  # fmt: skip
    assert (frame.test_score > 80).all()
    refuse(
        lambda f: nn.Sequential(nn.Linear(30, 8), f(), nn.Linear(8, 1), nn.Sigmoid()),
        "ends in a sigmoid",
        "breast_cancer",
    )


def codes(model: Any, folder: Path, **options: Any) -> list[str]:
    found = actlab.compare(
        ["relu", "tanh"], model=model, blocks=2, epochs=2, workers=1, engine="loop", out=folder, **options
    )
    return [warning.code for warning in found.warnings]


def test_ends_that_targets_cannot_meet_are_said(without_processes: None, tmp_path: Path) -> None:
    def ending(*last: nn.Module) -> Any:
        return lambda f: nn.Sequential(nn.Linear(2, 8), f(), nn.Linear(8, 2), *last)

    assert "W121" in codes(ending(nn.Softmax(dim=1)), tmp_path / "a")
    assert "W121" not in codes(ending(), tmp_path / "b")
    assert "W121" not in codes(ending(nn.LogSoftmax(dim=1)), tmp_path / "c")
    x = np.random.default_rng(0).normal(size=(60, 2))
    data = (x, 1 / (1 + np.exp(-x[:, 0])))

    def bounded(last: type[nn.Module]) -> Any:
        return lambda f: nn.Sequential(nn.Linear(2, 8), f(), nn.Linear(8, 1), last())

    assert "W122" in codes(bounded(nn.Sigmoid), tmp_path / "d", data=data)
    assert "W122" not in codes(bounded(nn.Identity), tmp_path / "e", data=data)


GAIN = 1.0


def scaled(activation):
    net = nn.Sequential(nn.Linear(2, 8), activation(), nn.Linear(8, 2))
    with torch.no_grad():
        net[0].weight.mul_(GAIN)
    return net


def test_a_changed_global_is_another_network(monkeypatch: pytest.MonkeyPatch) -> None:
    before = with_model(CATALOGUE["moons"], own_model(scaled)).digest
    assert with_model(CATALOGUE["moons"], own_model(scaled)).digest == before
    monkeypatch.setattr(f"{__name__}.GAIN", 2.0)
    assert with_model(CATALOGUE["moons"], own_model(scaled)).digest != before


def test_a_network_may_be_any_object_that_builds_one() -> None:
    assert own_data(np.eye(40), [0, 1] * 20).network.fixed is False
