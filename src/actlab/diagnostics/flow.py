"""The way of tensors through a model: which call made a tensor, and which took it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812  its usual name

from actlab.surgery.watching import ActivationCall

__all__ = ["ActivationStep", "Flow", "Step"]

Kind = Literal["activation", "linear", "convolution", "product", "norm", "dropout", "shape", "log", "loss", "other"]

_KINDS: dict[Any, Kind] = {
    F.linear: "linear",
    torch.addmm: "linear",
    F.conv1d: "convolution",
    F.conv2d: "convolution",
    F.conv3d: "convolution",
    torch.matmul: "product",
    Tensor.matmul: "product",
    Tensor.__matmul__: "product",
    torch.bmm: "product",
    Tensor.bmm: "product",
    torch.einsum: "product",
    F.batch_norm: "norm",
    F.layer_norm: "norm",
    F.group_norm: "norm",
    F.instance_norm: "norm",
    F.dropout: "dropout",
    F.alpha_dropout: "dropout",
    F.feature_alpha_dropout: "dropout",
    **dict.fromkeys(
        (
            F.cross_entropy, F.nll_loss, F.binary_cross_entropy, F.binary_cross_entropy_with_logits, F.mse_loss,
            F.l1_loss, F.smooth_l1_loss, F.huber_loss,
        ),
        "loss",
    ),
    torch.log: "log",
    Tensor.log: "log",
    **dict.fromkeys(
        (
            torch.flatten, Tensor.flatten, Tensor.view, Tensor.reshape, torch.reshape, Tensor.permute, torch.permute,
            Tensor.transpose, torch.transpose, Tensor.contiguous, Tensor.squeeze, torch.squeeze, Tensor.unsqueeze,
            torch.unsqueeze, Tensor.detach, Tensor.to, Tensor.float,
        ),
        "shape",
    ),
}  # fmt: skip


@dataclass(kw_only=True)
class Step:
    """One call on the way.

    Args:
        kind: What the call does.
        name: The function's name.
        path: Path of the module that makes the call.
        inputs: The steps that made its tensors.
        output: What the call returned.
        users: How many later calls take its output.
    """

    kind: Kind
    name: str
    path: str
    inputs: list[Step] = field(default_factory=list)
    output: Tensor | None = None
    users: list[Step] = field(default_factory=list)

    def source(self) -> Step | None:
        """Return what made the first input, behind calls that only change its shape or drop elements."""
        step = self.inputs[0] if self.inputs else None
        while step is not None and step.kind in ("shape", "dropout") and step.inputs:
            step = step.inputs[0]
        return step


@dataclass(kw_only=True)
class ActivationStep(Step):
    """An activation call on the way.

    Args:
        call: The call.
        output: What it returned.
        turn: Which turn of its line it is, from 0.
    """

    call: ActivationCall
    output: Tensor
    turn: int = 0


class Flow:
    """The watcher that writes the way down.

    Args:
        then: A further watcher of the activation calls; it computes them.
    """

    def __init__(self, then: Callable[[ActivationCall, Callable[[], Any], Tensor], Any] | None = None) -> None:
        self.steps: list[Step] = []
        self._made: dict[int, Step] = {}  # the steps keep the tensors alive, so that no id is given twice
        self._then = then

    def activation(self, call: ActivationCall, compute: Callable[[], Any], x: Tensor) -> Any:
        """Write an activation call down."""
        source = self._made.get(id(x))  # before the call: one that overwrites its input becomes its own source
        output = compute() if self._then is None else self._then(call, compute, x)
        self._note(call, source, output)
        return output

    def note(self, call: ActivationCall, output: Tensor, x: Tensor) -> Tensor:
        """Write an activation call down that was computed already."""
        self._note(call, self._made.get(id(x)), output)
        return output

    def _note(self, call: ActivationCall, source: Step | None, output: Any) -> None:
        if isinstance(output, Tensor):
            inputs = [] if source is None else [source]
            step = ActivationStep(
                kind="activation", name=call.name, path=call.path, inputs=inputs, call=call, output=output,
                turn=sum(step.call.place == call.place for step in self.activations),
            )  # fmt: skip
            self._add(step, output)

    def other(self, path: str, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], output: Any) -> None:
        """Write another call down."""
        if next(_flat(output), None) is None:
            return
        name = getattr(function, "__name__", str(function))
        kind = "shape" if name == "__get__" else _KINDS.get(function, "other") if _hashable(function) else "other"
        tensors = [value for value in _flat((args, kwargs)) if id(value) in self._made]
        step = Step(kind=kind, name=name, path=path)
        step.inputs = [self._made[id(value)] for value in tensors]
        self._add(step, output)

    def _add(self, step: Step, output: Any) -> None:
        for each in _flat(output):
            self._made[id(each)] = step
            step.output = each
        for source in step.inputs:
            source.users.append(step)
        self.steps.append(step)

    def made(self, tensor: Any) -> Step | None:
        """Return the call that made a tensor, behind changes of shape; None for an input."""
        step = self._made.get(id(tensor)) if isinstance(tensor, Tensor) else None
        while step is not None and step.kind == "shape" and step.inputs:
            step = step.inputs[0]
        return step

    @property
    def activations(self) -> Iterator[ActivationStep]:
        """Yield the activation calls in their order."""
        yield from (step for step in self.steps if isinstance(step, ActivationStep))

    def of_kind(self, *kinds: Kind) -> Iterator[Step]:
        """Yield the calls of some kinds in their order."""
        yield from (step for step in self.steps if step.kind in kinds)


def _hashable(function: Any) -> bool:
    try:
        hash(function)
    except TypeError:
        return False
    return True


def _flat(value: Any) -> Iterator[Tensor]:
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _flat(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _flat(each)
