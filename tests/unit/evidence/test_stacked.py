"""Networks side by side: each keeps to its own data and weights."""

import pytest
import torch

from actlab.evidence import Lab, Moons, Stack


def trained(data, networks, steps=5):
    stack = Stack(Lab(), networks, (4, 3))
    optimizer = torch.optim.Adam(stack.parameters, lr=0.1)
    losses = [stack.step(torch.tanh, data, optimizer)[0] for _step in range(steps)]
    return stack, torch.stack(losses)


def test_moons_are_standardised_by_their_training_part():
    data = Moons.drawn(Lab(), 2)
    torch.testing.assert_close(data.x.mean(dim=1), torch.zeros(2, 2), atol=1e-5, rtol=0)
    torch.testing.assert_close(data.x.std(dim=1, correction=0), torch.ones(2, 2))
    assert data.test_x.shape == (2, 200, 2)
    assert not torch.equal(data.x[0], data.x[1])


def test_a_network_is_the_same_alone_and_beside_another():
    data = Moons.drawn(Lab(), 2)
    alone = Moons(*(part[:1] for part in (data.x, data.y, data.test_x, data.test_y)))
    both, losses = trained(data, 2)
    one, of_one = trained(alone, 1)
    torch.testing.assert_close(losses[:, :1], of_one)
    torch.testing.assert_close(both.weights[1][:1], one.weights[1])
    assert both.accuracy(torch.tanh, data)[0] == pytest.approx(float(one.accuracy(torch.tanh, alone)[0]), abs=1.0)


def test_training_lowers_every_loss():
    _stack, losses = trained(Moons.drawn(Lab(), 3), 3, steps=30)
    assert (losses[-1] < losses[0]).all()
