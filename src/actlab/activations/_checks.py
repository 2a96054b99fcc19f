"""What can be wrong with the arguments of a module and with the shape of its input, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import Tensor

from actlab.errors import ParameterError
from actlab.i18n import _

if TYPE_CHECKING:
    from actlab.activations._spec import Activation

__all__ = ["check_channels", "check_shape", "check_structure"]


def check_structure(
    entry: Activation, dim: object, gate: object, num_parameters: object, places: tuple[str, ...]
) -> None:
    """Refuse structural arguments that the entry does not take, or does not understand; gates lie in ``places``.

    Raises:
        ParameterError: ``dim`` is missing or too much, ``gate`` or ``num_parameters`` is too much or no such thing.
    """
    name, needs = entry.name, entry.kind != "elementwise"
    if entry.kind == "vector" and dim is None:
        raise ParameterError(
            _("{name} acts along one dimension; say which: activation('{name}', dim=-1).").format(name=name)
        )
    if not needs and dim is not None:
        raise ParameterError(_("{name} acts on each element alone; omit `dim`.").format(name=name))
    if gate is not None and entry.kind != "gated":
        raise ParameterError(_("{name} has no gate; omit `gate`.").format(name=name))
    if gate is not None and gate not in places:
        raise ParameterError(
            _("The gate of {name} may lie: {places}; got {gate!r}.").format(
                name=name, places=", ".join(places), gate=gate
            )
        )
    if isinstance(num_parameters, bool) or not isinstance(num_parameters, int) or num_parameters < 1:
        raise ParameterError(
            _(
                "num_parameters must be a whole number from 1 on: one for all, or one per channel; got {given!r}."
            ).format(given=num_parameters)
        )
    if num_parameters != 1 and not any(parameter.learnable for parameter in entry.parameters):
        raise ParameterError(_("{name} has no learnable parameters; omit `num_parameters`.").format(name=name))


def check_channels(entry: Activation, x: Tensor, channels: int, dim: int) -> None:
    """Refuse an input whose axis of channels is missing, or has another length than there are parameters.

    Raises:
        ParameterError: It is so.
    """
    if not -x.dim() <= dim < x.dim():
        raise ParameterError(
            _(
                "{name} has {channels} values of each parameter, one per channel along dimension {dim}; the input has "
                "{rank} dimensions. Add the missing ones, or set `channel_dim`."
            ).format(name=entry.name, channels=channels, dim=dim, rank=x.dim())
        )
    if x.shape[dim] != channels:
        raise ParameterError(
            _(
                "{name} has {channels} values of each parameter; the input has {length} channels along dimension "
                "{dim}. Set `num_parameters={length}`, or `channel_dim` to where the channels are."
            ).format(name=entry.name, channels=channels, length=x.shape[dim], dim=dim)
        )


def check_shape(entry: Activation, x: Tensor, dim: int) -> None:
    """Refuse an input without the axis that a gated or vector function acts along, or of a length it cannot pair.

    Raises:
        ParameterError: It is so.
    """
    rank = max(x.dim(), 1 if entry.width == (1, 1) else 0)  # as in torch, a single number is a vector of one
    if not -rank <= dim < rank:
        raise ParameterError(
            _("{name} acts along dimension {dim}; the input has {rank} dimensions.").format(
                name=entry.name, dim=dim, rank=x.dim()
            )
        )
    if x.dim():
        entry.out_features(x.shape[dim])
