"""The module of a user's activation: one layer's instance of whatever the user gave."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, nn

from actlab._shared.user_code import Portable
from actlab.activations._gates import split
from actlab.activations._makers import Maker, along, fresh_copy
from actlab.activations._spec import Activation
from actlab.activations._symbolic import symbolic
from actlab.activations.module import ActivationModule, module_class

__all__ = ["OwnModule"]


class OwnModule(ActivationModule):
    """One layer's instance of a user's activation; its parameters, if any, are trained with the weights.

    Args:
        num_parameters: The width of its layer, for a class that asks for it.
        settings: As `ActivationModule` takes them.
    """

    base: Activation

    def __init__(self, *, num_parameters: int = 1, **settings: Any) -> None:
        super().__init__(**settings)
        self.own = self._maker(num_parameters, self.base.check({k: v for k, v in settings.items() if k in self._known}))

    @property
    def entry(self) -> Activation:  # type: ignore[override]  # of a class for other activations
        """The entry; of an instance with weights, the entry that computes with these very weights."""
        held = vars(self).get("_modules", {}).get("own")
        return replace(self.base, function=_Applied(held)) if held is not None and held.state_dict() else self.base

    @property
    def _maker(self) -> Maker:
        assert isinstance(self.base.maker, Maker)
        return self.base.maker

    @property
    def _known(self) -> frozenset[str]:
        return frozenset(parameter.name for parameter in self.base.parameters)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """Apply the activation to a tensor."""
        if isinstance(x, torch.fx.Proxy):
            return symbolic(self, x, mask)
        if self.base.kind == "elementwise":
            return self.own(x)  # type: ignore[no-any-return]
        assert self.dim is not None
        inputs = split(x, self.dim, self.gate or self.base.gate) if self._maker.gated else (x,)
        return along(self.own, self._maker.axis, inputs, self.dim)

    def __deepcopy__(self, memo: dict[int, Any]) -> OwnModule:
        copied = type(self).__new__(type(self))
        memo[id(self)] = copied
        held = {name: value for name, value in vars(self).items() if name != "own"}
        vars(copied).update(deepcopy(held, memo))
        if "own" in vars(self):
            vars(copied)["own"] = fresh_copy(self.own)
        return copied

    def __reduce__(self) -> tuple[Callable[..., OwnModule], tuple[Activation], dict[str, Any]]:
        held = {name: Portable(value) if name in ("_modules", "own") else value for name, value in vars(self).items()}
        return _blank, (self.base,), held


class _Applied:
    """An instance as a function of numbers of any precision, for what is derived from it.

    Of an instance with a parameter for each unit, vectors get the function of the first unit.
    """

    def __init__(self, module: nn.Module) -> None:
        self.module = module

    def __call__(self, x: Tensor, **_settings: Any) -> Tensor:
        held = next((tensor.dtype for tensor in self.module.state_dict().values()), x.dtype)
        module = self.module if held == x.dtype or not held.is_floating_point else deepcopy(self.module).to(x.dtype)
        units = max(tensor.numel() for tensor in self.module.state_dict().values())
        if x.dim() != 1 or units == 1:
            return module(x)  # type: ignore[no-any-return]
        return module(x.reshape(-1, 1).expand(-1, units))[:, 0]  # type: ignore[no-any-return]


def _blank(entry: Activation) -> OwnModule:
    kind = module_class(entry)
    return kind.__new__(kind)  # type: ignore[return-value]
