"""The ``nn.Module`` of each entry: one class, with a code object of its own.

Dynamo caches compiled graphs by code object: with one shared ``forward``, the ninth activation in a process
fails under ``fullgraph``. So each entry's class gets a copy of ``forward`` whose code carries the entry's name.
The classes live in the namespace of ``actlab.activations``, where pickle finds them by name.
"""

from __future__ import annotations

import math
from functools import cache
from types import FunctionType
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from actlab.activations._noise import draw
from actlab.activations._parameters import Parameter
from actlab.activations._spec import GATE_PLACES, Activation, GatePlace
from actlab.errors import ParameterError
from actlab.i18n import _

__all__ = ["ActivationModule", "module_class"]


class ActivationModule(nn.Module):
    """The base of all activation modules.

    Learnable parameters are trained with the weights; by convention they get no weight decay.

    Args:
        inplace: Overwrite the input, where the function allows it; otherwise without effect.
        plain: Use torch's own kernels and ordinary autograd; see ``Activation.plain``.
        dim: The axis of a vector function, asked for by those alone, or of a gated one (the last by default).
        gate: Where the gate of a gated function lies: ``first``, ``last`` or ``interleaved``.
        num_parameters: How many values each learnable parameter has: one for all, or one a channel.
        channel_dim: The axis of the channels, for more than one value: 1 for images, -1 for tokens.
        values: The parameters of the entry; of a learnable one, where training starts.

    Raises:
        ParameterError: A parameter is unknown or out of its domain, or a structural argument is missing or too much.

    >>> import actlab
    >>> actlab.activation("leaky_relu", negative_slope=0.02)
    LeakyReLU(negative_slope=0.02)
    >>> actlab.activation("prelu", num_parameters=64)
    PReLU(num_parameters=64, channel_dim=1)
    """

    entry: ClassVar[Activation]
    out_features: int

    def __init__(
        self,
        *,
        inplace: bool = False,
        plain: bool = False,
        dim: int | None = None,
        gate: GatePlace | None = None,
        num_parameters: int = 1,
        channel_dim: int = 1,
        **values: Any,
    ) -> None:
        super().__init__()
        self.inplace = inplace
        self.plain = plain
        self.dim = -1 if dim is None and self.entry.kind == "gated" else dim
        self.gate = gate
        self.num_parameters = num_parameters
        self.channel_dim = channel_dim
        self._fixed: dict[str, Any] = {}
        checked = self.entry.check(values)
        for parameter in self.entry.parameters:
            self._hold(parameter, checked[parameter.name])
        self._check_dim()
        self._check_gate()
        self._check_channels()

    def _hold(self, parameter: Parameter, value: float) -> None:
        if not parameter.learnable:
            self._fixed[parameter.name] = value
            return
        start = math.log(math.expm1(value - parameter.interval.lower)) if parameter.constrained else value
        shape = () if self.num_parameters == 1 else (self.num_parameters,)
        self.register_parameter(parameter.name, nn.Parameter(torch.full(shape, start)))

    def _check_dim(self) -> None:
        name, needs = self.entry.name, self.entry.kind != "elementwise"
        if needs and self.dim is None:
            raise ParameterError(
                _("{name} acts along one dimension; say which: activation('{name}', dim=-1).").format(name=name)
            )
        if not needs and self.dim is not None:
            raise ParameterError(_("{name} acts on each element alone; leave `dim` out.").format(name=name))
        if self.dim is not None:
            self._fixed["dim"] = self.dim

    def _check_gate(self) -> None:
        if self.gate is None:
            return
        if self.entry.kind != "gated":
            raise ParameterError(_("{name} has no gate; leave `gate` out.").format(name=self.entry.name))
        if self.gate not in GATE_PLACES:
            raise ParameterError(
                _("The gate of {name} may lie: {places}; got {gate!r}.").format(
                    name=self.entry.name, places=", ".join(GATE_PLACES), gate=self.gate
                )
            )
        self._fixed["gate"] = self.gate

    def _check_channels(self) -> None:
        if self.num_parameters != 1 and not self._parameters:
            raise ParameterError(
                _("{name} has no learnable parameters; leave `num_parameters` out.").format(name=self.entry.name)
            )

    def values(self) -> dict[str, Any]:
        """Return what the function is called with besides its input."""
        return {**self._fixed, **{name: self._trained(name) for name in self._parameters}}

    def _trained(self, name: str) -> Tensor:
        held: Tensor = getattr(self, name)
        parameter = next(parameter for parameter in self.entry.parameters if parameter.name == name)
        return parameter.interval.lower + nn.functional.softplus(held) if parameter.constrained else held

    def _shaped(self, x: Tensor) -> dict[str, Any]:
        """Return the values, each channel's on the axis of the channels."""
        values = self.values()
        if self.num_parameters == 1:
            return values
        shape = [1] * x.dim()
        shape[self.channel_dim] = self.num_parameters
        return {name: values[name].view(shape) if name in self._parameters else values[name] for name in values}

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """Apply the activation to a tensor of any shape.

        Args:
            x: The input.
            mask: True where an element takes part; for softmax and its kin.
        """
        values = self._shaped(x)
        if mask is not None:
            values["mask"] = mask
        if self.entry.noise is not None and self.training:
            values["noise"] = draw(self.entry.noise, x)
        if self.inplace and self.entry.inplace is not None:
            overwritten: Tensor = self.entry.inplace(x, **values)
            return overwritten
        return self.entry.plain(x, **values) if self.plain else self.entry(x, **values)

    def extra_repr(self) -> str:
        """Show the parameters and what differs from a bare call."""
        shown: dict[str, Any] = dict(self._fixed)
        if self.num_parameters != 1:
            shown |= {"num_parameters": self.num_parameters, "channel_dim": self.channel_dim}
        else:
            shown |= {name: _number(self._trained(name)) for name in self._parameters}
        if self.inplace:
            shown["inplace"] = True
        return ", ".join(f"{name}={value}" for name, value in shown.items())


def _number(value: Tensor) -> str:
    return "..." if value.is_meta else f"{value.item():.6g}"


@cache
def module_class(entry: Activation) -> type[ActivationModule]:
    """Return the module class of an entry, always the same one."""
    code = ActivationModule.forward.__code__.replace(co_name=f"forward_{entry.name}")
    forward = FunctionType(code, globals(), "forward", (None,), ActivationModule.forward.__closure__)
    forward.__annotations__ = ActivationModule.forward.__annotations__
    body = {
        "entry": entry,
        "forward": forward,
        "__doc__": f"{entry.title}: {entry.formula or 'see its entry'}. {entry.source}",
        "__module__": "actlab.activations",
    }
    return type(entry.class_name, (ActivationModule,), body)
