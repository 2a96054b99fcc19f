"""What initialization and diagnostics derive from an entry: its gain, the scale of its weights, sup|f'|.

All come from the function itself, evaluated in float64, so that a user's function without a formula has them too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from actlab._shared.quadrature import Array, normal_expectation
from actlab.activations._spec import Activation
from actlab.errors import UsageError
from actlab.i18n import _

if TYPE_CHECKING:
    from torch import Generator, nn

__all__ = ["derivative", "evaluate", "gain", "init_", "second_moment", "sup_abs_derivative", "weight_and_bias_scale"]

_FACTOR = 2.0  # the variance map has to keep [1/_FACTOR, _FACTOR]
_FAR = tuple(10.0**k for k in range(2, 7))
_GRID = np.linspace(-60.0, 60.0, 24_001)
_ZOOM = 2_001


def gain(name: str | Activation | Callable[..., Any], **parameters: float) -> float:
    """Return 1/sqrt(E f(Z)^2) for a standard normal Z: what keeps the second moment at 1.

    Args:
        name: A name or alias of the catalogue, or an entry.
        parameters: Values of the entry's parameters; by default the entry's own.

    Raises:
        UsageError: The function is not elementwise, or E f(Z)^2 is 0 or infinite.
        ParameterError: A parameter is unknown or out of its domain.

    Source: He et al. (2015), arXiv:1502.01852, who derive it for rectifiers.

    >>> round(gain("relu"), 6)
    1.414214
    >>> round(gain("leaky_relu", negative_slope=1.0), 6)
    1.0
    """
    entry = _entry(name)
    return _gain(entry, tuple(sorted(entry.check(parameters).items())))


def init_(
    module: nn.Module, activation: str | Activation, generator: Generator | None = None, **parameters: float
) -> nn.Module:
    """Fill all Linear and Conv layers of a module in place, so that signals keep their scale with depth.

    Weights are normal with standard deviation s/sqrt(fan_in) and biases are 0, where s is the gain. Where that
    is not enough, because the variance map q -> s^2 E f(sqrt(q) Z)^2 drives a deviation further away (GELU, SiLU,
    squared ReLU), s is the largest scale for which the map keeps [1/2, 2], and the biases are normal with the
    variance that is missing to 1. A layer without bias keeps the gain.

    Args:
        module: A layer, or a network whose Linear and Conv layers are all filled.
        activation: The function that precedes each layer: a name, an alias or an entry.
        generator: Source of randomness; torch's global one by default.
        parameters: Values of the activation's parameters.

    Returns:
        The module itself.

    Raises:
        UsageError: The module has no such layer, or the activation has no finite gain.

    >>> import torch
    >>> layer = init_(torch.nn.Linear(1000, 1000), "relu", torch.Generator().manual_seed(0))
    >>> round(float(layer.weight.detach().std()) * 1000**0.5, 2)
    1.41
    """
    scales = weight_and_bias_scale(activation, **parameters)
    layers = [layer for layer in module.modules() if isinstance(layer, _layer_types())]
    if not layers:
        raise UsageError(
            _("{module} holds no Linear or Conv layer to initialize; pass a network that does.").format(
                module=type(module).__name__
            )
        )
    for layer in layers:
        _fill(layer, scales, gain(activation, **parameters), generator)
    return module


def weight_and_bias_scale(name: str | Activation | Callable[..., Any], **parameters: float) -> tuple[float, float]:
    """Return the standard deviations of sqrt(fan_in) * weight and of bias that `init_` uses.

    Raises:
        UsageError: The activation has no finite gain.

    >>> weight_and_bias_scale("relu")[1]
    0.0
    """
    entry = _entry(name)
    values = entry.check(parameters)
    at_one = second_moment(entry, values)
    largest = gain(entry, **parameters) ** 2
    rise = second_moment(entry, values, _FACTOR) - at_one
    fall = at_one - second_moment(entry, values, 1 / _FACTOR)
    bounds = [(_FACTOR - 1) / rise if rise > 0 else math.inf, (1 - 1 / _FACTOR) / fall if fall > 0 else math.inf]
    if min(bounds) >= largest * (1 - 1e-9):
        return math.sqrt(largest), 0.0
    return math.sqrt(min(bounds)), math.sqrt(1 - min(bounds) * at_one)


def second_moment(entry: Activation, values: Mapping[str, float], variance: float = 1.0) -> float:
    """Return E f(sqrt(variance) Z)^2 for a standard normal Z."""
    scale = math.sqrt(variance)
    return normal_expectation(lambda z: evaluate(entry, scale * z, values) ** 2)


def sup_abs_derivative(entry: str | Activation, values: Mapping[str, float] | None = None) -> float:
    """Return sup |f'(x)| over the real line; infinite where the slope grows without bound.

    The derivative is autograd's, in float64, on a fine grid that is refined around its highest point. At a kink
    both one-sided slopes are seen; at a jump the derivative is what the function says beside it.

    Args:
        entry: A name or an entry; a formula is not needed.
        values: Values of the entry's parameters (by default the entry's own). They are taken as they are: training
            may have left the domain, and NaN gives 0.

    >>> sup_abs_derivative("sigmoid")
    0.25
    >>> sup_abs_derivative("prelu", {"negative_slope": -3.0})
    3.0
    """
    found = _entry(entry)
    return _sup(found, tuple(sorted({**found.defaults, **(values or {})}.items())))


def evaluate(entry: Activation, x: Array, values: Mapping[str, float]) -> Array:
    """Return f(x) in float64."""
    import torch

    with torch.no_grad():
        result: Array = entry(torch.from_numpy(np.ascontiguousarray(x)), **values).detach().numpy()
    return result


def derivative(entry: Activation, x: Array, values: Mapping[str, Any]) -> Array:
    """Return f'(x) in float64, as autograd has it."""
    import torch

    with torch.enable_grad():
        leaf = torch.from_numpy(np.ascontiguousarray(x)).requires_grad_()
        output = entry(leaf, **values)
        if not output.requires_grad:
            return np.zeros_like(x)
        (slope,) = torch.autograd.grad(output.sum(), leaf)
    result: Array = slope.numpy()
    return result


