"""What a model may need after a swap: statistics of BatchNorm estimated anew, initial weights of another scale."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from actlab._shared.process_state import isolated
from actlab.activations._derive import gain
from actlab.activations._module import ActivationModule
from actlab.errors import UsageError
from actlab.i18n import _
from actlab.surgery.preserved import preserved_buffers
from actlab.surgery.watching import ActivationCall, watching

if TYPE_CHECKING:
    from actlab.surgery.swap import SwapPlan

__all__ = ["model_output", "recalibrated", "rescaled"]

_NORMS = (nn.modules.batchnorm._BatchNorm,)
_WEIGHTED = (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d)


def model_output(model: nn.Module, batch: Any) -> Any:
    """Run a model on a batch as loaders yield it: a tensor, (inputs, targets), or a dictionary of arguments.

    Raises:
        UsageError: The batch is none of these.
    """
    if isinstance(batch, Mapping):
        return model(**batch)
    if isinstance(batch, Tensor):
        return model(batch)
    if isinstance(batch, list | tuple) and batch and isinstance(batch[0], Tensor):
        return model(batch[0])
    raise UsageError(
        _("A batch must be a tensor, (inputs, targets) or a dictionary of arguments; got {kind}.").format(
            kind=type(batch).__name__
        )
    )


def recalibrated(model: nn.Module, batches: Iterable[Any]) -> nn.Module:
    """Estimate the running statistics of each BatchNorm anew, as the plain mean over the batches.

    All other modules stay in the mode they are in; no weight changes.

    Args:
        model: The model; it is changed in place and returned.
        batches: What `model_output` takes.

    Raises:
        UsageError: There is no batch.
    """
    norms = [module for module in model.modules() if isinstance(module, _NORMS) and module.track_running_stats]
    held = [(norm, norm.momentum, norm.training) for norm in norms]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # a cumulative mean instead of a moving one
        norm.train()
    count = 0
    try:
        with torch.no_grad():
            for batch in batches:
                model_output(model, batch)
                count += 1
    finally:
        for norm, momentum, training in held:
            norm.momentum = momentum
            norm.train(training)
    if count == 0:
        raise UsageError(_("There is no batch to recalibrate on; give a loader that yields at least one."))
    return model


def rescaled(plan: SwapPlan, args: Any, kwargs: Any) -> None:
    """Multiply the weights of the layer before each replaced site by the ratio of the gains.

    Args:
        plan: A plan that was applied.
        args: The input that it was made with.
        kwargs: Its arguments by keyword.
    """
    ratios = {
        each.site.label: gain(each.new.entry) / gain(each.site.meaning.entry)
        for each in plan.replaced
        if isinstance(each.new, ActivationModule) and each.new.entry.kind == "elementwise"
    }
    feeding = _Feeding({each.new: ratios[each.site.label] for each in plan.replaced if each.site.label in ratios})
    with ExitStack() as stack:
        stack.enter_context(isolated(0))
        stack.enter_context(torch.no_grad())
        stack.enter_context(preserved_buffers(plan.model))
        for module in plan.model.modules():
            if isinstance(module, _WEIGHTED):
                stack.callback(module.register_forward_hook(feeding.produced).remove)
        stack.enter_context(watching(plan.model, feeding))
        plan.model(*args, **kwargs)
    with torch.no_grad():
        for module, ratio in feeding.factors.items():
            if math.isfinite(ratio):
                module.weight.mul_(ratio)


class _Feeding:
    """The watcher that finds which layer's output each new activation takes."""

    def __init__(self, ratios: dict[nn.Module | None, float]) -> None:
        self._ratios = ratios
        self._source: dict[int, nn.Linear] = {}
        self._alive: list[Tensor] = []
        self.factors: dict[nn.Linear, float] = {}

    def produced(self, module: nn.Module, _args: Any, output: Tensor) -> None:
        assert isinstance(module, _WEIGHTED)
        self._source[id(output)] = module  # type: ignore[assignment]
        self._alive.append(output)

    def activation(self, call: ActivationCall, compute: Callable[[], Any], x: Tensor) -> Any:
        if call.module in self._ratios and id(x) in self._source:
            self.factors[self._source[id(x)]] = self._ratios[call.module]
        return compute()

    def other(self, path: str, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], output: Any) -> None:
        """Take no note."""
