"""Watching changes nothing of a training, and always lets go."""

import copy

import pytest
import torch
from torch import nn

from actlab.diagnostics import Watch
from actlab.errors import UsageError


def model():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(4, 8), nn.ReLU(inplace=True), nn.Dropout(0.2), nn.BatchNorm1d(8), nn.Linear(8, 1))


def train(net, steps=6):
    torch.manual_seed(1)
    optimizer = torch.optim.Adam(net.parameters(), 0.01)
    for _step in range(steps):
        x = torch.randn(32, 4)
        loss = net(x).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return [*net.state_dict().values(), torch.get_rng_state()]


@pytest.mark.parametrize("every", [1, 2])
def test_training_is_the_same_to_the_bit(every):
    watched, plain = model(), model()
    with Watch(watched, every=every) as watch:
        ours = train(watched)
    assert all(torch.equal(a, b) for a, b in zip(ours, train(plain), strict=True))
    assert [step for step, _sites in watch.history] == list(range(0, 6, every))


def test_what_is_seen_is_what_is_there():
    net = model().train()
    with torch.no_grad():
        net[0].bias[:3] = -100
    told = []
    x = torch.randn(64, 4)
    with Watch(net, every=1, each=lambda step, sites: told.append((step, sites["1"].dead.sum().item()))):
        net(x)
    assert told == [(0, 3)]


def test_evaluation_is_not_counted_and_hooks_are_removed_after_an_error():
    net = model()
    with Watch(net, every=1) as watch:
        net.eval()(torch.randn(8, 4))
    assert watch.history == []
    with pytest.raises(RuntimeError), Watch(net.train(), every=1):
        net(torch.randn(8, 5))
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in net.modules())
    assert torch.overrides._get_current_function_mode_stack() == []
    assert copy.deepcopy(net)(torch.randn(8, 4)).shape == (8, 1)


def test_scalars_are_written():
    class Writer(list):
        def add_scalar(self, tag, value, step):
            self.append((tag, step))

    net, writer = model(), Writer()
    with Watch(net, every=3) as watch:
        train(net, steps=4)
    watch.to_tensorboard(writer)
    assert ("actlab/dead/1", 3) in writer


def test_impossible_steps_are_refused():
    with pytest.raises(UsageError, match="every must be 1 or more"):
        Watch(model(), every=0)
