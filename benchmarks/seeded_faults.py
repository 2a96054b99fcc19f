"""How well do the diagnostics find faults that were planted? Run ``python benchmarks/seeded_faults.py [SEEDS]``.

The thresholds were chosen on the models that each diagnostic's own file builds. Here they meet models from other code:
perceptrons, convolutional networks and small transformers, healthy or with one planted fault. Per code: recall over
the sick models, and precision against healthy models of the same families. The faults are plain ones. A sick model may
show further findings rightly; only the planted code, and false alarms on healthy models, are counted.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812  its usual name

import actlab
from actlab.diagnostics import CATALOGUE

Model = tuple[nn.Module, Tensor, Any, Any, dict[str, Any]]


class Perceptron(nn.Module):
    """Functional activations, as many people write them."""

    def __init__(self, act: Callable[[Tensor], Tensor], depth: int, width: int, outputs: int = 3) -> None:
        super().__init__()
        sizes = [12, *[width] * depth]
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in itertools.pairwise(sizes))
        self.head = nn.Linear(width, outputs)
        self.act, self.last = act, lambda x: x

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x = self.act(layer(x))
        return self.last(self.head(x))


class Convolutional(nn.Module):
    """Convolutions with batch normalisation."""

    def __init__(self, act: type[nn.Module], width: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(1, width, 3, padding=1), nn.BatchNorm2d(width), act(), nn.MaxPool2d(2),
            nn.Conv2d(width, width, 3, padding=1), nn.BatchNorm2d(width), act(), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        )  # fmt: skip
        self.head = nn.Linear(width, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.body(x))


class Transformer(nn.Module):
    """Two encoder layers over feature vectors."""

    def __init__(self, act: str, width: int) -> None:
        super().__init__()
        self.embed = nn.Linear(12, width)
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(width, 2, 2 * width, dropout=0.0, activation=act, batch_first=True)
            for _ in range(2)
        )
        self.head = nn.Linear(width, 3)

    def forward(self, x: Tensor) -> Tensor:
        x = self.embed(x)
        for layer in self.layers:
            x = layer(x)
        return self.head(x.mean(1))


def healthy(seed: int) -> Model:
    """Return a model of one of the families, with an init that suits its activation."""
    torch.manual_seed(seed)
    labels = torch.randint(3, (192,))
    if seed % 3 == 0:
        name, act = (("relu", F.relu), ("tanh", torch.tanh), ("gelu", F.gelu), ("silu", F.silu))[seed // 3 % 4]
        model = Perceptron(act, 2 + seed % 3, 24 + seed % 17)
        for layer in model.layers:
            scaled(layer, actlab.gain(name))
        return model, torch.randn(192, 12), labels, F.cross_entropy, {}
    if seed % 3 == 1:
        model = Convolutional((nn.ReLU, nn.SiLU, nn.Hardswish)[seed // 3 % 3], 12 + seed % 9)
        return model, torch.randn(192, 1, 12, 12), labels, F.cross_entropy, {}
    return Transformer("gelu", 16 + 2 * (seed % 5)), torch.randn(192, 6, 12), labels, F.cross_entropy, {}


def scaled(layer: nn.Linear, gain: float) -> None:
    nn.init.normal_(layer.weight, 0, gain / layer.in_features**0.5)
    nn.init.zeros_(layer.bias)


def perceptron(seed: int, act: Any = F.relu, name: str = "relu", depth: int = 3, outputs: int = 3) -> Perceptron:
    torch.manual_seed(seed)
    model = Perceptron(act, depth, 24 + seed % 17, outputs)
    for layer in model.layers:
        scaled(layer, actlab.gain(name))
    return model


def classes(model: nn.Module, loss: Any = F.cross_entropy, **options: Any) -> Model:
    return model, torch.randn(192, 12), torch.randint(3, (192,)), loss, options


def regression(model: nn.Module, targets: Tensor, loss: Any = F.mse_loss) -> Model:
    return model, torch.randn(192, 12), targets, loss, {}


def with_last(model: Perceptron, last: Callable[[Tensor], Tensor]) -> Perceptron:
    model.last = last
    return model


def dead(seed: int) -> Model:
    model = perceptron(seed)
    with torch.no_grad():
        model.layers[1].bias[: 2 + seed % 6] = -1e3
    return classes(model)


def constant(seed: int) -> Model:
    model = perceptron(seed, torch.tanh, "tanh")
    with torch.no_grad():
        model.layers[1].weight[: 6 + seed % 5] = 0
        model.layers[1].bias[: 6 + seed % 5] = 0.7
    return classes(model)


def dormant(seed: int) -> Model:
    model = perceptron(seed, F.gelu, "gelu")
    with torch.no_grad():
        model.layers[1].weight[: len(model.layers[1].weight) // 2] *= 1e-4
    return classes(model)


def always_on(seed: int) -> Model:
    model = perceptron(seed)
    with torch.no_grad():
        model.layers[0].bias += 30 + seed % 10
    return classes(model)


def saturated(seed: int) -> Model:
    model = perceptron(seed, torch.sigmoid if seed % 2 else torch.tanh, "tanh")
    with torch.no_grad():
        model.layers[seed % 3].weight *= 25
    return classes(model)


def low_rank(seed: int) -> Model:
    model = perceptron(seed, F.relu, depth=1)
    with torch.no_grad():
        model.layers[0].weight[:] = model.layers[0].weight[:1] * (1 + 0.3 * torch.rand(len(model.layers[0].weight), 1))
    return classes(model)


def fading(seed: int) -> Model:
    model = perceptron(seed, depth=9)
    with torch.no_grad():
        for layer in model.layers:
            layer.weight *= 0.45 if seed % 2 else 2.2
    return classes(model)


def wrong_gain(seed: int) -> Model:
    act, gain = ((F.relu, 1.0), (torch.tanh, 0.8), (F.silu, 1.0))[seed % 3]
    torch.manual_seed(seed)
    model = Perceptron(act, 7, 30)
    for layer in model.layers:
        scaled(layer, gain)
    return classes(model)


def sigmoid_stack(seed: int) -> Model:
    torch.manual_seed(seed)
    return classes(Perceptron(torch.sigmoid, 8 + seed % 3, 24))


class TwoMaps(Perceptron):
    """A linear layer after a linear layer."""

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.layers[1](F.dropout(self.layers[0](x), 0.1, self.training)))


class HiddenSoftmax(Perceptron):
    """Softmax between two layers."""

    def forward(self, x: Tensor) -> Tensor:
        return self.head(torch.softmax(self.layers[0](x), -1))


class Overwriting(Perceptron):
    """An in-place function on what tanh needs for its gradient."""

    def forward(self, x: Tensor) -> Tensor:
        return self.head(F.relu(torch.tanh(self.layers[0](x)), inplace=True))


class SelfNormalizing(nn.Module):
    """SELU with ordinary dropout."""

    def __init__(self) -> None:
        super().__init__()
        self.a, self.b, self.c = nn.Linear(12, 32), nn.Linear(32, 32), nn.Linear(32, 3)
        for layer in (self.a, self.b):
            scaled(layer, 1.0)

    def forward(self, x: Tensor) -> Tensor:
        return self.c(F.selu(self.b(F.dropout(F.selu(self.a(x)), 0.2, self.training))))


def made(kind: type[Perceptron]) -> Callable[[int], Model]:
    def build(seed: int) -> Model:
        torch.manual_seed(seed)
        return classes(kind(F.relu, 2, 24))

    return build


def logits(last: Callable[[Tensor], Tensor], loss: Any, outputs: int = 3) -> Callable[[int], Model]:
    def build(seed: int) -> Model:
        model = with_last(perceptron(seed, outputs=outputs), last)
        if outputs == 1:
            return regression(model, (torch.randn(192, 1) > 0).float(), loss)
        return classes(model, loss)

    return build


def decayed(seed: int) -> Model:
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(12, 24), nn.PReLU(24 if seed % 2 else 1), nn.Linear(24, 3))
    return classes(model, optimizer=torch.optim.AdamW(model.parameters(), 1e-3, weight_decay=0.01))


def shared(seed: int) -> Model:
    torch.manual_seed(seed)
    act = nn.PReLU() if seed % 2 else nn.GELU()
    return classes(nn.Sequential(nn.Linear(12, 24), act, nn.Linear(24, 24), act, nn.Linear(24, 3)))


PLANTED: dict[str, Callable[[int], Model]] = {
    "ACT101": logits(lambda x: x.softmax(-1), F.cross_entropy),
    "ACT102": logits(torch.sigmoid, F.binary_cross_entropy_with_logits, 1),
    "ACT103": logits(lambda x: F.softmax(x, 1), F.nll_loss),
    "ACT104": lambda seed: regression(with_last(perceptron(seed, outputs=1), F.relu), torch.rand(192, 1)),
    "ACT105": lambda seed: regression(with_last(perceptron(seed, outputs=1), torch.tanh), 2 * torch.randn(192, 1)),
    "ACT106": lambda seed: classes(with_last(perceptron(seed), lambda x: F.softmax(x, 0)), None),
    "ACT107": lambda seed: classes(with_last(perceptron(seed), lambda x: torch.log(torch.sigmoid(x))), None),
    "ACT201": made(TwoMaps),
    "ACT202": lambda seed: classes(with_last(perceptron(seed), lambda x: torch.tanh(F.relu(x)))),
    "ACT203": made(HiddenSoftmax),
    "ACT301": fading,
    "ACT302": lambda _seed: classes(SelfNormalizing()),
    "ACT303": wrong_gain,
    "ACT401": made(Overwriting),
    "ACT402": shared,
    "ACT403": decayed,
    "ACT405": lambda seed: classes(perceptron(seed, F.rrelu if seed % 2 else F.mish, "silu"), opset=16),
    "ACT406": lambda seed: classes(perceptron(seed, F.relu6 if seed % 2 else F.leaky_relu), second_derivative=True),
    "ACT501": dead,
    "ACT502": saturated,
    "ACT503": constant,
    "ACT504": always_on,
    "ACT505": dormant,
    "ACT506": sigmoid_stack,
    "ACT507": low_rank,
}
"""The fault of each code; ACT404 compares with a configuration and has its own file's cases alone."""


def found(model: Model) -> tuple[str, ...]:
    net, inputs, targets, loss, options = model
    net.train()
    return actlab.diagnose(net, [(inputs, targets)], loss, **options).codes


def main() -> None:
    seeds = range(1000, 1000 + (int(sys.argv[1]) if len(sys.argv) > 1 else 30))
    alarms = [found(healthy(seed)) for seed in seeds]
    hits = {code: [code in found(build(seed)) for seed in seeds] for code, build in PLANTED.items()}
    right = wrong = missed = 0
    print(f"{len(seeds)} sick models per code, {len(alarms)} healthy ones\ncode    recall  precision")
    for entry in CATALOGUE:
        if entry.code not in hits:
            continue
        yes, false = sum(hits[entry.code]), sum(entry.code in codes for codes in alarms)
        right, wrong, missed = right + yes, wrong + false, missed + len(seeds) - yes
        print(f"{entry.code}   {yes / len(seeds):.2f}    {yes / (yes + false) if yes else 0:.2f}")
    print(f"all      {right / (right + missed):.3f}   {right / (right + wrong):.3f}")


if __name__ == "__main__":
    main()
