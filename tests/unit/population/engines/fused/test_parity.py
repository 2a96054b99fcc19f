"""The kernel trains what a plain torch loop trains, from the same weights in the same order."""

import copy
import itertools
import platform
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812  its usual name

from actlab.pointwise import compile as compile_module
from actlab.pointwise import trace
from actlab.population.engines.fused import Kernel, NetworkSpec, Optimizer, State

RELATIVE = 1e-5
MEMBERS = 3
KINKED = 1  # members of a kinked function that may have crossed a kink on the other side
CROSSED = 0.003  # of all pre-activations of such a member, those that may end on the other side

LOSSES = {
    "cross_entropy": F.cross_entropy,
    "binary_cross_entropy": F.binary_cross_entropy_with_logits,
    "mean_squared_error": F.mse_loss,
    "huber": lambda z, y: F.huber_loss(z, y, delta=0.7),
}


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


class Apply(nn.Module):
    """An activation from a plain function, with learnable parameters."""

    def __init__(self, function, **parameters):
        super().__init__()
        self.function = function
        for name, value in parameters.items():
            setattr(self, name, nn.Parameter(torch.tensor(value)))

    def forward(self, x):
        return self.function(x, **dict(self.named_parameters()))


def network(sizes, activations, seed):
    torch.manual_seed(seed)
    layers = []
    for i, (inputs, outputs) in enumerate(itertools.pairwise(sizes)):
        layers.append(nn.Linear(inputs, outputs))
        if i < len(activations):
            layers.append(copy.deepcopy(activations[i]))
    return nn.Sequential(*layers)


def flat(net):
    return torch.cat([p.detach().flatten() for p in net.parameters()]).numpy()


def problem(sizes, rows, loss, members=1, seed=0):
    draw = np.random.default_rng(seed)
    x = draw.normal(size=(members, rows, sizes[0])).astype(np.float32)
    if loss == "cross_entropy":
        return x, draw.integers(0, sizes[-1], (members, rows))
    y = draw.normal(size=(members, rows, sizes[-1])).astype(np.float32)
    return x, (y > 0).astype(np.float32) if loss == "binary_cross_entropy" else y


def loop(net, x, y, loss, make_optimizer, order, batch, rates):
    """Train with torch alone; `order` holds the rows of each epoch, `rates` the rate of each step."""
    x, y = torch.tensor(x), torch.tensor(y)
    optimizer, losses, step = make_optimizer(net), [], 0
    for rows in order:
        total = 0.0
        for start in range(0, len(rows), batch):
            chosen = torch.tensor(rows[start : start + batch])
            for group in optimizer.param_groups:
                group["lr"] = rates[step]
            optimizer.zero_grad()
            value = LOSSES[loss](net(x[chosen]), y[chosen])
            value.backward()
            optimizer.step()
            total += value.item() * len(chosen)
            step += 1
        losses.append(total / len(rows))
    return flat(net), losses


def spec_of(sizes, activations, loss, optimizer, batch):
    graphs = []
    for activation in activations:
        values = {name: value.item() for name, value in activation.named_parameters()}
        graphs.append(trace(activation.function, parameters=values))
    return NetworkSpec(sizes, tuple(graphs), loss, optimizer, batch, huber_delta=0.7)


def distance(got, wanted):
    return np.linalg.norm(got - wanted) / np.linalg.norm(wanted)


CASES = {
    # sizes, activations, loss, rows, batch, steps wanted
    "exercise": ((2, 10, 2), [torch.relu], "cross_entropy", 200, 200, 100),
    "exercise, tanh": ((2, 10, 2), [torch.tanh], "cross_entropy", 200, 200, 100),
    "deep and mixed": ((5, 20, 17, 33, 3), [torch.tanh, F.silu, torch.relu], "cross_entropy", 75, 32, 100),
    "wide": ((70, 129, 48, 1), [F.gelu, F.mish], "mean_squared_error", 40, 20, 40),
    "several outputs": (
        (3, 16, 4),
        [lambda x: x * torch.sigmoid(x) + 0.1 * torch.sin(x)],
        "binary_cross_entropy",
        50,
        16,
        100,
    ),
    "one sample a batch": ((4, 8, 2), [F.softplus], "huber", 9, 1, 90),
    "no hidden layer": ((6, 3), [], "cross_entropy", 30, 7, 60),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_adam_parity(case):
    sizes, functions, loss, rows, batch, steps = CASES[case]
    activations = [Apply(function) for function in functions]
    check(sizes, activations, loss, rows, batch, steps, "adam", Optimizer(), adam)


@pytest.mark.skipif(platform.machine() != "x86_64", reason="these are processors of one family")
@pytest.mark.parametrize("processor", ["x86-64", "haswell"])
def test_parity_on_processors_with_shorter_vectors(processor, monkeypatch):
    """Without AVX, and with AVX2 alone; a machine without AVX2 cannot run the second."""
    if processor == "haswell" and " avx2 " not in Path("/proc/cpuinfo").read_text(encoding="utf-8"):
        pytest.skip("no AVX2 here")
    flags = (f"-march={processor}" if flag.startswith("-march") else flag for flag in compile_module.FLAGS)
    monkeypatch.setattr(compile_module, "FLAGS", tuple(flags))
    check((17, 20, 3), [Apply(F.gelu)], "cross_entropy", 30, 16, 20, "adam", Optimizer(), adam)


OPTIMIZERS = {
    "sgd": ("sgd", {"momentum": 0.0}),
    "dampening alone": ("sgd", {"momentum": 0.0, "dampening": 0.5}),
    "momentum": ("sgd", {"momentum": 0.9, "dampening": 0.1, "weight_decay": 0.01}),
    "nesterov": ("sgd", {"momentum": 0.8, "nesterov": True}),
    "adam with decay": ("adam", {"weight_decay": 0.1, "betas": (0.8, 0.99), "eps": 1e-6}),
    "adamw": ("adamw", {"weight_decay": 0.1}),
}
TORCHS = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam, "adamw": torch.optim.AdamW}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimizer_parity(name):
    kind, constants = OPTIMIZERS[name]
    activations = [Apply(torch.tanh)]

    def make(net):
        return TORCHS[kind](net.parameters(), lr=0.01, **constants)

    check((3, 12, 3), activations, "cross_entropy", 50, 16, 100, kind, Optimizer(**constants), make)


