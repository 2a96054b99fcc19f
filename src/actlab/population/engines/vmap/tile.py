"""A tile: the members that are trained together, their weights in the rows of one matrix."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property

import torch
from torch import Tensor, nn
from torch.func import functional_call

from actlab.population.data import Data, Part
from actlab.population.dropout import StreamDropout
from actlab.population.engines.loop import Stopping
from actlab.population.engines.vmap.convolution import stack_convolutions
from actlab.population.engines.vmap.linear import stack_linear_layers
from actlab.population.engines.vmap.optimizers import State, fresh_state, take_step
from actlab.population.evaluation import Trained
from actlab.population.losses import stacked_losses
from actlab.population.members import Member
from actlab.population.networks import activation_parameters
from actlab.population.schedule import batch_sizes
from actlab.workloads import Recipe

__all__ = ["Tile", "TileEntry"]

_LINE = 16
_VECTOR = 64
"""Elementwise kernels work through this many numbers at a time, and may round the last few otherwise."""


@dataclass
class TileEntry:
    """One member in training: its network, which gets the final weights, its data, its orders, its stopping."""

    member: Member
    net: nn.Module
    data: Data
    orders: Iterator[Tensor | None]
    stopping: Stopping | None
    best: dict[str, Tensor] = field(default_factory=dict)
    curve: list[float] = field(default_factory=list)
    validation_curve: list[float] = field(default_factory=list)
    validation_scores: list[float] = field(default_factory=list)

    @cached_property
    def tensors(self) -> dict[str, Tensor]:
        """The network's own parameters and buffers by name, apart from autograd."""
        named = (*self.net.named_parameters(), *self.net.named_buffers())
        return {name: tensor.detach() for name, tensor in named}

    @property
    def trained(self) -> Trained:
        """What came of it."""
        return Trained(
            network=self.net,
            curve=self.curve,
            validation_curve=self.validation_curve,
            validation_scores=self.validation_scores,
        )


