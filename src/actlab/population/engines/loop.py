"""The reference engine: one network at a time, in plain PyTorch, as the exercise trains it."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn

from actlab._isolation import isolated
from actlab.activations._module import module_class
from actlab.population.candidates import Candidate, Choice
from actlab.population.plan import Plan
from actlab.population.streams import Streams
from actlab.population.units import Probe
from actlab.workloads import Parts, Recipe

__all__ = ["Trained", "estimate", "initialise", "network", "train", "train_block", "train_blocks"]

NAME = "loop"


@dataclass(frozen=True)
class Trained:
    """A trained network and the training loss of each epoch."""

    network: nn.Module
    curve: list[float]


def train_blocks(plan: Plan, candidate: Candidate, blocks: Iterable[int]) -> Iterator[dict[str, Any]]:
    """Train one network a block and yield its row; see `actlab.records.NETWORKS`."""
    for block in blocks:
        yield train_block(plan, candidate, block)


def train_block(plan: Plan, candidate: Candidate, block: int) -> dict[str, Any]:
    """Train the candidate's network of one block and return its row."""
    start = time.process_time()
    streams = Streams(plan.seed, block, candidate.arm)
    parts = plan.workload.parts(plan.split, streams.seed("data"), streams.seed("split"))
    with isolated(streams.seed("activation")):
        net = network(plan, candidate, parts, streams)
        trained = train(net, *_tensors(parts.x_train, parts.y_train), plan.recipe)
        row = _evaluate(trained, parts, keep_items=plan.split == "exercise")
    return {
        "candidate": candidate.label,
        "regime": plan.regime,
        "block": block,
        "trial": 0,
        "learning_rate": plan.recipe.learning_rate,
        "engine": NAME,
        "epochs": plan.recipe.epochs,
        "curve": trained.curve,
        "seconds": time.process_time() - start,
        **row,
    }


def estimate(plan: Plan) -> float:
    """Return about how many seconds of one core a network takes, from a tenth of its epochs.

    The global state of the generators and the number of threads are the same after as before.
    """
    recipe = replace(plan.recipe, epochs=max(1, plan.recipe.epochs // 10))
    tenth = replace(plan, recipe=recipe)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        times = [_seconds(tenth, candidate) for candidate in plan.candidates]
    finally:
        torch.set_num_threads(threads)
    return sum(times) / len(times) * plan.recipe.epochs / recipe.epochs


def _seconds(plan: Plan, candidate: Candidate) -> float:
    train_block(plan, candidate, 0)
    return float(train_block(plan, candidate, 0)["seconds"])


def network(plan: Plan, candidate: Candidate, parts: Parts, streams: Streams) -> nn.Module:
    """Return the candidate's network of one block, its weights drawn from the block's streams."""
    net = plan.workload.build(
        lambda layer, _width: _module(candidate.layers[layer]), parts.x_train.shape[1], parts.classes, plan.hidden
    )
    initialise(net, streams)
    return net


def _module(choice: Choice) -> nn.Module:
    """Return a fresh module; a vector function acts across the units, which lie on the last axis."""
    settings: dict[str, Any] = dict(choice.values)
    if choice.entry.kind != "elementwise":
        settings["dim"] = -1
    return module_class(choice.entry)(**settings)


def initialise(net: nn.Module, streams: Streams) -> None:
    """Give each Linear layer torch's default init, from the stream of its own path.

    Weights and bias are uniform on +-1/sqrt(fan_in), drawn as ``nn.Linear.reset_parameters`` draws them.
    """
    for path, module in net.named_modules():
        if isinstance(module, nn.Linear):
            module.to_empty(device="cpu")
            generator = streams.generator("init", path)
            nn.init.kaiming_uniform_(module.weight, a=math.sqrt(5), generator=generator)
            bound = 1 / math.sqrt(module.in_features)
            nn.init.uniform_(module.bias, -bound, bound, generator=generator)


def train(net: nn.Module, x: Tensor, y: Tensor, recipe: Recipe) -> Trained:
    """Train with cross-entropy and Adam on the full batch."""
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=recipe.learning_rate)
    curve = []
    for _epoch in range(recipe.epochs):
        optimizer.zero_grad()
        loss = criterion(net(x), y)
        loss.backward()
        optimizer.step()
        curve.append(loss.item())
    return Trained(net, curve)


def _evaluate(trained: Trained, parts: Parts, *, keep_items: bool) -> dict[str, Any]:
    net = trained.network.eval()
    x_train, y_train = _tensors(parts.x_train, parts.y_train)
    x_test, y_test = _tensors(parts.x_test, parts.y_test)
    with torch.no_grad(), Probe(net) as probe:
        train_logits = net(x_train)
        units = probe.shares()
        test_logits = net(x_test)
    correct = test_logits.argmax(1) == y_test
    train_loss = nn.functional.cross_entropy(train_logits, y_train).item()
    return {
        "train_loss": train_loss,
        "test_loss": nn.functional.cross_entropy(test_logits, y_test).item(),
        "train_score": _points(train_logits.argmax(1) == y_train),
        "test_score": _points(correct),
        "chance_score": _points(y_test == y_train.bincount().argmax()),
        "status": _status(net, train_logits, train_loss, y_train),
        "correct": correct.tolist() if keep_items else [],
        **units,
    }


def _status(net: nn.Module, logits: Tensor, loss: float, labels: Tensor) -> str:
    """Judge the training by its training part alone, never by the test part."""
    if not math.isfinite(loss) or not all(torch.isfinite(p).all() for p in net.parameters()):
        return "nonfinite"
    if (logits.argmax(1) == logits.argmax(1)[0]).all():
        return "constant"
    shares = labels.bincount() / len(labels)
    constant_loss = -(shares * shares.clamp_min(1e-30).log()).sum().item()
    return "ok" if loss < constant_loss else "no_better_than_constant"


def _tensors(x: Any, y: Any) -> tuple[Tensor, Tensor]:
    return torch.from_numpy(x), torch.from_numpy(y)


def _points(correct: Tensor) -> float:
    """Return the share of correct answers in points, computed from counts so that it is exact."""
    return 100.0 * int(correct.sum()) / len(correct)
