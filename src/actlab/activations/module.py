"""The ``nn.Module`` of each entry: one class, with a code object of its own.

Dynamo caches compiled graphs by code object: with one shared ``forward``, the ninth activation in a process
fails under ``fullgraph``. So each entry's class gets a copy of ``forward`` whose code carries the entry's name.
The classes live in the namespace of ``actlab.activations``, where pickle finds them by name.

Learned parameters are read by the entry's names, never from ``_parameters``: FSDP, parametrizations, pruning and
the replicas of ``DataParallel`` take them out of there and leave the attribute.
"""

from __future__ import annotations

import math
from functools import cache
from types import FunctionType
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from actlab.activations import _operator  # noqa: F401  (compiled modules call its operator)
from actlab.activations._checks import check_channels, check_structure
from actlab.activations._noise import draw
from actlab.activations._parameters import Parameter
from actlab.activations._shown import html_of
from actlab.activations._spec import GATE_PLACES, Activation, GatePlace
from actlab.activations._symbolic import symbolic
from actlab.activations._torch_names import by_name, meant_by, overwrites

__all__ = ["ActivationModule", "module_class"]


class ActivationModule(nn.Module):
    """The base of all activation modules.

    Learnable parameters are trained with the weights; by convention they get no weight decay.

    Args:
        arguments: What ``torch.nn`` takes by position, where it has the function; else the parameters in their order.
        inplace: Overwrite the input, where the function allows it; otherwise without effect.
        plain: Use torch's own kernels and ordinary autograd; see ``Activation.plain``.
        dim: The axis of a vector function, asked for by those alone, or of a gated one (the last by default).
        gate: Where the gate of a gated function lies: ``first``, ``last`` or ``interleaved``.
        num_parameters: How many values each learnable parameter has: one for all, or one per channel.
        channel_dim: The axis of the channels, for more than one value: 1 for images, -1 for tokens.
        device: Where learnable parameters are made.
        dtype: Their dtype; torch's default by default.
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

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__()
        named = by_name(self.entry, arguments, settings)
        meant = meant_by(self.entry, named)
        if meant is not self.entry:
            self.entry = meant  # type: ignore[misc]  # as GELU(approximate="tanh"): the class stays
        self._set_up(**named)

    def _set_up(
        self,
        *,
        inplace: bool = False,
        plain: bool = False,
        dim: int | None = None,
        gate: GatePlace | None = None,
        num_parameters: int = 1,
        channel_dim: int = 1,
        device: Any = None,
        dtype: torch.dtype | None = None,
        **values: Any,
    ) -> None:
        checked = self.entry.check(values)
        check_structure(self.entry, dim, gate, num_parameters, GATE_PLACES)
        self.inplace = inplace
        self._overwrites = inplace and overwrites(self.entry)
        self.plain = plain
        self.dim = -1 if dim is None and self.entry.kind == "gated" else dim
        self.gate = gate
        self.num_parameters = num_parameters
        self.channel_dim = channel_dim
        self._learned = tuple(parameter.name for parameter in self.entry.parameters if parameter.learnable)
        structural: dict[str, Any] = {"dim": self.dim, "gate": self.gate}
        self._fixed: dict[str, Any] = {name: value for name, value in checked.items() if name not in self._learned}
        self._fixed |= {name: value for name, value in structural.items() if value is not None}
        for parameter in self.entry.parameters:
            if parameter.learnable:
                self._hold(parameter, checked[parameter.name], device, dtype)

    def _hold(self, parameter: Parameter, value: float, device: Any, dtype: torch.dtype | None) -> None:
        start = math.log(math.expm1(value - parameter.interval.lower)) if parameter.constrained else value
        filled = torch.full((self.num_parameters,), start, device=device, dtype=dtype)
        self.register_parameter(parameter.name, nn.Parameter(filled))

    def values(self) -> dict[str, Any]:
        """Return what the function is called with besides its input."""
        return {**self._fixed, **{name: self._trained(name) for name in self._learned}}

    def _trained(self, name: str) -> Tensor:
        held: Tensor = getattr(self, name)
        parameter = next(parameter for parameter in self.entry.parameters if parameter.name == name)
        return parameter.interval.lower + nn.functional.softplus(held) if parameter.constrained else held

    def _shaped(self, x: Tensor) -> dict[str, Any]:
        """Return the values, a single one without dimensions and each channel's on the axis of the channels."""
        values = self.values()
        if not self._learned:
            return values
        shape: list[int] = []
        if self.num_parameters != 1:
            check_channels(self.entry, x, self.num_parameters, self.channel_dim)
            shape = [1] * x.dim()
            shape[self.channel_dim] = self.num_parameters
        for name in self._learned:
            one = values[name].numel() == max(1, math.prod(shape))
            values[name] = values[name].reshape(shape) if one else values[name]  # else one per element, as when traced
        return values

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """Apply the activation to a tensor of any shape.

        Args:
            x: The input.
            mask: True where an element takes part; for softmax and its kin.
        """
        if isinstance(x, torch.fx.Proxy):
            return symbolic(self, x, mask)
        values = self._shaped(x)
        if mask is not None:
            values["mask"] = mask
        if self.entry.noise is not None and self.training:
            values["noise"] = draw(self.entry.noise, x)
        if self.inplace and self.entry.inplace is not None:
            overwritten: Tensor = self.entry.inplace(x, **values)
            return overwritten
        apply = self.entry.plain if self.plain else self.entry
        return x.copy_(apply(x.clone(), **values)) if self._overwrites else apply(x, **values)

    def _load_from_state_dict(self, state_dict: dict[str, Any], prefix: str, *rest: Any) -> None:
        """Also read what ``torch.nn`` saves as `weight`, and single values without dimensions."""
        if len(self._learned) == 1 and f"{prefix}weight" in state_dict:
            state_dict[prefix + self._learned[0]] = state_dict.pop(f"{prefix}weight")
        for name in self._learned:
            held = state_dict.get(prefix + name)
            if isinstance(held, Tensor) and not held.dim():
                state_dict[prefix + name] = held.reshape(1)
        super()._load_from_state_dict(state_dict, prefix, *rest)

    def _repr_html_(self) -> str:
        one = self.entry.kind == "elementwise" and all(parameter.numel() == 1 for parameter in self.parameters())
        on_cpu = all(parameter.device.type == "cpu" for parameter in self.parameters())
        return html_of(repr(self), self if one and on_cpu else None)

    def extra_repr(self) -> str:
        """Show the parameters and what differs from a bare call."""
        shown: dict[str, Any] = dict(self._fixed)
        if self.num_parameters != 1:
            shown |= {"num_parameters": self.num_parameters, "channel_dim": self.channel_dim}
        else:
            shown |= {name: _number(self._trained(name)) for name in self._learned}
        if self.inplace:
            shown["inplace"] = True
        return ", ".join(f"{name}={value}" for name, value in shown.items())


def _number(value: Tensor) -> str:
    return "..." if value.is_meta or value.numel() != 1 else f"{value.item():.6g}"


@cache
def module_class(entry: Activation) -> type[ActivationModule]:
    """Return the module class of an entry, always the same one."""
    base = ActivationModule if entry.maker is None else entry.maker.module
    code = base.forward.__code__.replace(co_name=f"forward_{entry.name}")
    forward = FunctionType(code, base.forward.__globals__, "forward", (None,), base.forward.__closure__)
    forward.__annotations__ = base.forward.__annotations__
    body = {
        "entry" if entry.maker is None else "base": entry,
        "forward": forward,
        "__doc__": f"{entry.title}: {entry.formula or 'see its entry'}. {entry.source}",
        "__module__": "actlab.activations",
    }
    return type(entry.class_name, (base,), body)
