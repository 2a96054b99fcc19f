"""What is known of a model before anything is judged: its calls, its units, its gradients."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from actlab._shared.user_code import one_line
from actlab.diagnostics.flow import ActivationStep, Flow
from actlab.diagnostics.tally import SiteTally
from actlab.diagnostics.units import SiteStatistics
from actlab.errors import UsageError
from actlab.i18n import _
from actlab.surgery.aftercare import model_output
from actlab.surgery.known import Meaning, known_function, meaning_of_call
from actlab.surgery.observation import observing
from actlab.surgery.sites import check_model
from actlab.surgery.watching import ActivationCall

LOSS = "(loss)"
"""The path of what the loss calls."""

__all__ = ["LOSS", "ProbeEvidence", "SiteEvidence", "gather"]


@dataclass(frozen=True)
class SiteEvidence:
    """One site with what was seen of its units.

    Args:
        label: Module path, or module path and call index.
        meaning: What it computes.
        module: The activation module; None for a function.
        overwrites: Whether it writes into its input.
        calls: How often its line ran in one forward pass.
        turn: Which of these it is, from 0.
        place: What recognises the line.
        statistics: What was seen of its units; None for a function that is not elementwise.
    """

    label: str
    meaning: Meaning
    module: nn.Module | None
    overwrites: bool
    calls: int
    turn: int
    place: Hashable
    statistics: SiteStatistics | None


@dataclass(frozen=True)
class ProbeEvidence:
    """All that the diagnostics read.

    Args:
        model: The model.
        sites: Its activation calls, in the order in which they run.
        flow: The way of the tensors of the first batch.
        inputs: The first batch's inputs.
        output: What the model returned for it.
        targets: The first batch's targets; None if it has none.
        loss: The loss; None if none was given.
        loss_value: Its value; None if it could not be computed.
        gradients: Norm of the loss's gradient for each weight matrix, in the order of the forward pass, and its size.
        failure: What autograd said when the gradient could not be computed.
        optimizer: The optimizer; None if none was given.
        batches: How many batches were looked at.
        stopped: Why the loader ended early; empty if it did not.
        options: What else was given.
    """

    model: nn.Module
    sites: tuple[SiteEvidence, ...]
    flow: Flow
    inputs: Any
    output: Tensor | None
    targets: Any = None
    loss: Callable[..., Any] | None = None
    loss_value: float | None = None
    gradients: tuple[tuple[str, float], ...] = ()
    failure: str = ""
    optimizer: Any = None
    batches: int = 1
    stopped: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)

    def site(self, step: ActivationStep) -> SiteEvidence | None:
        """Return the site of a step of the flow."""
        key = (step.call.place, step.turn)
        return next((site for site in self.sites if (site.place, site.turn) == key), None)


def gather(
    model: nn.Module,
    batches: Iterable[Any],
    loss: Callable[..., Any] | None = None,
    optimizer: Any = None,
    options: Mapping[str, Any] | None = None,
) -> ProbeEvidence:
    """Run a model on batches and return what was seen. Weights, buffers and the random state stay as they are.

    Args:
        model: The model, in the mode in which it is to be judged.
        batches: Tensors, (inputs, targets), or dictionaries of arguments.
        loss: A function of (output, targets) that returns a number.
        optimizer: The optimizer, for what concerns weight decay.
        options: Further settings that single diagnostics read.

    Raises:
        UsageError: There is no batch, the model cannot be looked into, or it fails on the first batch.
    """
    check_model(model)
    tally = SiteTally(model)
    flow = Flow(tally.activation)
    first: dict[str, Any] = {}
    count, stopped = 0, ""
    try:
        for batch in batches:
            tally.begin()
            if count == 0:
                first = _first_batch(model, batch, flow, loss)
            else:
                with observing(model, tally):
                    model_output(model, batch)
            count += 1
    except Exception as error:
        if count == 0:
            raise
        stopped = one_line(error)
    if count == 0:
        raise UsageError(_("The loader yields no batch; give one that yields at least one."))
    sites = tuple(
        SiteEvidence(
            label, seen.call.meaning, seen.call.module, seen.call.overwrites, tally.calls[seen.call.place], seen.turn,
            seen.call.place, seen.counter.statistics(),
        )
        for label, seen in tally
    )  # fmt: skip
    return ProbeEvidence(
        model=model, sites=sites, flow=flow, loss=loss, optimizer=optimizer, batches=count, stopped=stopped,
        options=options or {}, **first,
    )  # fmt: skip


def _first_batch(model: nn.Module, batch: Any, flow: Flow, loss: Callable[..., Any] | None) -> dict[str, Any]:
    """Run the first batch with autograd and return what it shows."""
    inputs, targets = _parts(batch)
    found: dict[str, Any] = {"inputs": inputs, "targets": targets}
    with observing(model, flow, gradients=True):
        found["output"] = output = _tensor(model_output(model, batch))
        if loss is not None and targets is not None and output is not None:
            # inside, since buffers are put back at the end, and batch normalisation needs them for its gradient
            found |= _gradients(model, loss, output, targets, flow)
    return found


def _gradients(model: nn.Module, loss: Callable[..., Any], output: Tensor, targets: Any, flow: Flow) -> dict[str, Any]:
    """Return the loss and the gradient per weight of each layer, or what stands against them."""
    weights = [(name, value) for name, value in model.named_parameters() if value.requires_grad and value.dim() > 1]
    try:
        with _LossMode(flow):
            value = loss(output, targets)
        found: dict[str, Any] = {"loss_value": float(value.detach())}
        if weights and value.requires_grad:
            slopes = torch.autograd.grad(value, [each for _name, each in weights], allow_unused=True)
            pairs = zip(weights, slopes, strict=True)
            found["gradients"] = tuple(
                (name, float(slope.norm() / each.numel() ** 0.5)) for (name, each), slope in pairs if slope is not None
            )
    except Exception as error:  # whatever the user's loss or autograd says is evidence
        return {"failure": one_line(error)}
    return found


class _LossMode(TorchFunctionMode):
    """Writes down what the loss calls, as part of the way of the tensors."""

    def __init__(self, flow: Flow) -> None:
        super().__init__()
        self._flow = flow

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        known = known_function(func)
        if known is None:
            output = func(*args, **kwargs)
            self._flow.other(LOSS, func, args, kwargs, output)
            return output
        name, reading = known
        call = ActivationCall(LOSS, name, meaning_of_call(reading, args, kwargs), None, False)
        return self._flow.note(call, func(*args, **kwargs), args[0] if args else kwargs["input"])


def _parts(batch: Any) -> tuple[Any, Any]:
    if isinstance(batch, Mapping):
        return batch, batch.get("labels")
    if isinstance(batch, list | tuple) and batch:
        return batch[0], batch[1] if len(batch) > 1 else None
    return batch, None


def _tensor(output: Any) -> Tensor | None:
    """Return the tensor that a model's output is about: itself, its logits, or its first element."""
    if isinstance(output, Tensor):
        return output
    if isinstance(output, Mapping):
        output = output.get("logits", next(iter(output.values()), None))
        return output if isinstance(output, Tensor) else None
    if hasattr(output, "logits"):
        return _tensor(output.logits)
    return _tensor(output[0]) if isinstance(output, list | tuple) and output else None
