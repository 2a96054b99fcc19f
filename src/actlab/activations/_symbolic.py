"""Activation modules under ``torch.fx``: one node each, as torch's own modules are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from actlab.errors import UsageError
from actlab.i18n import _

if TYPE_CHECKING:
    from actlab.activations.module import ActivationModule

__all__ = ["called", "symbolic"]


def symbolic(module: ActivationModule, x: torch.fx.Proxy, mask: Any = None) -> Any:
    """Return the node that stands for a call of the module.

    Raises:
        UsageError: A function of the user's own is the whole model.
    """
    tracer: Any = x.tracer
    given = (x,) if mask is None else (x, mask)
    if tracer.root is not module:
        return tracer.create_proxy("call_module", tracer.path_of_module(module), given, {})
    if module.entry.shelf == "own":
        raise UsageError(
            _("torch.fx cannot name {name} alone; trace nn.Sequential({name}).").format(name=module.entry.name)
        )
    settings = {"plain": module.plain, "mask": mask, "training": module.training}
    return tracer.create_proxy("call_function", called, (x, module.entry.name, module.values()), settings)


def called(x: torch.Tensor, name: str, values: dict[str, Any], *, plain: bool, mask: Any, training: bool) -> Any:
    """Apply an entry by its name, as a traced graph does.

    >>> called(torch.tensor([-1.0, 2.0]), "relu", {}, plain=False, mask=None, training=False)
    tensor([0., 2.])
    """
    from actlab.activations._catalogue import CATALOGUE
    from actlab.activations._noise import draw

    entry = CATALOGUE[name]
    given = values if mask is None else {**values, "mask": mask}
    if entry.noise is not None and training:
        given = {**given, "noise": draw(entry.noise, x)}
    applied: torch.Tensor = entry.plain(x, **given) if plain else entry(x, **given)
    return applied
