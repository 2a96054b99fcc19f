"""What a model may need after a swap: statistics of BatchNorm estimated anew, initial weights of another scale."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from typing import Any

import torch
from torch import Tensor, nn

from actlab.activations.derive import gain
from actlab.activations.module import ActivationModule
from actlab.errors import UsageError
from actlab.i18n import _
from actlab.surgery.known import Meaning
from actlab.surgery.observation import observing
from actlab.surgery.watching import ActivationCall

__all__ = ["gain_ratio", "model_output", "recalibrated", "rescaled"]

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

    >>> norm = nn.BatchNorm1d(2).eval()
    >>> recalibrated(norm, [torch.full((4, 2), 3.0)]).running_mean
    tensor([3., 3.])
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


def rescaled(model: nn.Module, ratios: Mapping[nn.Module, float], args: Any, kwargs: Any) -> None:
    """Multiply the weights of the layer before each new activation by the ratio of the gains.

    Args:
        model: A model whose activations were replaced.
        ratios: The modules that took their places, each with its `gain_ratio`.
        args: An input for its forward pass, by place.
        kwargs: The same by keyword.
    """
    feeding = _Feeding(ratios)
    weighted = [module for module in model.modules() if isinstance(module, _WEIGHTED)]
    with ExitStack() as stack:
        for module in weighted:
            stack.callback(module.register_forward_hook(feeding.produced).remove)
        stack.enter_context(observing(model, feeding))
        model(*args, **kwargs)
    with torch.no_grad():
        for module, ratio in feeding.factors.items():
            module.weight.mul_(ratio)


def gain_ratio(old: Meaning, new: nn.Module) -> float:
    """Return the ratio of the gains of two elementwise entries.

    Raises:
        UsageError: One has no gain: it is no elementwise entry of the catalogue, or its second moment is 0 or infinite.
    """
    if not isinstance(new, ActivationModule):
        raise UsageError(
            _("The gain of {name} is not known, so initial weights cannot be rescaled for it.").format(
                name=type(new).__name__
            )
        )
    values = {name: value for name, value in new.values().items() if isinstance(value, float)}
    return gain(new.entry, **values) / gain(old.entry, **dict(old.values))


class _Feeding:
    """The watcher that finds which layer's output each new activation takes."""

    def __init__(self, ratios: Mapping[nn.Module, float]) -> None:
        self._ratios = ratios
        self._source: dict[int, Any] = {}
        self._alive: list[Tensor] = []  # so that no id is given twice
        self.factors: dict[Any, float] = {}

    def produced(self, module: nn.Module, _args: Any, output: Tensor) -> None:
        self._source[id(output)] = module
        self._alive.append(output)

    def activation(self, call: ActivationCall, compute: Callable[[], Any], x: Tensor) -> Any:
        if call.module is not None and call.module in self._ratios and id(x) in self._source:
            self.factors[self._source[id(x)]] = self._ratios[call.module]
        return compute()

    def other(self, path: str, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], output: Any) -> None:
        """Take no note."""
