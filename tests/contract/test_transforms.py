"""Second derivatives by every way that torch.func offers, for all entries and for their learned parameters."""

import pytest
import torch
from torch import nn
from torch.func import functional_call, grad, hessian, jacfwd, jacrev, jvp, vjp, vmap

from actlab.activations import CATALOGUE, activation

ENTRIES = list(CATALOGUE)
ALL = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
LEARNABLE = pytest.mark.parametrize(
    "entry", [e for e in ENTRIES if any(p.learnable for p in e.parameters)], ids=lambda entry: entry.name
)
pytestmark = pytest.mark.filterwarnings("ignore:.torch.jit.script:DeprecationWarning")  # from inside torch.func.jvp


def make(entry, **settings):
    return activation(entry.name, **({"dim": -1} if entry.kind == "vector" else {}), **settings).eval().double()


def numbers(count):
    return torch.linspace(-2.05, 1.9, count, dtype=torch.float64)


@ALL
def test_the_hessian_is_the_jacobian_of_the_gradient(entry):
    module, x = make(entry), numbers(4)

    def loss(x):
        return module(x).square().sum()

    expected = (
        torch.autograd.functional.jacobian(
            lambda x: torch.autograd.grad(loss(x), x, create_graph=True)[0], x, create_graph=False
        )
        if torch.autograd.grad(loss(y := x.clone().requires_grad_()), y, create_graph=True)[0].requires_grad
        else None
    )
    found = hessian(loss)(x)
    assert found.isfinite().all()
    if expected is not None:
        torch.testing.assert_close(found, expected)
    torch.testing.assert_close(jacrev(jacfwd(loss))(x), found)


@ALL
def test_a_batch_of_hessians_is_the_loop_over_them(entry):
    module, x = make(entry), numbers(12).reshape(3, 4)

    def loss(row):
        return module(row).square().sum()

    torch.testing.assert_close(vmap(hessian(loss))(x), torch.stack([hessian(loss)(row) for row in x]))


@ALL
def test_forward_over_reverse_is_reverse_over_forward(entry):
    module, x = make(entry), numbers(4)
    direction = torch.arange(1.0, 5.0, dtype=torch.float64)

    def loss(x):
        return module(x).square().sum()

    _value, forward = jvp(lambda x: vjp(loss, x)[1](torch.ones((), dtype=torch.float64))[0], (x,), (direction,))
    reverse = grad(lambda x: jvp(loss, (x,), (direction,))[1])(x)
    torch.testing.assert_close(forward, reverse)


@LEARNABLE
def test_learned_parameters_have_second_derivatives(entry):
    """By parameters and mixed, against finite differences: `gradgradcheck` of the module as a function of both."""
    module, x = make(entry, num_parameters=2, channel_dim=-1), torch.tensor([[-0.8, 0.7], [-1.9, 2.1], [0.3, -0.4]])
    learned = {name: p.detach() + 0.1 for name, p in module.named_parameters()}
    x = x.double().requires_grad_()

    def applied(x, *values):
        return functional_call(module, dict(zip(learned, values, strict=True)), (x,))

    given = [x, *(value.clone().requires_grad_() for value in learned.values())]
    assert torch.autograd.gradcheck(applied, given)
    assert torch.autograd.gradgradcheck(applied, given)


@LEARNABLE
def test_members_with_parameters_of_their_own_are_the_loop(entry):
    """What an ensemble does: parameters and inputs batched, the gradient of each by both."""
    module, members = make(entry), 3
    x = numbers(12).reshape(members, 4)
    learned = {
        name: torch.stack([p.detach() + 0.1 * k for k in range(members)]) for name, p in module.named_parameters()
    }

    def loss(values, x):
        return functional_call(module, values, (x,)).square().sum()

    of_parameters, of_inputs = vmap(grad(loss, argnums=(0, 1)))(learned, x)
    shared = vmap(grad(loss), in_dims=(0, None))(learned, x[0])
    for k in range(members):
        one = {name: value[k] for name, value in learned.items()}
        expected, slope = grad(loss, argnums=(0, 1))(one, x[k])
        torch.testing.assert_close(of_inputs[k], slope)
        for name in learned:
            torch.testing.assert_close(of_parameters[name][k], expected[name])
            torch.testing.assert_close(shared[name][k], grad(loss)(one, x[0])[name])


@pytest.mark.parametrize("name", ["tanh", "sine", "softplus"])
def test_a_physics_informed_network_trains(name):
    """u'' = -sin with u(0) = u(pi) = 0, whose solution is the sine: the loss takes the Hessian of the network."""
    torch.manual_seed(0)
    settings = {"omega": 1.0} if name == "sine" else {}
    net = nn.Sequential(nn.Linear(1, 16), activation(name, **settings), nn.Linear(16, 1))
    optimizer = torch.optim.LBFGS(net.parameters(), max_iter=60, line_search_fn="strong_wolfe")
    points = torch.linspace(0, torch.pi, 20)[:, None]

    def loss():
        curvature = vmap(hessian(lambda x: net(x)[0]))(points)[:, 0, 0]
        return (curvature + points[:, 0].sin()).square().mean() + net(points[[0, -1]]).square().sum()

    def closure():
        optimizer.zero_grad()
        value = loss()
        value.backward()
        return value

    for _round in range(3):
        optimizer.step(closure)
    torch.testing.assert_close(net(points), points.sin(), rtol=0, atol=0.05)
