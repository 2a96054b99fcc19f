"""Tables, images, sequences and tokens: what the shape of inputs means, and which network fits it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actlab.errors import DataError
from actlab.i18n import Text, _
from actlab.workloads._networks import MLP, ConvNet, Network, TokenMLP
from actlab.workloads._spec import Scaling

__all__ = ["Shaped", "could_be_tokens", "shaped", "tokens"]

_CHANNELS = (1, 3, 4)
_TABLE, _SEQUENCE, _IMAGE = 2, 3, 4
_MOST_TOKENS = 1_000_000

Array = NDArray[Any]


@dataclass(frozen=True)
class Shaped:
    """What inputs are by their shape.

    Args:
        scaling: What is standardised.
        network: The family of networks that takes them.
        hidden: Widths of its hidden layers.
        size: One sample's size, in both languages.
    """

    scaling: Scaling
    network: Network
    hidden: tuple[int, ...]
    size: Text


def shaped(inputs: Array, features: int | None = None) -> Shaped:
    """Return what inputs are: a table (n, d), sequences (n, time, features), or images (n, channels, height, width).

    Images may have their channels last, and sequences of one row count as (n, 1, time).

    Raises:
        DataError: They have more axes.

    >>> shaped(np.zeros((30, 28, 28, 3))).size.en
    '28 x 28 pixels, 3 channels'
    """
    if inputs.ndim == _TABLE:
        n = inputs.shape[1] if features is None else features
        size = Text(en=f"{n} feature{'' if n == 1 else 's'}", es=f"{n} característica{'' if n == 1 else 's'}")
        return Shaped("features", MLP(), (32, 32), size)
    if inputs.ndim not in (_SEQUENCE, _IMAGE):
        raise DataError(
            _("X has {axes} axes; give a table (n, d), sequences (n, time, features) or images (n, channels, height, "
              "width).").format(axes=inputs.ndim)
        )  # fmt: skip
    last = _channels_last(inputs.shape)
    channels, *sizes = (inputs.shape[-1], *inputs.shape[1:-1]) if last else inputs.shape[1:]
    return Shaped("whole", ConvNet(channels_last=last), (16, 32), _size(channels, sizes))


def _channels_last(shape: tuple[int, ...]) -> bool:
    if len(shape) == _SEQUENCE:
        return shape[1] != 1
    return shape[1] not in _CHANNELS and shape[-1] in _CHANNELS


def _size(channels: int, sizes: list[int]) -> Text:
    s = "" if channels == 1 else "s"
    if len(sizes) == 1:
        return Text(
            en=f"{sizes[0]} steps of {channels} feature{s}", es=f"{sizes[0]} pasos de {channels} característica{s}"
        )
    by = " x ".join(map(str, sizes))
    return Text(
        en=f"{by} pixels, {channels} channel{s}", es=f"{by} píxeles, {channels} canal{'' if channels == 1 else 'es'}"
    )


def could_be_tokens(inputs: Array) -> bool:
    """Return whether inputs are whole numbers from 0 on, a row per sample."""
    if inputs.ndim != _TABLE or not len(inputs) or inputs.min() < 0 or inputs.max() >= _MOST_TOKENS:
        return False
    return bool((inputs == np.round(inputs)).all())


def tokens(inputs: Array) -> Shaped:
    """Return what tokens are: whole numbers (n, length) that a network looks up.

    Raises:
        DataError: They are no whole numbers from 0 on.

    >>> tokens(np.array([[0, 3], [2, 1]])).network
    TokenMLP(vocabulary=4, width=32)
    """
    if not could_be_tokens(inputs):
        raise DataError(_("Tokens are whole numbers from 0 on, in the shape (samples, length)."))
    n, vocabulary = inputs.shape[1], int(inputs.max()) + 1
    size = Text(en=f"{n} tokens out of {vocabulary}", es=f"{n} tokens de entre {vocabulary}")
    return Shaped("tokens", TokenMLP(vocabulary), (32, 32), size)
