"""What becomes of a gradient on its way through untrained layers, measured and as mean-field theory predicts."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from actlab.evidence._lab import Lab
from actlab.evidence._reading import means
from actlab.i18n import Text
from actlab.records.exhibit import Measured

if TYPE_CHECKING:
    import pandas as pd
    import torch
    from torch import Tensor

__all__ = ["INIT_NAMES", "Decay", "Gradients", "decays"]

INIT_NAMES = {
    "torch": Text(en="torch's default", es="la de torch"),
    "xavier": Text(en="Xavier", es="Xavier"),
    "he": Text(en="He", es="He"),
}


@dataclass(frozen=True, kw_only=True)
class Gradients:
    """An analysis: a random gradient sent back through untrained networks, its mean square at each layer.

    The gradient of layer l is that of its pre-activations, relative to the last layer. ``predicted`` is the product
    of chi = n Var(w) E f'(sqrt(q) Z)^2 over the layers above, with q the variance of the pre-activations
    (Schoenholz et al., 2017. Deep information propagation. arXiv:1611.01232).

    Args:
        names: Activations.
        inits: As in `actlab.workloads.Recipe`.
        layers: Hidden layers of each network.
        width: Their units.
        networks: Networks of each activation and init.
    """

    names: tuple[str, ...]
    inits: tuple[str, ...]
    layers: int
    width: int
    networks: int

    def __call__(self, lab: Lab) -> pd.DataFrame:
        """Return ``candidate``, ``init``, ``network``, ``layer``, ``square`` and ``predicted``."""
        import pandas as pd

        pairs = [(name, init) for name in self.names for init in self.inits]
        rows: list[dict[str, Any]] = []
        for done, (name, init) in enumerate(pairs):
            rows += self._rows(lab, name, init)
            lab.tell((done + 1) / len(pairs))
        return pd.DataFrame(rows)

    def _rows(self, lab: Lab, name: str, init: str) -> Iterator[dict[str, Any]]:
        theory = self._predicted(name, init)
        for network in range(lab.pick(self.networks, 4)):
            found = self._measured(name, init, lab.generator(f"gradients {init}", network))
            squares = [float((each**2).mean()) for each in found]
            for layer, (square, chi) in enumerate(zip(squares, theory, strict=True), 1):
                ours = {"candidate": name, "init": init, "network": network, "layer": layer}
                yield {**ours, "square": square / squares[-1], "predicted": chi}

    def _variances(self, init: str) -> tuple[float, float]:
        """Return n Var(w) and Var(b) of a square layer."""
        return {"torch": (1 / 3, 1 / (3 * self.width)), "xavier": (1.0, 0.0), "he": (2.0, 0.0)}[init]

    def _predicted(self, name: str, init: str) -> list[float]:
        """Return E g_l^2 / E g_L^2 for layers 1 to L, with inputs of unit variance."""
        import numpy as np

        from actlab.activations import CATALOGUE

        weight, bias = self._variances(init)
        q, factors = weight + bias, []
        for _layer in range(self.layers - 1):
            factors.append(weight * _mean_square(lambda x: _slope(CATALOGUE[name], x), q))
            q = weight * _mean_square(CATALOGUE[name], q) + bias
        return [float(np.prod(factors[layer:])) for layer in range(self.layers)]

    def _measured(self, name: str, init: str, generator: torch.Generator) -> tuple[Tensor, ...]:
        """Return the gradient of each layer's pre-activations: one network, one input, a random gradient above."""
        import torch

        from actlab.activations import CATALOGUE

        weight, bias = self._variances(init)

        def drawn(*shape: int) -> Tensor:
            return torch.randn(*shape, dtype=torch.float64, generator=generator)

        h, before = drawn(self.width), []
        for _layer in range(self.layers):
            a = drawn(self.width, self.width) * (weight / self.width) ** 0.5 @ h + drawn(self.width) * bias**0.5
            before.append(a.requires_grad_())
            h = CATALOGUE[name](a)
        return torch.autograd.grad(before[-1], before, grad_outputs=drawn(self.width))


@dataclass(frozen=True)
class Decay:
    """The factor per layer on a gradient's mean square, with its 95 % interval, and mean-field theory's."""

    candidate: str
    init: str
    factor: float
    low: float
    high: float
    predicted: float

    @property
    def measured(self) -> Measured:
        """The factor as a number of a verdict."""
        init = INIT_NAMES[self.init]
        return Measured(
            label=Text(
                en=f"factor per layer on the gradient's mean square, {self.candidate}, {init.en}",
                es=f"factor por capa del cuadrado medio del gradiente, {self.candidate}, {init.es}",
            ),
            value=self.factor,
            low=self.low,
            high=self.high,
            expected=self.predicted,
            digits=4,
        )


def decays(frame: pd.DataFrame) -> dict[tuple[str, str], Decay]:
    """Return the decay for each activation and init.

    Args:
        frame: What `Gradients` returned.
    """
    steps = frame["layer"].max() - 1
    first = frame[frame["layer"] == 1]
    theory = first.groupby(["candidate", "init"])["predicted"].first()
    found = {}
    for row in means(first, ["candidate", "init"], "square").to_dict("records"):
        name, init = row["candidate"], row["init"]
        factor, low, high = (max(row[end], sys.float_info.min) ** (1 / steps) for end in ("mean", "low", "high"))
        found[name, init] = Decay(name, init, factor, low, high, float(theory[name, init]) ** (1 / steps))
    return found


def _slope(entry: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    import torch

    leaf = x.requires_grad_()
    return torch.autograd.grad(entry(leaf).sum(), leaf)[0]


def _mean_square(function: Callable[[Tensor], Tensor], variance: float) -> float:
    """Return E g(sqrt(v) Z)^2 for a standard normal Z."""
    import torch

    from actlab._shared.quadrature import normal_expectation

    return normal_expectation(lambda z: function(torch.from_numpy(variance**0.5 * z)).numpy() ** 2)
