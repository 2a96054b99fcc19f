"""A network of the user's own, in place of a workload's."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from actlab._shared.process_state import isolated
from actlab._shared.user_code import one_line, read_callable
from actlab.errors import OwnModelError
from actlab.i18n import _
from actlab.workloads._networks import Make
from actlab.workloads._spec import Parts, Workload

if TYPE_CHECKING:
    from torch import Tensor, nn

__all__ = ["OwnModel", "own_model", "read_model", "with_model"]

_SAMPLES = 8
_TOLERANCE = 1e-4

Builder = Callable[[Any], "nn.Module"]


@dataclass(frozen=True)
class OwnModel:
    """A network that the user's code builds.

    Args:
        builder: ``builder(activation)`` returns a module; the activation may be kept as a module or called for a
            fresh one, ``activation()``, in each hidden layer.
        content: The text it came from, for the plan's hash.
        where: What finds it again on a command line, ``my.py:build``.

    >>> from torch import nn
    >>> OwnModel(lambda activation: nn.Sequential(nn.Linear(2, 2), activation()), content="mine").fixed
    True
    """

    builder: Builder = field(repr=False)
    content: str
    where: str = ""
    fixed = True

    def build(self, make: Make, _shape: tuple[int, ...], _outputs: int, _hidden: tuple[int, ...], /) -> nn.Module:
        """Return what the user's code builds; its input and output sizes are its own."""
        return self._build(make)[0]

    def _build(self, make: Make) -> tuple[nn.Module, list[nn.Module]]:
        from actlab.workloads._factory import Factory, settle

        factory = Factory(make)
        net = self.builder(factory)
        _check_kind(net)
        return settle(net), factory.made


def own_model(builder: Builder, *, content: str = "", where: str = "") -> OwnModel:
    """Return a user's builder as a network.

    Args:
        builder: A function, or an ``nn.Module`` class, of one activation.
        content: The text it came from; read from the builder where none is given.
        where: What finds it again on a command line.

    Raises:
        OwnModelError: It cannot be called.

    >>> from torch import nn
    >>> own_model(lambda activation: nn.Sequential(nn.Linear(2, 2), activation())).where
    ''
    """
    if not callable(builder):
        raise OwnModelError(
            _("A model must be a function of an activation that returns a module; got {kind}.").format(
                kind=type(builder).__name__
            )
        )
    text = content or _source(builder)
    return OwnModel(builder, hashlib.sha256(text.encode()).hexdigest(), where)


def read_model(text: str) -> OwnModel:
    r"""Read ``my.py:build``: the function, or module class, of that name in that file.

    Raises:
        OwnModelError: The file or the name is missing, or the file cannot be run.

    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "my.py"
    >>> _count = path.write_text("from torch import nn\n\ndef build(f): return nn.Sequential(nn.Linear(2, 2), f())")
    >>> read_model(f"{path}:build").where == f"{path}:build"
    True
    """
    builder, content = read_callable(text, OwnModelError, "my.py:build")
    return own_model(builder, content=content, where=text)


def with_model(workload: Workload, model: OwnModel) -> Workload:
    """Return the workload with a network of the user's own, after trying it on the workload's data.

    Raises:
        OwnModelError: It cannot be built or run, gives another shape than the task needs, or not-a-number, does
            not hold the activation, or lets samples of one batch change each other.

    >>> from torch import nn
    >>> from actlab.workloads import CATALOGUE
    >>> def build(activation):
    ...     return nn.Sequential(nn.Linear(2, 16), activation(), nn.Linear(16, 16), activation(), nn.Linear(16, 2))
    >>> with_model(CATALOGUE["moons"], own_model(build)).hidden
    (16, 16)
    """
    parts = workload.parts(workload.splits[0], 0, 0)
    with isolated(0):
        net, activations = _built(model)
        _check_holds(net, activations)
        hidden = _check_outputs(net.eval(), activations, parts, _outputs(workload, parts))
    return replace(
        workload,
        network=model,
        hidden=hidden,
        where=(*workload.where, "--model", model.where) if model.where else workload.where,
    )


def _outputs(workload: Workload, parts: Parts) -> int:
    if workload.recipe.loss == "cross_entropy":
        return parts.classes
    return 1 if parts.y_train.ndim == 1 else int(parts.y_train.shape[1])


def _built(model: OwnModel) -> tuple[nn.Module, list[nn.Module]]:
    from torch import nn

    try:
        net, activations = model._build(lambda _layer, _features: nn.Tanh())
    except OwnModelError:
        raise
    except Exception as error:
        raise OwnModelError(_("The model cannot be built: {error}").format(error=one_line(error))) from error
    return net, activations


def _check_kind(net: Any) -> None:
    from torch import nn

    if not isinstance(net, nn.Module):
        raise OwnModelError(_("The model is {kind}, not a torch module.").format(kind=type(net).__name__))


def _check_holds(net: nn.Module, activations: list[nn.Module]) -> None:
    held = set(net.modules())
    if not activations or not all(module in held for module in activations):
        raise OwnModelError(
            _(
                "The model does not hold the activation that it was given; keep it as a module, as in "
                "`self.activation = activation`, or make one for each layer: `activation()`."
            )
        )


def _check_outputs(net: nn.Module, activations: list[nn.Module], parts: Parts, outputs: int) -> tuple[int, ...]:
    """Run the network on a few samples and return how many features enter each activation."""
    import torch

    x = torch.from_numpy(parts.x_train[:_SAMPLES])
    widths: dict[int, int] = {}
    handles = [
        module.register_forward_pre_hook(
            lambda _module, inputs, index=index: widths.update({index: int(inputs[0].shape[1])})
        )
        for index, module in enumerate(activations)
    ]
    y = _run(net, x)
    for handle in handles:
        handle.remove()
    if tuple(y.shape) != (len(x), outputs):
        raise OwnModelError(
            _("The model turns inputs of shape {before} into {after}; this task needs {needed}.").format(
                before=tuple(x.shape), after=tuple(y.shape), needed=(len(x), outputs)
            )
        )
    if not torch.isfinite(y).all():
        raise OwnModelError(_("The model gives NaN or infinite outputs before any training."))
    alone = torch.cat([_run(net, sample[None]) for sample in x])
    if not torch.allclose(alone, y, rtol=_TOLERANCE, atol=_TOLERANCE):
        raise OwnModelError(
            _("The model's output for a sample changes with the other samples of its batch, in evaluation mode.")
        )
    missing = [index for index in range(len(activations)) if index not in widths]
    if missing:
        raise OwnModelError(_("The model holds activations that its forward pass never uses."))
    return tuple(widths[index] for index in range(len(activations)))


def _run(net: nn.Module, x: Tensor) -> Tensor:
    import torch

    try:
        with torch.no_grad():
            y = net(x)
    except Exception as error:
        raise OwnModelError(
            _("The model failed on a float32 batch of shape {shape}: {error}").format(
                shape=tuple(x.shape), error=one_line(error)
            )
        ) from error
    if not isinstance(y, torch.Tensor):
        raise OwnModelError(_("The model returned {kind}, not a tensor.").format(kind=type(y).__name__))
    return y


def _source(builder: Builder) -> str:
    """Return the builder's source; its compiled code where there is no source, as in an interactive session."""
    try:
        return inspect.getsource(builder)
    except (OSError, TypeError):
        code = getattr(builder, "__code__", None)
        return f"{code.co_code!r}{code.co_consts!r}{code.co_names!r}" if code else repr(builder)