class Tile:
    """Stacked members, with spare copies of the last one behind them.

    The spare rows take the ends of all tensors, where elementwise kernels round otherwise than in the middle. So
    no member's results depend on how many stand beside it.

    Args:
        entries: The members; their networks have the same form and their data the same shapes.
        recipe: How they are trained.
    """

    def __init__(self, entries: Sequence[TileEntry], recipe: Recipe) -> None:
        self.entries = list(entries)
        self.recipe = recipe
        self.net = deepcopy(self.entries[0].net)
        stack_linear_layers(self.net)
        stack_convolutions(self.net)
        self.layout = _layout(self.net)
        self.spare = -(-_VECTOR // _smallest_batch(self.entries[0].data, recipe))
        self.parameters = torch.zeros(len(self.slots), self.layout.length)
        for name, view in self._views(self.parameters).items():
            view.copy_(self._stack([entry.tensors[name] for entry in self.entries]))
        self.buffers = {
            name: self._stack([entry.tensors[name] for entry in self.entries]) for name, _ in self.net.named_buffers()
        }
        self.state: State = fresh_state(recipe, self.parameters)
        self._see()
        self.train = self._part(lambda data: data.train)
        if self.train.x.dim() == 3 and len(batch_sizes(len(self.entries[0].data.train), recipe)) == 1:
            self.train = Part(self.train.x.mT.contiguous().mT, self.train.y)  # as `StackedLinear` reads it
        self.dropouts = _dropouts(self.net)
        self._shapes: dict[int, list[torch.Size]] = {}

    @property
    def slots(self) -> list[int]:
        """Whose data each row holds: all entries, then the last one again."""
        last = len(self.entries) - 1
        return [*range(last + 1), *[last] * self.spare]

    def _stack(self, tensors: Sequence[Tensor]) -> Tensor:
        return torch.stack([tensors[slot] for slot in self.slots])

    def _part(self, choose: Callable[[Data], Part]) -> Part:
        parts = [choose(entry.data) for entry in self.entries]
        return Part(self._stack([part.x for part in parts]), self._stack([part.y for part in parts]))

    def step(self, indices: Sequence[Tensor] | None, factor: float, number: int) -> Tensor:
        """Take one step and return the members' losses.

        Args:
            indices: Each member's samples; None for all.
            factor: What the learning rates are multiplied with.
            number: The step's number, from 1.
        """
        batch = self.train if indices is None else _take(self.train, self._stack(indices))
        masks = self._masks(batch.x.shape[1])
        outputs = torch.vmap(self._forward)(self.leaves, self.buffers, masks, batch.x)
        losses = stacked_losses(self.recipe, outputs, batch.y)
        slopes = torch.autograd.grad(losses.sum(), list(self.leaves.values()))
        for view, slope in zip(self.slopes, slopes, strict=True):
            view.copy_(slope)
        rates = self.rates * factor
        take_step(self.parameters, self.gradient, self.state, self.recipe, rates, self.layout.decaying, number)
        return losses.detach()[: len(self.entries)]

    def _forward(
        self, parameters: dict[str, Tensor], buffers: dict[str, Tensor], masks: list[Tensor], x: Tensor
    ) -> Tensor:
        """Return one member's outputs."""
        for module, mask in zip(self.dropouts, masks, strict=bool(masks)):
            module.mask = mask
        try:
            outputs: Tensor = functional_call(self.net, (parameters, buffers), (x,))
            return outputs
        finally:
            for module in self.dropouts:
                module.mask = None

    def _views(self, matrix: Tensor) -> dict[str, Tensor]:
        return {
            name: matrix[:, place : place + shape.numel()].view(len(matrix), *shape)
            for name, (place, shape) in self.layout.places.items()
        }

    def _see(self) -> None:
        """Lay views over the present matrices of parameters and gradients, and look the learning rates up."""
        self.leaves = {name: view.detach().requires_grad_() for name, view in self._views(self.parameters).items()}
        self.gradient = torch.zeros_like(self.parameters)
        self.slopes = list(self._views(self.gradient).values())
        own = [self.entries[slot].member.learning_rate for slot in self.slots]
        self.rates = torch.tensor(own, dtype=torch.float64)

    def _masks(self, samples: int) -> list[Tensor]:
        """Draw each member's masks from its own streams."""
        if not self.dropouts:
            return []
        shapes = self._mask_shapes(samples)
        drawn = [
            [module.draw(shape) for module, shape in zip(_dropouts(entry.net), shapes, strict=True)]
            for entry in self.entries
        ]
        return [self._stack(masks) for masks in zip(*drawn, strict=True)]

    def _mask_shapes(self, samples: int) -> list[torch.Size]:
        """Return the shapes that enter one member's dropout layers for a batch of that size."""
        if samples not in self._shapes:
            found: dict[nn.Module, torch.Size] = {}
            handles = [
                module.register_forward_pre_hook(lambda module, inputs: found.update({module: inputs[0].shape}))
                for module in self.dropouts
            ]
            with torch.no_grad():
                self.net.eval()(self.train.x[0, :samples])
            self.net.train()
            for handle in handles:
                handle.remove()
            self._shapes[samples] = [found[module] for module in self.dropouts]
        return self._shapes[samples]

    def predict(self, choose: Callable[[Data], Part]) -> tuple[Tensor, Tensor, Tensor]:
        """Return the outputs of all rows in evaluation mode, the targets, and the losses."""
        part = self._part(choose)
        self.net.eval()
        with torch.no_grad():
            outputs = torch.vmap(self._forward)(self.leaves, self.buffers, [], part.x)
        self.net.train()
        return outputs, part.y, stacked_losses(self.recipe, outputs, part.y)

    def weights(self, index: int) -> dict[str, Tensor]:
        """Return a copy of a member's present parameters and buffers by name."""
        return {name: view[index].detach().clone() for name, view in {**self.leaves, **self.buffers}.items()}

    def finish(self, indices: Iterable[int]) -> None:
        """Load the final weights into the networks of some entries, and go on without these."""
        ended = set(indices)
        rows = {name: view.detach().unbind() for name, view in {**self.leaves, **self.buffers}.items()}
        for index in ended:
            entry = self.entries[index]
            final = entry.best or {name: of_all[index] for name, of_all in rows.items()}
            torch._foreach_copy_([entry.tensors[name] for name in final], [*final.values()])
        going = [index for index in range(len(self.entries)) if index not in ended]
        if ended and going:
            self._keep(going)

    def _keep(self, going: Sequence[int]) -> None:
        self.entries = [self.entries[index] for index in going]
        rows = [going[slot] for slot in self.slots]
        self.parameters = self.parameters[rows]
        self.buffers = {name: tensor[rows] for name, tensor in self.buffers.items()}
        self.state = {name: tensor[rows] for name, tensor in self.state.items()}
        self.train = Part(self.train.x[rows], self.train.y[rows])
        self._see()


@dataclass(frozen=True)
class _Layout:
    """Where each parameter lies in a row: those with weight decay first, each at the start of a cache line."""

    places: dict[str, tuple[int, torch.Size]]
    decaying: int
    length: int


def _layout(net: nn.Module) -> _Layout:
    exempt = activation_parameters(net)
    named = [(name, p) for name, p in net.named_parameters() if p.requires_grad]
    named.sort(key=lambda pair: pair[0] in exempt)
    places: dict[str, tuple[int, torch.Size]] = {}
    length = decaying = 0
    for name, parameter in named:
        places[name] = (length, parameter.shape)
        length += -(-parameter.numel() // _LINE) * _LINE
        decaying = decaying if name in exempt else length
    return _Layout(places, decaying, length)


def _dropouts(net: nn.Module) -> list[StreamDropout]:
    return [m for m in net.modules() if isinstance(m, StreamDropout) and m.p > 0]


def _smallest_batch(data: Data, recipe: Recipe) -> int:
    sizes = batch_sizes(len(data.train), recipe)
    return min(sizes if data.validation is None else [*sizes, len(data.validation)])


def _take(part: Part, indices: Tensor) -> Part:
    rows = torch.arange(len(indices)).unsqueeze(1)
    return Part(part.x[rows, indices], part.y[rows, indices])
