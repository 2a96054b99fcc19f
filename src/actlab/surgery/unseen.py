"""What may be an activation and cannot be seen, or not be replaced, as a call: looked for and reported.

Two places are searched. Below Python, every ATen operation that is an activation and belongs to no call that was seen
(scripted code, fused recurrent layers, ``torch.ops``). Among the calls, forms written by hand: ``x.clamp(min=0)``,
``torch.maximum(x, zero)``, ``x * (x > 0)``, ``torch.where(x > 0, x, ...)`` and ``x * torch.sigmoid(x)``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.weak import WeakTensorKeyDictionary

__all__ = ["HandWritten", "OperationCount", "Unseen", "opaque_modules"]

_ATEN = frozenset(
    {
        "celu",
        "elu",
        "gelu",
        "glu",
        "hardshrink",
        "hardsigmoid",
        "hardswish",
        "hardtanh",
        "leaky_relu",
        "log_sigmoid_forward",
        "mish",
        "prelu",
        "_prelu_kernel",
        "relu",
        "relu6",
        "rrelu_with_noise",
        "selu",
        "sigmoid",
        "silu",
        "softplus",
        "softshrink",
        "tanh",
        "threshold",
        "_softmax",
        "_log_softmax",
    }
)
_RECURRENT = frozenset({"lstm", "gru", "rnn_tanh", "rnn_relu", "mkldnn_rnn_layer", "_thnn_fused_lstm_cell"})
_FUSED = frozenset({"_transformer_encoder_layer_fwd", "_native_multi_head_attention"})


@dataclass(frozen=True)
class Unseen:
    """Something that may be an activation and is no site.

    Args:
        path: Path of the module where it was met.
        what: What was met, such as ``aten.relu`` or ``clamp(min=0)``.
        reason: Why it cannot be replaced, as a key: ``scripted``, ``recurrent``, ``below_python`` or ``by_hand``.
        like: The activation that it looks like; None if that is not known.

    >>> from actlab.surgery import find_sites
    >>> find_sites(nn.GRU(2, 2), torch.zeros(1, 2)).unseen[0].reason
    'recurrent'
    """

    path: str
    what: str
    reason: str
    like: str | None = None


def opaque_modules(paths: dict[nn.Module, str]) -> Iterator[Unseen]:
    """Yield the modules whose code cannot be looked into."""
    for module, path in paths.items():
        if isinstance(module, torch.jit.ScriptModule):
            yield Unseen(path, type(module).__name__, "scripted")
        elif isinstance(module, nn.RNNBase):
            gates = module.mode.removeprefix("RNN_").lower()
            yield Unseen(path, type(module).__name__, "recurrent", gates if gates in ("tanh", "relu") else None)


class OperationCount(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Collect the ATen operations that are activations and belong to no call that was seen.

    Args:
        seen: Whether the operation that runs now belongs to a call that was seen.
        path: Returns the path of the module that is running.
    """

    def __init__(self, seen: Callable[[], bool], path: Callable[[], str]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.found: dict[Unseen, int] = {}
        self.total = 0
        self._seen = seen
        self._path = path

    def __torch_dispatch__(self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None) -> Any:
        name = func.overloadpacket.__name__
        bare = name.removesuffix("_")
        if bare in _ATEN or name in _RECURRENT or name in _FUSED:
            self.total += 1
            if not self._seen():
                reason = "below_python" if bare in _ATEN else "recurrent" if name in _RECURRENT else "fused"
                found = Unseen(self._path(), f"aten.{name}", reason)
                self.found[found] = self.found.get(found, 0) + 1
        return func(*args, **(kwargs or {}))


_COMPARISONS = frozenset({Tensor.__gt__, Tensor.__ge__, Tensor.gt, Tensor.ge, torch.gt, torch.ge})
_CASTS = frozenset({Tensor.float, Tensor.to, Tensor.type_as, Tensor.double, Tensor.half})
_PRODUCTS = frozenset({Tensor.__mul__, Tensor.__rmul__, Tensor.mul, torch.mul, torch.multiply, Tensor.__imul__})
_CLAMPS = frozenset({torch.clamp, Tensor.clamp, torch.clip, Tensor.clip, Tensor.clamp_, torch.clamp_})
_CLAMP_MINS = frozenset({torch.clamp_min, Tensor.clamp_min, Tensor.clamp_min_, torch.clamp_min_})
_MAXIMA = frozenset({torch.maximum, Tensor.maximum, torch.max, Tensor.max, torch.fmax})


class HandWritten:
    """Recognises activations that are written out with other operations."""

    def __init__(self) -> None:
        self._origin: MutableMapping[Tensor, tuple[str, Any]] = WeakTensorKeyDictionary()

    def note_sigmoid(self, output: Tensor, x: Tensor) -> None:
        """Remember that a tensor is the sigmoid of another: their product is SiLU."""
        self._origin[output] = ("sigmoid", _key(x))

    def look(
        self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], output: Any
    ) -> tuple[str, str | None] | None:
        """Return what the call is and which activation it looks like, or None."""
        if not args or not isinstance(args[0], Tensor) or not args[0].dtype.is_floating_point:
            return self._of_casts(function, args, output)
        x = args[0]
        if function in _COMPARISONS and len(args) > 1 and not isinstance(args[1], Tensor):
            self._origin[output] = ("mask", _key(x))
            return None
        if function in _CLAMPS or function in _CLAMP_MINS:
            return self._clamp(function, args, kwargs)
        if function in _MAXIMA and len(args) > 1 and isinstance(args[1], Tensor) and not args[1].any():
            return "maximum(x, 0)", "relu"
        if function in _PRODUCTS and len(args) > 1 and isinstance(args[1], Tensor):
            return self._product(x, args[1])
        return None

    def where(self, args: tuple[Any, ...]) -> tuple[str, str | None] | None:
        """Return what a call of ``torch.where`` is, if it chooses between functions of what it compares."""
        if len(args) == 3 and isinstance(args[0], Tensor):
            kind, key = self._origin.get(args[0], ("", None))
            if kind == "mask" and any(isinstance(arm, Tensor) and _key(arm) == key for arm in args[1:]):
                return "where(x > c, x, ...)", None
        return None

    def _of_casts(self, function: Any, args: tuple[Any, ...], output: Any) -> tuple[str, str | None] | None:
        if function in (torch.where, Tensor.where):
            return self.where(args)
        if function in _CASTS and args and args[0] in self._origin:
            self._origin[output] = self._origin[args[0]]
        if function in _PRODUCTS and len(args) > 1 and isinstance(args[1], Tensor):
            return self._product(args[0], args[1])
        return None

    def _product(self, a: Tensor, b: Tensor) -> tuple[str, str] | None:
        for one, other in ((a, b), (b, a)):
            kind, key = self._origin.get(other, ("", None))
            if key == _key(one):
                return ("x * (x > 0)", "relu") if kind == "mask" else ("x * sigmoid(x)", "silu")
        return None

    @staticmethod
    def _clamp(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[str, str] | None:
        low = kwargs.get("min", args[1] if len(args) > 1 else None)
        high = kwargs.get("max", args[2] if len(args) > 2 and function in _CLAMPS else None)
        if low != 0 or not args[0].dtype.is_floating_point:
            return None
        return ("clamp(min=0)", "relu") if high is None else (f"clamp(0, {high:g})", "relu6" if high == 6 else "relu")


def _key(x: Tensor) -> tuple[int, int]:
    """Return what tells the values of a tensor from others while both live: an in-place operation changes it."""
    return id(x), x._version
