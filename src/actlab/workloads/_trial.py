"""Try a user's network on a few samples before anything is trained: what it is, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn

from actlab._shared.process_state import one_thread
from actlab._shared.user_code import one_line
from actlab.errors import OwnModelError
from actlab.i18n import _
from actlab.workloads._arguments import wants_name
from actlab.workloads._ends import end_of, unreached
from actlab.workloads._spec import Parts

if TYPE_CHECKING:
    from actlab.workloads._model import OwnModel

__all__ = ["TriedModel", "needed_outputs", "tried"]

_SAMPLES = 8
_TOLERANCE = 1e-4


@dataclass(frozen=True)
class TriedModel:
    """What the trial found.

    Args:
        widths: How many features enter each activation.
        one_logit: Whether the network has one output for two classes.
        end: See `OwnModel`.
        unreached: See `OwnModel`.
        behaviour: The shapes of its parameters and its outputs at a fixed seed.
    """

    widths: tuple[int, ...]
    one_logit: bool
    end: str
    unreached: float
    behaviour: tuple[bytes, ...]


class Tried(nn.Module):
    """Stands for the candidates; its class tells it from all else that the network holds."""

    def forward(self, *inputs: Tensor) -> Tensor:
        """Apply a smooth function, which bounds nothing."""
        if not inputs:
            raise OwnModelError(
                _("The model makes its activations in forward; make them in __init__, as in `self.act = activation()`.")
            )
        return nn.functional.silu(inputs[0])


def tried(model: OwnModel, parts: Parts, loss: str) -> TriedModel:
    """Build the network, run it on a few samples, and return what it is.

    Raises:
        OwnModelError: The first fault that was found; see `with_model`.
    """
    outputs = needed_outputs(parts, loss)
    x = torch.as_tensor(parts.x_train[:_SAMPLES])
    with one_thread():
        net = _built(model, tuple(x.shape[1:]), outputs)
        places = [module for module in net.modules() if isinstance(module, Tried)]
        _check_holds(places)
        widths: dict[int, int] = {}
        y = _run(net.eval(), x, places, widths)
        one_logit = _check_shape(x, y, outputs, parts.classes)
        _check_outputs(net, x, y)
        if any(index not in widths for index in range(len(places))):
            raise OwnModelError(_("The model holds activations that its forward pass never uses."))
        end = end_of(y)
    if one_logit and end in ("sigmoid", "hardsigmoid"):
        raise OwnModelError(
            _(
                "The model ends in a sigmoid, and binary cross-entropy applies it once more: return the value before "
                "it, or two outputs, one for each class."
            )
        )
    _check_trains(net, x)
    shapes = repr([(name, tuple(p.shape)) for name, p in net.named_parameters()]).encode()
    outside = unreached(end, parts.y_train) if parts.classes == 0 else 0.0
    bits = y.detach().contiguous().numpy().tobytes()
    return TriedModel(tuple(widths[index] for index in range(len(places))), one_logit, end, outside, (shapes, bits))


def needed_outputs(parts: Parts, loss: str) -> int:
    """Return how many outputs a task needs."""
    return parts.classes if loss == "cross_entropy" else _columns(parts.y_train)


def _columns(y: Any) -> int:
    return 1 if np.ndim(y) == 1 else int(y.shape[1])


def _built(model: OwnModel, shape: tuple[int, ...], outputs: int) -> nn.Module:
    builder = model.own.thing
    try:
        return model.build(lambda _layer, _features: Tried(), shape, outputs, ())
    except OwnModelError:
        raise
    except Exception as error:
        if wants_name(builder):
            raise OwnModelError(
                _(
                    "{name} wants the name of an activation, and is given a module that stands for the candidate. Let "
                    "it take both: `activation if callable(activation) else ...` where it looks the name up ({error})."
                ).format(name=_name(builder), error=one_line(error))
            ) from error
        raise OwnModelError(_("The model cannot be built: {error}").format(error=one_line(error))) from error


def _check_holds(places: Sequence[nn.Module]) -> None:
    if not places:
        raise OwnModelError(
            _(
                "The model does not hold the activation that it was given; keep it as a module, as in "
                "`self.activation = activation`, or make one for each layer: `activation()`."
            )
        )


def _check_trains(net: nn.Module, x: Tensor) -> None:
    """Take the first half of a training step, which can fail where evaluation does not."""
    try:
        outputs = net.train()(x)
        if outputs.requires_grad:
            outputs.float().square().mean().backward()
    except OwnModelError:
        raise
    except Exception as error:
        raise OwnModelError(_("The model fails in training mode: {error}").format(error=one_line(error))) from error
    if not outputs.requires_grad:
        raise OwnModelError(
            _(
                "No weight of the model can be trained: its outputs have no gradient. Look for requires_grad_(False), "
                "detach() or torch.no_grad() in its code."
            )
        )


def _check_shape(x: Tensor, y: Tensor, outputs: int, classes: int) -> bool:
    """Return whether there is one output for two classes."""
    given = tuple(y.shape)
    if given == (len(x), outputs) or (given == (len(x),) and outputs == 1):
        return False
    if classes == 2 and given in ((len(x), 1), (len(x),)):
        return True
    raise _other_shape(x, given, outputs, classes)


def _other_shape(x: Tensor, given: tuple[int, ...], outputs: int, classes: int) -> OwnModelError:
    """Return what to raise where a task needs another shape of the outputs."""
    said = _("The model turns inputs of shape {before} into {after}; this task needs {needed}.").format(
        before=tuple(x.shape), after=given, needed=(len(x), outputs)
    )
    if classes and given in ((len(x), 1), (len(x),)):
        said += _(" Give it {classes} outputs, one for each class.").format(classes=classes)
    elif len(given) > 2:
        said += _(" Flatten or pool what its layers give, so that a sample has one row of outputs.")
    return OwnModelError(said)


def _check_outputs(net: nn.Module, x: Tensor, y: Tensor) -> None:
    if not torch.isfinite(y).all():
        raise OwnModelError(_("The model gives NaN or infinite outputs before any training."))
    if not torch.equal(_run(net, x), y):
        raise OwnModelError(
            _(
                "The model is random in evaluation mode: F.dropout and its kin need training=self.training; "
                "nn.Dropout knows by itself."
            )
        )
    alone = torch.cat([_run(net, sample[None]) for sample in x])
    if not torch.allclose(alone.reshape(y.shape), y, rtol=_TOLERANCE, atol=_TOLERANCE):
        raise OwnModelError(
            _("The model's output for a sample changes with the other samples of its batch, in evaluation mode.")
        )


def _run(net: nn.Module, x: Tensor, places: Any = (), widths: dict[int, int] | None = None) -> Tensor:
    """Run the network; note how many features enter each of the places."""
    found = {} if widths is None else widths
    handles = [
        module.register_forward_pre_hook(
            lambda _module, inputs, index=index: found.update({index: _features(inputs)} if inputs else {})
        )
        for index, module in enumerate(places)
    ]
    try:
        y = net(x)
    except OwnModelError:
        raise
    except Exception as error:
        raise _failure(x, error) from error
    finally:
        for handle in handles:
            handle.remove()
    if not isinstance(y, Tensor):
        raise OwnModelError(
            _(
                "The model returned {kind}, not a tensor; wrap it so that only the outputs (samples, outputs) come "
                "back, as in `return self.model(x)[0]`."
            ).format(kind=type(y).__name__)
        )
    return y


def _features(inputs: tuple[Tensor, ...]) -> int:
    return int(inputs[0].shape[min(1, inputs[0].dim() - 1)])


def _failure(x: Tensor, error: Exception) -> OwnModelError:
    """Return what to raise for an exception that a network raised on a batch."""
    text = str(error)
    given = {"shape": tuple(x.shape), "error": one_line(error)}
    if "index out of range in self" in text or "argument #1 'indices'" in text:
        said = _(
            "The model looks its inputs up in an embedding, and inputs are standardised here, so that they are no "
            "whole numbers from 0 on ({error}). Give the embedded inputs, or take the embedding out of the model."
        )
        return OwnModelError(said.format(**given))
    said = _("The model failed on a float32 batch of shape {shape}: {error}").format(**given)
    if "shapes cannot be multiplied" in text or "to have" in text:
        said += _(". A sample has the shape {sample}; make the first layer take that.").format(
            sample=tuple(x.shape[1:])
        )
    return OwnModelError(said)


def _name(builder: Any) -> str:
    return getattr(builder, "__name__", type(builder).__name__)
