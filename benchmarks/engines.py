"""What does a step of one small network cost in each engine, and in the ways that others offer?

Microseconds of CPU for each member-step (one network, one full batch, one Adam step), on one core, the best of
several repetitions, drawing networks and data left out. The rows are the networks of many published studies:
sizes, activation, members and batch are printed. The columns:

loop       the reference engine
fused Adam the same loop with torch's fused Adam
tutorial   torch.func as its tutorial on ensembles shows it: vmap over grad, and torch's Adam on stacked tensors
vmap       the vmap engine
JAX        jit(vmap(scan)), compiling left out; a dash where JAX is not installed

Run: python benchmarks/engines.py [steps]
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812  its usual name

from actlab.i18n import Text
from actlab.population.candidates import read_candidates
from actlab.population.data import draw
from actlab.population.engines import loop
from actlab.population.engines.vmap import train as vmap
from actlab.population.members import members
from actlab.population.networks import network
from actlab.population.streams import Streams
from actlab.population.training import Training
from actlab.sources import Source
from actlab.workloads import Parts, Recipe, Workload

REPETITIONS = 3
RATE = 0.01
LOOPED = 4
"""Networks are alike: so many suffice for the engines that train one by one."""


@dataclass(frozen=True)
class Net:
    """Layer sizes, activation, members and batch of one row."""

    sizes: tuple[int, ...]
    activation: str
    members: int
    batch: int

    @property
    def label(self) -> str:
        """What the row is called."""
        return f"{'-'.join(map(str, self.sizes))} {self.activation} ({self.members}, {self.batch})"

    @property
    def function(self) -> Callable[[torch.Tensor], torch.Tensor]:
        """The activation, in torch."""
        return {"tanh": torch.tanh, "mish": F.mish, "relu": torch.relu, "gelu": F.gelu}[self.activation]


NETS = (
    Net((2, 32, 32, 1), "tanh", 256, 64),
    Net((2, 32, 32, 1), "mish", 256, 64),
    Net((4, 16, 16, 2), "relu", 256, 16),
    Net((16, 64, 64, 10), "gelu", 64, 128),
    Net((2, 10, 2), "relu", 256, 800),
    Net((64, 64, 64, 10), "relu", 64, 128),
)


@dataclass(frozen=True, kw_only=True)
class Noise(Workload):
    """Random inputs and labels of a net's sizes: what is learned does not matter here."""

    net: Net

    def parts(self, split: Any, data_seed: int, split_seed: int) -> Parts:  # noqa: ARG002  a workload's form
        """Draw a block's noise."""
        rng = np.random.default_rng(data_seed)
        x = rng.normal(size=(self.net.batch, self.net.sizes[0])).astype(np.float32)
        classes = max(2, self.net.sizes[-1])
        y = rng.integers(0, classes, self.net.batch)
        return Parts(x, y, x, y, classes)


def make_training(net: Net, steps: int, batch: int | None = None) -> Training:
    loss = "binary_cross_entropy" if net.sizes[-1] == 1 else "cross_entropy"
    recipe = Recipe(epochs=steps, learning_rate=RATE, loss=loss, batch_size=batch)
    workload = Noise(
        name="noise",
        title=Text(en="noise"),
        sample=lambda _seed: (np.zeros(1), np.zeros(1)),
        generated=True,
        source=Source("this file", "noise", 0),
        licence="none",
        hidden=net.sizes[1:-1],
        recipe=recipe,
        content="noise",
        net=net,
    )
    return Training(
        workload=workload,
        split="fresh",
        candidates=read_candidates([net.function, net.function], len(workload.hidden)),
        hidden=workload.hidden,
        recipe=recipe,
        seed=0,
        engine="vmap",
        torch_version=torch.__version__,
    )


def drawn(training: Training, count: int) -> list[tuple[nn.Module, Any, Streams]]:
    found = []
    for block in range(count):
        streams = Streams(training.seed, block)
        data = draw(training, streams)
        found.append((network(training, training.candidates[0], data, streams), data, streams))
    return found


def by_loop(training: Training, _net: Net) -> tuple[Callable[[], None], int]:
    nets = drawn(training, LOOPED)

    def run() -> None:
        for model, data, streams in nets:
            loop.train(model, data, training.recipe, training.workload.metric, streams.generator("order"))

    return run, LOOPED


def criterion(training: Training) -> Callable[[torch.Tensor, torch.Tensor], torch.Tensor]:
    if training.recipe.loss == "cross_entropy":
        return F.cross_entropy
    return lambda outputs, y: F.binary_cross_entropy_with_logits(outputs.squeeze(-1), y)


def by_fused_adam(training: Training, _net: Net) -> tuple[Callable[[], None], int]:
    nets, loss = drawn(training, LOOPED), criterion(training)

    def run() -> None:
        for model, data, _ in nets:
            optimizer = torch.optim.Adam(model.parameters(), lr=RATE, fused=True)
            for _step in range(training.recipe.epochs):
                optimizer.zero_grad()
                value = loss(model(data.train.x), data.train.y)
                value.backward()
                optimizer.step()
                value.item()

    return run, LOOPED


