"""The ``nn.Module`` of each entry: one class, with a code object of its own.

Dynamo caches compiled graphs by code object: with one shared ``forward``, the ninth activation in a process
fails under ``fullgraph``. So each entry's class gets a copy of ``forward`` whose code carries the entry's name.
The classes live in the namespace of ``actlab.activations``, where pickle finds them by name.
"""

from __future__ import annotations

from functools import cache
from types import FunctionType
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from actlab.activations._spec import Activation
from actlab.errors import ParameterError
from actlab.i18n import _

__all__ = ["ActivationModule", "module_class"]


class ActivationModule(nn.Module):
    """The base of all activation modules.

    Args:
        inplace: Overwrite the input, where the function allows it; otherwise without effect.
        dim: The axis of a vector function; asked for by those alone.
        values: The parameters of the entry.

    Raises:
        ParameterError: A parameter is unknown or out of its domain, or ``dim`` is missing or too much.

    >>> import actlab
    >>> actlab.activation("leaky_relu", negative_slope=0.02)
    LeakyReLU(negative_slope=0.02)
    """

    entry: ClassVar[Activation]

    def __init__(self, *, inplace: bool = False, dim: int | None = None, **values: Any) -> None:
        super().__init__()
        self.inplace = inplace
        self.dim = dim
        self._fixed: dict[str, Any] = {}
        for name, value in self.entry.check(values).items():
            self._hold(name, value)
        self._check_dim()

    def _hold(self, name: str, value: float) -> None:
        if name in self._learnable():
            self.register_parameter(name, nn.Parameter(torch.tensor(value)))
        else:
            self._fixed[name] = value

    def _learnable(self) -> set[str]:
        return {parameter.name for parameter in self.entry.parameters if parameter.learnable}

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

    def values(self) -> dict[str, Any]:
        """Return what the function is called with besides its input."""
        return {**self._fixed, **dict(self.named_parameters(recurse=False))}

    def forward(self, x: Tensor) -> Tensor:
        """Apply the activation to a tensor of any shape."""
        if self.inplace and self.entry.inplace is not None:
            result: Tensor = self.entry.inplace(x, **self.values())
            return result
        return self.entry(x, **self.values())

    def extra_repr(self) -> str:
        """Show the parameters that differ from a bare call."""
        shown = {name: float(value) if isinstance(value, Tensor) else value for name, value in self.values().items()}
        if self.inplace:
            shown["inplace"] = True
        return ", ".join(f"{name}={value}" for name, value in shown.items())


@cache
def module_class(entry: Activation) -> type[ActivationModule]:
    """Return the module class of an entry, always the same one."""
    code = ActivationModule.forward.__code__.replace(co_name=f"forward_{entry.name}")
    forward = FunctionType(code, globals(), "forward", None, ActivationModule.forward.__closure__)
    forward.__annotations__ = ActivationModule.forward.__annotations__
    body = {
        "entry": entry,
        "forward": forward,
        "__doc__": f"{entry.title}: {entry.formula or 'see its entry'}. {entry.source}",
        "__module__": "actlab.activations",
    }
    return type(entry.class_name, (ActivationModule,), body)