def adam(net):
    return torch.optim.Adam(net.parameters(), lr=0.01)


def adamw_sparing_activations(net):
    learned = [p for name, p in net.named_parameters() if not name.endswith(("weight", "bias"))]
    others = [p for name, p in net.named_parameters() if name.endswith(("weight", "bias"))]
    groups = [{"params": others, "weight_decay": 0.2}, {"params": learned, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=0.01)


def test_learnable_parameters_parity():
    activations = [
        Apply(lambda x, *, beta: x * torch.sigmoid(beta * x), beta=1.0),
        Apply(torch.tanh),
        Apply(lambda x, *, a, b: torch.where(x > 0, a * x, b * x), a=1.1, b=0.25),
    ]
    constants = Optimizer(weight_decay=0.2)
    sizes = (4, 12, 9, 8, 2)
    check(sizes, activations, "cross_entropy", 50, 16, 100, "adamw", constants, adamw_sparing_activations)


def check(sizes, activations, loss, rows, batch, steps, kind, optimizer, make_optimizer):
    """Train three members with their own data, order, rate and schedule, and compare weights and losses."""
    kernel = Kernel(spec_of(sizes, activations, loss, kind, batch))
    nets = [network(sizes, activations, seed) for seed in range(MEMBERS)]
    x, y = problem(sizes, rows, loss, MEMBERS)
    epochs = -(-steps // -(-rows // batch))
    total = epochs * -(-rows // batch)
    draw = np.random.default_rng(1)
    order = np.stack([[draw.permutation(rows) for _ in range(epochs)] for _ in range(MEMBERS)])
    rates = np.array([0.01, 0.003, 0.02])
    factors = np.linspace(1, 0.2, total)[None]
    state = State.fresh(np.stack([flat(net) for net in nets]))
    trained = kernel.train(state, x, y, epochs=epochs, rates=rates, order=order, factors=factors, optimizer=optimizer)
    apart = []
    for m, net in enumerate(nets):
        weights, losses = loop(net, x[m], y[m], loss, make_optimizer, order[m], batch, rates[m] * factors[0])
        apart.append(distance(state.parameters[m], weights))
        if apart[-1] <= RELATIVE:
            np.testing.assert_allclose(trained.losses[m], losses, rtol=2e-5, atol=2e-6)
        crossed = crossings(sizes, activations, state.parameters[m], weights, x[m])
        assert crossed <= (CROSSED if apart[-1] > RELATIVE else 0), crossed
    allowed = KINKED if any(a.function is torch.relu for a in activations) else 0
    assert sum(value > RELATIVE for value in apart) <= allowed, apart


def crossings(sizes, activations, one, other, x):
    """Return the share of ReLU's inputs whose sign differs between two networks, those within rounding left out."""
    signs = []
    for flat_weights in (one, other):
        net = network(sizes, activations, 0)
        nn.utils.vector_to_parameters(torch.tensor(flat_weights), net.parameters())
        h, inputs = torch.tensor(x), []
        for layer in net:
            if isinstance(layer, Apply) and layer.function is torch.relu:
                inputs.append(h.detach().flatten())
            h = layer(h)
        signs.append(torch.cat([torch.zeros(1), *inputs]))
    far = torch.minimum(signs[0].abs(), signs[1].abs()) > RELATIVE
    return ((torch.sign(signs[0]) != torch.sign(signs[1])) & far).float().mean().item()


def test_a_crossing_is_counted():
    """The liar: a network with the opposite weights has all its kinks on the other side."""
    activations, sizes, x = [Apply(torch.relu)], (2, 5, 1), np.ones((4, 2), np.float32)
    weights = flat(network(sizes, activations, 0))
    assert crossings(sizes, activations, weights, weights, x) == 0
    assert crossings(sizes, activations, weights, -weights, x) > 0.9


def test_a_different_learning_rate_is_seen():
    """The liar: parity must fail when one side is trained with another rate."""
    activations = [Apply(torch.tanh)]

    def make(net):
        return torch.optim.SGD(net.parameters(), lr=1.0, momentum=0.5)

    with pytest.raises(AssertionError):
        check((3, 12, 3), activations, "cross_entropy", 50, 16, 100, "sgd", Optimizer(), make)