def by_tutorial(training: Training, net: Net) -> tuple[Callable[[], None], int]:
    nets, loss = drawn(training, net.members), criterion(training)
    model = nets[0][0]
    stacked, buffers = torch.func.stack_module_state([each for each, _, _ in nets])
    x, y = (torch.stack([getattr(data.train, name) for _, data, _ in nets]) for name in ("x", "y"))

    def value(parameters: Any, held: Any, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        return loss(torch.func.functional_call(model, (parameters, held), (x,)), y)

    slope = torch.vmap(torch.func.grad_and_value(value))

    def run() -> None:
        optimizer = torch.optim.Adam(stacked.values(), lr=RATE)
        for _step in range(training.recipe.epochs):
            slopes, values = slope(stacked, buffers, x, y)
            for name, parameter in stacked.items():
                parameter.grad = slopes[name]
            optimizer.step()
            values.tolist()

    return run, net.members


def by_vmap(training: Training, net: Net) -> tuple[Callable[[], None], int]:
    wanted = members(training, range(net.members))

    def entries() -> list[Any]:
        return [vmap._entry(training, training.candidates[0], member) for member in wanted]

    waiting = [entries() for _ in range(REPETITIONS + 1)]
    size = vmap.tile_size(training, waiting[0][0])

    def run() -> None:
        mine = waiting.pop()
        for first in range(0, net.members, size):
            vmap.train_together(training, mine[first : first + size])

    return run, net.members


def by_jax(training: Training, net: Net) -> tuple[Callable[[], None], int] | None:
    try:
        import jax
        import jax.numpy as jnp
    except ImportError:
        return None
    act = {"tanh": jnp.tanh, "mish": jax.nn.mish, "relu": jax.nn.relu, "gelu": lambda z: jax.nn.gelu(z, False)}
    nets = drawn(training, net.members)
    weights = [
        (jnp.stack([m[i].weight.detach().numpy() for m, _, _ in nets]),
         jnp.stack([m[i].bias.detach().numpy() for m, _, _ in nets]))
        for i in range(0, 2 * len(net.sizes) - 2, 2)
    ]  # fmt: skip
    x, y = (jnp.stack([getattr(d.train, name).numpy() for _, d, _ in nets]) for name in ("x", "y"))

    def value(weights: Any, x: Any, y: Any) -> Any:
        for w, b in weights[:-1]:
            x = act[net.activation](x @ w.T + b)
        z = x @ weights[-1][0].T + weights[-1][1]
        if net.sizes[-1] > 1:
            return -jnp.take_along_axis(jax.nn.log_softmax(z), y[:, None], 1).mean()
        return (jnp.logaddexp(0, z[:, 0]) - y * z[:, 0]).mean()

    def step(state: Any, number: Any) -> Any:
        weights, mean, square, x, y = state
        found, slope = jax.value_and_grad(value)(weights, x, y)
        mean = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, mean, slope)
        square = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, square, slope)
        unbias1, unbias2 = 1 - 0.9**number, 1 - 0.999**number
        weights = jax.tree.map(
            lambda w, m, v: w - RATE * (m / unbias1) / (jnp.sqrt(v / unbias2) + 1e-8), weights, mean, square
        )
        return (weights, mean, square, x, y), found

    def train(weights: Any, x: Any, y: Any) -> Any:
        zeros = jax.tree.map(jnp.zeros_like, weights)
        return jax.lax.scan(step, (weights, zeros, zeros, x, y), jnp.arange(1.0, training.recipe.epochs + 1))[1]

    compiled = jax.jit(jax.vmap(train))

    def run() -> None:
        compiled(weights, x, y).block_until_ready()

    return run, net.members


WAYS: dict[str, Callable[[Training, Net], tuple[Callable[[], None], int] | None]] = {
    "loop": by_loop,
    "fused Adam": by_fused_adam,
    "tutorial": by_tutorial,
    "vmap": by_vmap,
    "JAX": by_jax,
}


def cost(way: str, net: Net, steps: int) -> float | None:
    training = make_training(net, steps)
    made = WAYS[way](training, net)
    if made is None:
        return None
    run, count = made
    run()
    times = []
    for _repetition in range(REPETITIONS):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return min(times) / count / steps * 1e6


def main() -> None:
    torch.set_num_threads(1)
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    print(f"{'microseconds of CPU a member-step':38}" + "".join(f"{way:>12}" for way in WAYS))
    for net in NETS:
        found = [cost(way, net, steps) for way in WAYS]
        cells = "".join(f"{'-':>12}" if each is None else f"{each:12.1f}" for each in found)
        print(f"{net.label:38}{cells}", flush=True)
    if found[-1] is None:
        print("JAX is not installed: `pip install jax` fills its column.")


if __name__ == "__main__":
    main()
