"""Score many networks of one chain at once: what `actlab.population.evaluation` says of each, without its overhead.

A network's numbers do not depend on those beside it: the last network of a stack is repeated until the real ones lie
outside the remainder that torch's kernels do not vectorise, and all begin where a cache line does.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from actlab.activations.module import ActivationModule
from actlab.population.data import Data, Part
from actlab.population.engines.fused.chain import Chain
from actlab.population.evaluation import Curves, open_test, sealed, select
from actlab.population.losses import constant_loss, stacked_constant, stacked_losses, stacked_scores
from actlab.population.training import Training
from actlab.population.units import layer_shares

__all__ = ["ChainStack", "can_stack"]

_ELEMENTS = 2**17
"""Of the widest layer's values that are looked at together: half a MiB stays in a core's cache."""
_TURN = 256
"""No fewer elements than one turn of a vectorised loop takes."""
_LINE = 16
"""Numbers in a cache line."""


def can_stack(chain: Chain) -> bool:
    """Return whether all functions of a chain are distinct activations of ours, without trained parameters."""
    modules = [f for f in chain.functions if isinstance(f, ActivationModule) and not list(f.parameters())]
    return len(modules) == len(chain.functions) == len(set(map(id, modules)))


@dataclass(frozen=True)
class ChainStack:
    """Trained networks of one form, the trials of a block side by side.

    Args:
        training: What was trained.
        chain: The form; see `can_stack`.
        parameters: Flat, of shape (networks, parameters).
        data: Of each network.
        curves: Of each network.
    """

    training: Training
    chain: Chain
    parameters: Tensor
    data: Sequence[Data]
    curves: Sequence[Curves]

    @property
    def _activations(self) -> list[ActivationModule]:
        return [f for f in self.chain.functions if isinstance(f, ActivationModule)]

    @torch.no_grad()
    def rows(self) -> list[dict[str, Any]]:
        """Return the columns of each network; the test part is opened for the chosen trial of each block."""
        size = max(1, _ELEMENTS // (max(self.chain.sizes) * len(self.data[0].train)))
        found: list[dict[str, Any]] = []
        for first in range(0, len(self.data), size):
            found += self._sealed(range(first, min(first + size, len(self.data))))
        trials = self.training.trials
        chosen = [first + select(found[first : first + trials]) for first in range(0, len(found), trials)]
        opened = max(1, size * len(self.data[0].train) // len(self.data[0].test))
        for first in range(0, len(chosen), opened):
            self._open(chosen[first : first + opened], found)
        return found

    def _sealed(self, networks: Sequence[int]) -> list[dict[str, Any]]:
        """Return what is known of the networks before the test part is opened."""
        train, outputs, inputs = self._seen(networks, "train")
        numbers = self._numbers(networks, "train", train, outputs)
        if self.data[0].validation is not None:
            more = self._numbers(networks, "validation", *self._seen(networks, "validation")[:2])
            numbers = [one | other for one, other in zip(numbers, more, strict=True)]
        shares = [layer_shares(f, z) for f, z in zip(self._activations, inputs, strict=True)]
        constant = stacked_constant(self.training.recipe, outputs, train.y).tolist()
        finite = torch.isfinite(self.parameters[list(networks)]).all(dim=1).tolist()
        return [
            sealed(
                self.curves[network],
                numbers[i],
                {"dead": [dead[i] for dead, _ in shares], "saturated": [saturated[i] for _, saturated in shares]},
                finite=finite[i],
                constant=constant[i],
                least=constant_loss(self.training.recipe, self.data[network].train.y),
            )
            for i, network in enumerate(networks)
        ]

    def _open(self, networks: Sequence[int], found: list[dict[str, Any]]) -> None:
        """Open the test part for the networks and add its columns."""
        test, outputs, _ = self._seen(networks, "test")
        singles = self._singles(networks, test, outputs)
        for i, numbers in enumerate(self._numbers(networks, "test", test, outputs)):
            numbers["single_score"] = singles[i]
            found[networks[i]] |= open_test(self.training, numbers, outputs[i], self.data[networks[i]])

    def _singles(self, networks: Sequence[int], test: Part, outputs: Tensor) -> list[float]:
        """Return the scores on the test samples of a single run."""
        single = self.data[networks[0]].single
        outputs, y, metric = outputs[:, :single], test.y[:, :single], self.training.workload.metric
        losses = y.new_zeros(0) if metric.higher_is_better else stacked_losses(self.training.recipe, outputs, y)
        return stacked_scores(metric, self.training.recipe, outputs, y, losses)

    def _seen(self, networks: Sequence[int], name: str) -> tuple[Part, Tensor, list[Tensor]]:
        """Return a part's data, the outputs for it, and what enters each activation; stacked and repeated."""
        parts = [getattr(self.data[network], name) for network in networks]
        repeated = -(-_TURN // (len(parts[0]) * min(self.chain.sizes)))
        parts += parts[-1:] * repeated
        part = Part(torch.stack([each.x for each in parts]), torch.stack([each.y for each in parts]))
        outputs, inputs = self._forward(self.parameters[[*networks, *[networks[-1]] * repeated]], _aligned(part.x))
        samples = len(parts[0])
        return part, outputs[:, :samples].contiguous(), [z[:, :samples].contiguous() for z in inputs]

    def _forward(self, parameters: Tensor, x: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Return the outputs and what enters each activation."""
        inputs: list[Tensor] = []
        rest = parameters
        for layer, (ins, outs) in enumerate(itertools.pairwise(self.chain.sizes)):
            weight, bias, rest = torch.tensor_split(rest, (outs * ins, outs * ins + outs), dim=1)
            turned = _aligned(weight)[:, : outs * ins].view(-1, outs, ins).transpose(1, 2)
            z = torch.baddbmm(bias.unsqueeze(1), x, turned)
            if layer < len(self.chain.functions):
                inputs.append(z)
                x = self.chain.functions[layer](z)
        return z, inputs

    def _numbers(self, networks: Sequence[int], name: str, part: Part, outputs: Tensor) -> list[dict[str, float]]:
        losses = stacked_losses(self.training.recipe, outputs, part.y)
        scores = stacked_scores(self.training.workload.metric, self.training.recipe, outputs, part.y, losses)
        found = zip(losses.tolist(), scores, strict=True)
        return [
            {f"{name}_loss": loss, f"{name}_score": score} for _, (loss, score) in zip(networks, found, strict=False)
        ]


def _aligned(stack: Tensor) -> Tensor:
    """Return matrices with rows of zeros at their ends, so that each begins where a cache line does.

    The bits of a product depend on it.
    """
    missing = -stack.shape[1] % _LINE
    return torch.cat([stack, stack.new_zeros(len(stack), missing, *stack.shape[2:])], dim=1)
