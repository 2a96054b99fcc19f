"""Networks whose activations are written in are compared as if they had taken them."""

import pytest
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812  its usual name

import actlab
from actlab.errors import OwnModelError
from actlab.workloads import CATALOGUE, own_model, with_model


class Functional(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b, self.c = nn.Linear(2, 8), nn.Linear(8, 8), nn.Linear(8, 2)

    def forward(self, x):
        return self.c(F.relu(self.b(torch.relu(self.a(x)))))


class Taking(nn.Module):
    def __init__(self, activation):
        super().__init__()
        self.a, self.b, self.c = nn.Linear(2, 8), nn.Linear(8, 8), nn.Linear(8, 2)
        self.first, self.second = activation(), activation()

    def forward(self, x):
        return self.c(self.second(self.b(self.first(self.a(x)))))


class Gated(nn.Module):
    """A gate and a bounded output, which want their own functions."""

    def __init__(self, num_classes):
        super().__init__()
        self.a, self.b, self.gate = nn.Linear(2, 8), nn.Linear(8, 8), nn.Linear(8, 8)
        self.c = nn.Linear(8, num_classes)
        self.act = nn.ReLU(inplace=True)

    def forward(self, x):
        h = self.act(self.a(x))
        h = self.act(self.b(h)) * torch.sigmoid(self.gate(h))
        return torch.tanh(self.c(h))


class Nothing(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(2, 2)

    def forward(self, x):
        return self.a(x).clamp(min=0)


def with_net(net):
    return with_model(CATALOGUE["moons"], own_model(net))


def test_hidden_activations_are_found_and_said():
    workload = with_net(Functional)
    assert workload.hidden == (8, 8)
    assert "takes the place of relu at 2 of 2 activation calls ((model)[0], (model)[1])" in workload.notes[-1].en
    assert "ocupa el lugar de relu en 2 de 2" in workload.notes[-1].es


def test_gates_and_the_output_are_kept():
    workload = with_net(Gated)
    note = workload.notes[-1].en
    assert "takes the place of relu at 1 of 3" in note
    assert "The tanh at the output was kept. Kept: sigmoid." in note


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["loop", "auto"])
def test_results_are_those_of_the_network_that_takes_its_activation(tmp_path, engine):
    settings = {"blocks": 3, "epochs": 3, "workers": 1, "engine": engine}
    ours = actlab.compare(["relu", "gelu"], model=Functional, out=tmp_path / "a", **settings).frame()
    theirs = actlab.compare(["relu", "gelu"], model=Taking, out=tmp_path / "b", **settings).frame()
    for column in ("candidate", "block", "test_score", "train_loss"):
        assert ours[column].tolist() == pytest.approx(theirs[column].tolist()) if column[0] == "t" else True
        assert column[0] == "t" or ours[column].tolist() == theirs[column].tolist()


def test_what_cannot_be_replaced_gets_a_way_out():
    with pytest.raises(OwnModelError, match=r"like relu \(written by hand\)"):
        with_net(Nothing)
