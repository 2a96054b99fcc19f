import pytest
import torch

from actlab.lessons._moons import train


def test_networks_do_not_touch_one_another():
    others = train(torch.tanh, [0.01, 0.5, 0.3], epochs=5)
    many = train(torch.tanh, [0.01, 1.0, 0.1], epochs=5)
    assert many.accuracy[0] == pytest.approx(others.accuracy[0], abs=0.5)


def test_it_learns_and_leaves_the_global_generator_alone():
    torch.manual_seed(3)
    state = torch.get_rng_state()
    trained = train(torch.relu, [0.1] * 3)
    assert torch.equal(torch.get_rng_state(), state)
    assert min(trained.accuracy) > 90
    assert all(0 <= share <= 1 for share in trained.silent)


def test_a_unit_that_is_never_positive_is_silent():
    assert train(lambda h: -h.abs().clamp(max=0.0), [0.01], epochs=1).silent == [1.0]


def test_it_follows_adam():
    """One network, step by step, beside torch's own optimizer."""
    from actlab.lessons import _moons

    points, labels = _moons._data(1)
    torch.manual_seed(0)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        weights = [_moons._uniform(1, *shape) for shape in ((2, 10), (1, 10), (10, 2), (1, 2))]
    adam = torch.optim.Adam(weights, lr=0.1)
    for _step in range(20):
        adam.zero_grad()
        logits = torch.tanh(points[0, : _moons.TRAIN] @ weights[0][0] + weights[1][0]) @ weights[2][0] + weights[3][0]
        torch.nn.functional.cross_entropy(logits, labels[0, : _moons.TRAIN]).backward()
        adam.step()
    with torch.no_grad():
        logits = torch.tanh(points[0, _moons.TRAIN :] @ weights[0][0] + weights[1][0]) @ weights[2][0] + weights[3][0]
    right = 100 * (logits.argmax(dim=1) == labels[0, _moons.TRAIN :]).float().mean().item()
    assert train(torch.tanh, [0.1], epochs=20).accuracy[0] == pytest.approx(right, abs=0.5)
