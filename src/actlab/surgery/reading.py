"""A model and an input for it, as a command line names them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from actlab._shared.user_code import one_line, read_callable
from actlab.errors import UsageError
from actlab.i18n import _

if TYPE_CHECKING:
    from torch import Tensor, nn

__all__ = ["read_arrays", "read_input", "read_module"]


def read_module(text: str) -> nn.Module:
    """Return the model that ``my.py:name`` names: a module, a class without arguments, or a function that returns one.

    Raises:
        UsageError: The file or the name is missing, or it gives no module.
    """
    from torch import nn

    found = read_callable(text, UsageError, "my.py:model").thing
    if isinstance(found, nn.Module):
        return found
    try:
        made: Any = found()
    except Exception as error:
        raise UsageError(
            _(
                "{name} cannot be called without arguments: {error}. Name a module, or a function that returns one."
            ).format(name=text, error=one_line(error))
        ) from error
    if not isinstance(made, nn.Module):
        raise UsageError(
            _("{name} returned {kind}; a model is an nn.Module.").format(name=text, kind=type(made).__name__)
        )
    return made


def read_input(shape: str | None, data: str | Path | None) -> Tensor:
    """Return an input for a model: standard normal numbers of a shape, or the first array of a file.

    Args:
        shape: Whole numbers with commas between, such as ``1,3,32,32``, the number of samples first.
        data: A ``.npy`` or ``.npz`` file.

    Raises:
        UsageError: Neither or both are given, or one cannot be read.

    >>> read_input("2,3", None).shape
    torch.Size([2, 3])
    """
    import torch

    if (shape is None) == (data is None):
        raise UsageError(_("Say what the model takes: --shape 1,3,32,32, or --data with a .npy or .npz file."))
    if shape is not None:
        try:
            sizes = [int(part) for part in shape.split(",")]
        except ValueError as error:
            raise UsageError(
                _("--shape takes whole numbers, such as 1,3,32,32; got '{text}'.").format(text=shape)
            ) from error
        return torch.randn(sizes, generator=torch.Generator().manual_seed(0))
    return read_arrays(data)[0]


def read_arrays(path: str | Path | None) -> list[Tensor]:
    """Return the arrays of a ``.npy`` or ``.npz`` file, in their order.

    Raises:
        UsageError: It cannot be read, or holds none.
    """
    import numpy as np
    import torch

    try:
        loaded = np.load(Path(str(path)), allow_pickle=False)
        arrays = [loaded] if isinstance(loaded, np.ndarray) else [loaded[name] for name in loaded.files]
        found = [torch.from_numpy(np.ascontiguousarray(array)) for array in arrays]
    except (OSError, ValueError, TypeError) as error:
        raise UsageError(_("{path} cannot be read: {error}").format(path=path, error=one_line(error))) from error
    if not found:
        raise UsageError(_("{path} holds no array.").format(path=path))
    return found
