"""How a user's activation is made: fresh for each layer of each network, from whatever the user gave."""

from __future__ import annotations

import functools
import inspect
import math
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from actlab._shared.user_code import Own
from actlab.activations._parameters import Parameter
from actlab.errors import OwnFunctionError
from actlab.i18n import Text, _

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["Maker", "OwnFunction", "fresh_copy", "maker_of"]

WIDTHS = (
    "num_parameters", "num_channels", "n_channels", "channels", "in_channels", "num_features", "n_features",
    "features", "in_features", "hidden_features", "hidden_size", "hidden_dim", "dim", "width", "units", "num_units",
    "n_units", "size", "num_neurons", "neurons", "d_model",
)  # fmt: skip
"""Names under which constructors ask for the width of their layer."""

_GATES = ("gate", "g", "gates", "b")
_NO_NUMBERS = ("dim", "inplace")


@dataclass(frozen=True, eq=False)
class Maker:
    """Makes what computes a user's activation.

    Args:
        own: What the user gave: a function, a class or an instance.
        name: What messages call it.
        width: The parameter of a constructor that takes the layer's width; empty where none does.
        axis: Whether the function takes ``dim``, the axis that it acts along.
        gated: Whether the function takes its input in two halves, value and gate.
        defaults: The values of its keyword parameters.
        module: The base of its module's class, `actlab.activations._own_module.OwnModule`.
    """

    own: Own
    name: str
    width: str = ""
    axis: bool = False
    gated: bool = False
    defaults: Mapping[str, float] = field(default_factory=dict)
    module: Any = field(default=None, repr=False)

    def __deepcopy__(self, _memo: Any) -> Maker:
        return self

    @property
    def constructs(self) -> bool:
        """Whether what the user gave is a class, of which each layer gets an instance."""
        return isinstance(self.own.thing, type) and not _is_autograd_function(self.own.thing)

    def __call__(self, features: int, settings: Mapping[str, float]) -> Callable[..., Any]:
        """Return a fresh callable of one tensor.

        Args:
            features: The width of its layer.
            settings: Values of keyword parameters; those at their defaults are left to the user's code.

        Raises:
            OwnFunctionError: The class cannot be instantiated, or its instances cannot be called.
        """
        thing = self.own.thing
        changed = {
            name: int(value) if float(value).is_integer() and isinstance(self.defaults.get(name), int) else value
            for name, value in settings.items()
            if value != self.defaults.get(name)
        }
        if self.constructs:
            return self._constructed(thing, {**({self.width: features} if self.width else {}), **changed})
        if isinstance(thing, type):
            thing = thing.apply  # type: ignore[attr-defined]  # a subclass of torch.autograd.Function
        return functools.partial(thing, **changed) if changed else fresh_copy(thing)

    def _constructed(self, kind: type, arguments: dict[str, Any]) -> Callable[..., Any]:
        try:
            made: Any = kind(**arguments)
        except Exception as error:
            given = ", ".join(f"{name}={value}" for name, value in arguments.items())
            raise OwnFunctionError(
                _(
                    "{name} is a class, and {name}({given}) fails: {error}. Give its arguments defaults, call the one "
                    "for the layer's width num_parameters, or give an instance."
                ).format(name=self.name, given=given, error=_first_line(error))
            ) from error
        if not callable(made):
            raise OwnFunctionError(
                _("{name} is a class whose instances cannot be called; give it a forward, or __call__.").format(
                    name=self.name
                )
            )
        return made  # type: ignore[no-any-return]


@dataclass(frozen=True, eq=False)
class OwnFunction:
    """A user's activation as a function: each call makes a fresh one, in evaluation mode, and applies it."""

    maker: Maker

    def __deepcopy__(self, _memo: Any) -> OwnFunction:
        return self

    @property
    def __name__(self) -> str:
        """The name of what the user gave."""
        return self.maker.name

    def __call__(self, *inputs: Tensor, dim: int | None = None, **settings: float) -> Tensor:
        """Apply the activation to a tensor of any shape, or to value and gate."""
        x = inputs[0]
        made: Any = self.maker(x.shape[-1] if dim is not None else 1, settings)
        if hasattr(made, "state_dict"):
            made = made.to(x.dtype).eval()
        if dim is not None:
            return along(made, self.maker.axis, inputs, dim)
        if self.maker.constructs:
            return made(x.reshape(-1, 1)).reshape(x.shape)  # type: ignore[no-any-return]  # one feature
        return made(*inputs)  # type: ignore[no-any-return]


def along(made: Callable[..., Tensor], takes_axis: bool, inputs: tuple[Tensor, ...], dim: int) -> Tensor:
    """Apply a function along an axis: by its own ``dim``, or with that axis as the last."""
    if takes_axis:
        return made(*inputs, dim=dim)
    return made(*(x.movedim(dim, -1) for x in inputs)).movedim(-1, dim)


def fresh_copy(thing: Any) -> Any:
    """Return a copy that shares nothing that training changes; functions, which cannot be copied, as they are."""
    from torch import jit, nn

    if isinstance(thing, jit.ScriptFunction):
        return thing
    if isinstance(thing, nn.Module):
        return deepcopy(thing).train()
    try:
        return deepcopy(thing)
    except Exception:  # it holds what cannot be copied, such as an open file
        return thing


def maker_of(own: Own, name: str) -> tuple[Maker, tuple[Parameter, ...]]:
    """Return what makes the user's activation, and the keyword parameters that a candidate may set.

    Raises:
        OwnFunctionError: It asks for an argument that nothing can fill.
    """
    thing = own.thing
    constructs = isinstance(thing, type) and not _is_autograd_function(thing)
    asked = [*_asked(thing)]
    asked = asked if constructs else asked[1:]
    required = [p.name for p in asked if p.default is p.empty and p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    numbers = {p.name: p.default for p in asked if _is_number(p) and not _is_module(thing)}
    width = next((p for p in required if constructs and p in WIDTHS), "")
    gated = not constructs and len(required) == 1 and required[0] in _GATES
    axis = not constructs and any(p.name == "dim" and p.default is not p.empty for p in asked)
    missing = [p for p in required if p != width and not gated]
    if missing:
        raise OwnFunctionError(
            _("{name} needs {missing}; give it a default, such as {first}=1.0, or bind it with a lambda.").format(
                name=name, missing=", ".join(missing), first=missing[0]
            )
        )
    parameters = tuple(
        Parameter(p, float(value), "(-inf, inf)", Text(en="as its author has it", es="como lo tiene su autor"))
        for p, value in numbers.items()
    )
    return Maker(own, name, width, axis, gated, numbers), parameters


def _asked(thing: Any) -> Iterator[inspect.Parameter]:
    """Yield the parameters of a callable; none where they cannot be known, as of torch's own functions."""
    try:
        found = inspect.signature(thing.forward if _is_module(thing) else thing)
    except (TypeError, ValueError):
        return
    yield from found.parameters.values()


def _is_number(parameter: inspect.Parameter) -> bool:
    value = parameter.default
    named = parameter.kind not in (parameter.POSITIONAL_ONLY, parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return named and number and parameter.name not in _NO_NUMBERS


def _is_module(thing: Any) -> bool:
    from torch import nn

    return isinstance(thing, nn.Module)


def _is_autograd_function(thing: Any) -> bool:
    from torch.autograd import Function

    return isinstance(thing, type) and issubclass(thing, Function)


def _first_line(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
