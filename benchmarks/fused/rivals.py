"""Other ways to train the same networks, each written as one who knows it would.

Each function returns a call that trains from the first weights and says how many members it trained.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import torch
from cases import Case, Material
from torch import nn
from torch.nn import functional as F  # noqa: N812  its usual name

Train = Callable[[], int]
RATE, BETAS, EPSILON = 0.01, (0.9, 0.999), 1e-8
LOOPED = 4  # members of the plain loops; their cost is the same for each


def _activation(case: Case) -> Callable[[torch.Tensor], torch.Tensor]:
    return {"relu": F.relu, "tanh": torch.tanh, "mish": F.mish, "gelu": F.gelu}[case.activation]


def _loss(case: Case) -> Callable[..., torch.Tensor]:
    return F.cross_entropy if case.classes else F.mse_loss


def _batches(case: Case, m: Material) -> list[tuple[torch.Tensor, torch.Tensor]]:
    pairs = [(torch.tensor(x), torch.tensor(y)) for x, y in zip(m.x, m.y, strict=True)]
    return pairs * case.steps if case.whole else pairs


def _module(case: Case) -> nn.Sequential:
    class Activation(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return _activation(case)(x)

    layers: list[nn.Module] = []
    for inputs, outputs in itertools.pairwise(case.sizes):
        layers += [nn.Linear(inputs, outputs), Activation()]
    return nn.Sequential(*layers[:-1])


def plain_loop(case: Case, m: Material, **options: Any) -> Train:
    """Train one network after the other, as the exercise does."""
    batches, loss = _batches(case, m), _loss(case)

    def train() -> int:
        for _ in range(LOOPED):
            net = _module(case)
            optimizer = torch.optim.Adam(net.parameters(), lr=RATE, **options)
            for x, y in batches:
                optimizer.zero_grad()
                loss(net(x), y).backward()
                optimizer.step()
        return LOOPED

    return train


def plain_loop_fused_adam(case: Case, m: Material) -> Train:
    """Do the same with torch's fused Adam."""
    return plain_loop(case, m, fused=True)


def tutorial(case: Case, m: Material) -> Train:
    """Stack the modules' state and map the loss over it, as PyTorch's tutorial on ensembles does."""
    batches, loss, skeleton = _batches(case, m), _loss(case), _module(case).to("meta")

    def one(parameters: dict[str, torch.Tensor], x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        return loss(torch.func.functional_call(skeleton, parameters, (x,)), y)

    def train() -> int:
        stacked = {}
        for i, (weight, bias) in enumerate(zip(m.weights, m.biases, strict=True)):
            stacked[f"{2 * i}.weight"] = torch.tensor(weight, requires_grad=True)
            stacked[f"{2 * i}.bias"] = torch.tensor(bias, requires_grad=True)
        optimizer = torch.optim.Adam(stacked.values(), lr=RATE)
        for x, y in batches:
            optimizer.zero_grad()
            torch.func.vmap(one, in_dims=(0, None, None))(stacked, x, y).sum().backward()
            optimizer.step()
        return case.members

    return train


def by_hand(case: Case, m: Material) -> Train:
    """Batched matrix products and torch's fused Adam."""
    batches, activation = _batches(case, m), _activation(case)

    def outputs(parameters: list[torch.Tensor], x: torch.Tensor) -> torch.Tensor:
        h = x.expand(case.members, -1, -1)
        for i in range(0, len(parameters), 2):
            h = torch.baddbmm(parameters[i + 1], h if i == 0 else activation(h), parameters[i])
        return h

    def total(z: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        if case.classes:
            return F.cross_entropy(z.flatten(0, 1), y.repeat(case.members), reduction="sum") / case.batch
        return F.mse_loss(z, y.expand_as(z), reduction="sum") / case.batch

    def train() -> int:
        parameters = []
        for weight, bias in zip(m.weights, m.biases, strict=True):
            parameters.append(torch.tensor(weight).mT.contiguous().requires_grad_())
            parameters.append(torch.tensor(bias)[:, None].clone().requires_grad_())
        optimizer = torch.optim.Adam(parameters, lr=RATE, fused=True)
        for x, y in batches:
            optimizer.zero_grad()
            total(outputs(parameters, x), y).backward()
            optimizer.step()
        return case.members

    return train


def jax_scan(case: Case, m: Material) -> Train:
    """JAX: the whole training of a member under scan, mapped over members and compiled."""
    import jax
    from jax import numpy as jnp

    act = {
        "relu": jax.nn.relu,
        "tanh": jnp.tanh,
        "mish": jax.nn.mish,
        "gelu": lambda x: jax.nn.gelu(x, approximate=False),
    }[case.activation]
    tree = jax.tree_util.tree_map
    x, y = jnp.array(m.x), jnp.array(m.y)
    first = [(jnp.array(w.swapaxes(1, 2)), jnp.array(b)) for w, b in zip(m.weights, m.biases, strict=True)]

    def loss(parameters: Any, x: Any, y: Any) -> Any:
        h = x
        for i, (weight, bias) in enumerate(parameters):
            h = (act(h) if i else h) @ weight + bias
        if case.classes:
            return -jnp.take_along_axis(jax.nn.log_softmax(h), y[:, None], 1).mean()
        return ((h - y) ** 2).mean()

    def step(carry: Any, batch: Any) -> Any:
        p, average, square, t = carry
        value, g = jax.value_and_grad(loss)(p, *(batch if batch else (x[0], y[0])))
        t = t + 1
        average = tree(lambda a, g: BETAS[0] * a + (1 - BETAS[0]) * g, average, g)
        square = tree(lambda s, g: BETAS[1] * s + (1 - BETAS[1]) * g * g, square, g)
        c1, c2 = 1 - BETAS[0] ** t, 1 - BETAS[1] ** t
        p = tree(lambda p, a, s: p - RATE * (a / c1) / (jnp.sqrt(s / c2) + EPSILON), p, average, square)
        return (p, average, square, t), value

    def one(p: Any) -> Any:
        zeros = tree(jnp.zeros_like, p)
        batches = None if case.whole else (x, y)
        return jax.lax.scan(step, (p, zeros, zeros, jnp.float32(0)), batches, length=case.steps)

    compiled = jax.jit(jax.vmap(one))

    def train() -> int:
        jax.block_until_ready(compiled(first))
        return case.members

    return train


RIVALS = {
    "plain loop": plain_loop,
    "plain loop, fused Adam": plain_loop_fused_adam,
    "torch.func tutorial": tutorial,
    "baddbmm by hand": by_hand,
    "JAX jit(vmap(scan))": jax_scan,
}
