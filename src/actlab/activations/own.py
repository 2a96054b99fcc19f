"""A user's own function as an activation: read it, check it, wrap it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from actlab._shared.process_state import isolated
from actlab._shared.user_code import one_line, read_callable
from actlab.activations._spec import Activation
from actlab.errors import OwnFunctionError
from actlab.i18n import _
from actlab.sources import Source

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["own_activation", "read_own"]


def read_own(text: str) -> Activation:
    """Read ``mine.py:my_act``: the function of that name in that file.

    Raises:
        OwnFunctionError: The file or the name is missing, the file fails, or the function is no activation.
    """
    function, content = read_callable(text, OwnFunctionError, "mine.py:my_act")
    return own_activation(function, name=text.rpartition(":")[2], content=content, where=text)


def own_activation(
    function: Callable[[Tensor], Tensor], *, name: str = "", content: str = "", where: str = ""
) -> Activation:
    """Return a user's elementwise PyTorch function as an activation.

    Args:
        function: A floating tensor of any shape in, one of the same shape and dtype out.
        name: Its name in records; the function's own where none is given.
        content: The text it came from, for the plan's hash; read from the function where none is given.
        where: What finds it again on a command line, ``mine.py:my_act``.

    Raises:
        OwnFunctionError: It raises, changes shape or dtype, mixes elements, yields NaN, overwrites its input, or
            has no gradient.

    >>> import torch
    >>> own_activation(lambda x: x * torch.sigmoid(x), name="my_silu").name
    'my_silu'
    """
    name = name or getattr(function, "__name__", type(function).__name__)
    label = "".join(c if c.isalnum() or c == "_" else "_" for c in name).strip("_") or "own"
    if next(iter(getattr(function, "parameters", list)()), None) is not None:
        raise OwnFunctionError(
            _(
                "{name} is a module with weights of its own, which no candidate could train apart. "
                "Give a function of one tensor."
            ).format(name=label)
        )
    _check(function, label)
    return Activation(
        name=label,
        title=label if label.isidentifier() else f"own_{label}",
        function=function,
        source=Source("the user", "own function", 0),
        shelf="own",
        where=where,
        content=content or _content(function),
    )


def _check(function: Callable[[Tensor], Tensor], name: str) -> None:
    """Probe the function on tensors of several shapes.

    Raises:
        OwnFunctionError: The first property it breaks.
    """
    import torch

    x = torch.linspace(-6.0, 6.0, 48).reshape(6, 8)
    y = _call(function, name, x)
    if not isinstance(y, torch.Tensor):
        raise OwnFunctionError(_("{name} returned {type}, not a tensor.").format(name=name, type=type(y).__name__))
    if y.shape != x.shape:
        raise OwnFunctionError(
            _("{name} turned the shape {before} into {after}; an activation keeps the shape.").format(
                name=name, before=tuple(x.shape), after=tuple(y.shape)
            )
        )
    if y.dtype != x.dtype:
        raise OwnFunctionError(
            _("{name} turned {before} into {after}; an activation keeps the dtype.").format(
                name=name, before=_short(x.dtype), after=_short(y.dtype)
            )
        )
    if torch.isnan(y).any():
        worst = x[torch.isnan(y)][0].item()
        raise OwnFunctionError(
            _("{name}({x:g}) is NaN; an activation needs a value for every input.").format(name=name, x=worst)
        )
    if not _keeps_elements_apart(function, name, x, y):
        raise OwnFunctionError(
            _(
                "{name} is not elementwise: an output changes with the other inputs. "
                "Give a function that treats each number alone."
            ).format(name=name)
        )
    for other in (x.unsqueeze(0), x.flatten().double()):
        _call(function, name, other)
    _check_gradient(function, name, x)


def _keeps_elements_apart(function: Callable[[Tensor], Tensor], name: str, x: Tensor, y: Tensor) -> bool:
    """Change half of the inputs: the other half's outputs must stay. Without chance, order must not matter."""
    import torch

    changed = x.clone()
    changed[::2] += 1.25
    apart = torch.equal(_call(function, name, changed)[1::2], y[1::2])
    if not torch.equal(_call(function, name, x, seed=1), y):
        return apart
    turned = _call(function, name, x.flip(0, 1)).flip(0, 1)
    corner = _call(function, name, x[:5, :3])
    return apart and all(
        torch.allclose(other, part, rtol=1e-4, atol=1e-5) for other, part in ((turned, y), (corner, y[:5, :3]))
    )


def _call(function: Callable[[Tensor], Tensor], name: str, x: Tensor, seed: int = 0) -> Tensor:
    """Call the function as training will: on an inner tensor of a graph."""
    y = _called(function, name, x.clone().requires_grad_() * 1, seed)
    return y.detach() if hasattr(y, "detach") else y


def _called(function: Callable[[Tensor], Tensor], name: str, x: Tensor, seed: int = 0) -> Tensor:
    try:
        with isolated(seed):
            return function(x)
    except Exception as error:
        raise OwnFunctionError(
            _("{name} failed on a {dtype} tensor of shape {shape}: {error}").format(
                name=name, dtype=_short(x.dtype), shape=tuple(x.shape), error=one_line(error)
            )
        ) from error


def _check_gradient(function: Callable[[Tensor], Tensor], name: str, x: Tensor) -> None:
    """See that the function leaves its input as it is, and that autograd finds the way back to it.

    Raises:
        OwnFunctionError: It does not.
    """
    leaf = x.clone().requires_grad_()
    inner = leaf * 1
    y = _called(function, name, inner)
    if inner._version:
        raise OwnFunctionError(
            _(
                "{name} overwrites its input. Give a function that returns a new tensor: torch.relu(x) instead of "
                "torch.relu_(x), x * y instead of x *= y, and no inplace=True."
            ).format(name=name)
        )
    if not _reaches(y, leaf, name):
        raise OwnFunctionError(
            _(
                "{name} has no gradient: autograd finds no way from its output to its input. Use torch's operations "
                "alone, without .detach(), .numpy() or torch.no_grad(); where the slope is 0 everywhere, add 0 * x."
            ).format(name=name)
        )


def _reaches(y: Tensor, leaf: Tensor, name: str) -> bool:
    """Return whether the gradient of an output reaches an input."""
    import torch

    try:
        return y.requires_grad and torch.autograd.grad(y.sum(), leaf, allow_unused=True)[0] is not None
    except Exception as error:
        raise OwnFunctionError(
            _(
                "Autograd cannot differentiate {name}. Use torch's operations that have a derivative, and change no "
                "tensor in place. Torch says: {error}"
            ).format(name=name, error=one_line(error))
        ) from error


def _content(function: Callable[..., Any]) -> str:
    """Return the function's source; its compiled code where there is no source, as in an interactive session."""
    captured = repr([cell.cell_contents for cell in getattr(function, "__closure__", None) or ()])
    try:
        return inspect.getsource(function) + captured
    except (OSError, TypeError):
        code = getattr(function, "__code__", None)
        return f"{code.co_code!r}{code.co_consts!r}{code.co_names!r}{captured}" if code else repr(type(function))


def _short(dtype: object) -> str:
    return str(dtype).removeprefix("torch.")