def _entry(name: str | Activation | Callable[..., Any]) -> Activation:
    from actlab.activations.reading import find_activation

    entry = find_activation(name)
    if entry.kind != "elementwise":
        raise UsageError(
            _(
                "{name} is not elementwise: its outputs have no common gain or slope. Use an elementwise function."
            ).format(name=entry.name)
        )
    return entry


@lru_cache(maxsize=1024)
def _gain(entry: Activation, values: tuple[tuple[str, float], ...]) -> float:
    moment = second_moment(entry, dict(values))
    if not math.isfinite(moment) or moment == 0:
        raise UsageError(
            _(
                "{name} has no finite gain: E f(Z)^2 is {moment}. Use an activation that `actlab facts` gives a gain."
            ).format(name=entry.name, moment=moment)
        )
    return 1 / math.sqrt(moment)


@lru_cache(maxsize=1024)
def _sup(entry: Activation, values: tuple[tuple[str, float], ...]) -> float:
    held = _as_trained(entry, dict(values))

    def slope(x: Array) -> Array:
        return np.nan_to_num(np.abs(derivative(entry, x, held)), nan=0.0, posinf=math.inf)

    far = np.array(_FAR)
    ends = np.maximum(slope(far), slope(-far))
    on_grid = slope(_GRID)
    best = float(on_grid.max())
    if ends[-1] > 10 * max(ends[0], best):
        return math.inf
    top, step = float(_GRID[on_grid.argmax()]), float(_GRID[1] - _GRID[0])
    for _round in range(3):
        points = np.linspace(top - step, top + step, _ZOOM)
        zoomed = slope(points)
        best = max(best, float(zoomed.max()))
        top, step = float(points[zoomed.argmax()]), 2 * step / (_ZOOM - 1)
    return max(best, float(ends.max()))


def _as_trained(entry: Activation, values: dict[str, float]) -> dict[str, Any]:
    """Return learnable parameters as tensors, as modules hold them: a division by 0 is infinite, and no error."""
    import torch

    learnable = {parameter.name for parameter in entry.parameters if parameter.learnable}
    return {k: torch.tensor(v, dtype=torch.float64) if k in learnable else v for k, v in values.items()}


def _layer_types() -> tuple[type[nn.Module], ...]:
    from torch import nn

    return (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d)


def _fill(layer: Any, scales: tuple[float, float], plain: float, generator: Generator | None) -> None:
    """Fill one layer; ``scales`` are those of weight and bias, ``plain`` is the gain of a layer without bias."""
    from torch import nn

    weight, bias = scales if layer.bias is not None else (plain, 0.0)
    fan_in = nn.init._calculate_correct_fan(layer.weight, "fan_in")
    nn.init.normal_(layer.weight, 0.0, weight / math.sqrt(fan_in), generator=generator)
    if layer.bias is not None and bias:
        nn.init.normal_(layer.bias, 0.0, bias, generator=generator)
    elif layer.bias is not None:
        nn.init.zeros_(layer.bias)
