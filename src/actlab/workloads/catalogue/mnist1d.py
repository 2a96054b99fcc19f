"""MNIST-1D: ten strokes, each padded, stretched, moved and blurred to 40 numbers; read by a residual MLP."""

from typing import Any

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from actlab.i18n import Text
from actlab.sources import Source
from actlab.workloads._fresh import FRESH_TEST
from actlab.workloads._networks import ResidualMLP
from actlab.workloads._recipe import Recipe
from actlab.workloads._spec import Workload

Array = NDArray[Any]

_SAMPLES = 5000
_LEAST_PADDING, _MOST_PADDING = 36, 60
_CANVAS = 72
_LENGTH = 40
_SCALE, _MOST_SHIFT, _SHEAR = 0.4, 48, 0.75
_SMOOTH_NOISE, _NOISE, _BLUR = 0.25, 0.02, 2
_STROKES = (
    (5, 6, 6.5, 6.75, 7, 7, 7, 7, 6.75, 6.5, 6, 5),
    (5, 3, 3, 3.4, 3.8, 4.2, 4.6, 5, 5.4, 5.8, 5, 5),
    (5, 6, 6.5, 6.5, 6, 5.25, 4.75, 4, 3.5, 3.5, 4, 5),
    (5, 6, 6.5, 6.5, 6, 5, 5, 6, 6.5, 6.5, 6, 5),
    (5, 4.4, 3.8, 3.2, 2.6, 2.6, 5, 5, 5, 5, 5, 5),
    (5, 3, 3, 3, 3, 5, 6, 6.5, 6.5, 6, 4.5, 5),
    (5, 4, 3.5, 3.25, 3, 3, 3, 3, 3.25, 3.5, 4, 5),
    (5, 7, 7, 6.6, 6.2, 5.8, 5.4, 5, 4.6, 4.2, 5, 5),
    (5, 4, 3.5, 3.5, 4, 5, 5, 4, 3.5, 3.5, 4, 5),
    (5, 4, 3.5, 3.5, 4, 5, 5, 5, 5, 4.7, 4.3, 5),
)
"""Twelve heights for each of the digits 0 to 9, as the data set's authors drew them."""


def strokes() -> Array:
    """Return the ten strokes, shape (10, 12): each of deviation 1/6, starting at 0 but for an offset of 1e-8.

    The offset tells a stroke's zeros from the padding's.
    """
    heights: Array = np.array(_STROKES)
    heights = (heights - heights.mean(axis=1, keepdims=True)) / heights.std(axis=1, keepdims=True)
    started: Array = (heights - heights[:, :1]) / 6 + 1e-8
    return started


def _resampled(signal: Array, length: int) -> Array:
    resampled: Array = np.interp(np.linspace(0, 1, length), np.linspace(0, 1, len(signal)), signal)
    return resampled


def _stretched() -> Array:
    """Return each stroke with each padding, stretched to the canvas, shape (10, paddings, canvas)."""
    paddings = range(_LEAST_PADDING, _MOST_PADDING + 1)
    found = [[_resampled(np.pad(stroke, (0, padding)), _CANVAS) for padding in paddings] for stroke in strokes()]
    return np.array(found)


def _numbers(rng: RandomState) -> tuple[Array, ...]:
    """Return one signal's random numbers, in the authors' order."""
    padding, scale = int(rng.rand() * (_MOST_PADDING - _LEAST_PADDING + 1)), rng.rand()
    shift = rng.choice(_MOST_SHIFT)
    smooth, rough = rng.randn(_CANVAS), rng.randn(_CANVAS)
    return np.array(padding), np.array(scale), np.array(shift), smooth, rough, np.array(rng.rand())


def _drawn(digits: Array, rng: RandomState) -> Array:
    """Return a signal a digit: pad, stretch to the canvas, scale, shift around, fill, add noise, shear, resample."""
    from scipy.ndimage import gaussian_filter1d

    numbers = zip(*(_numbers(rng) for _digit in digits), strict=True)
    padding, scale, shift, smooth, rough, shear = (np.array(each) for each in numbers)
    signals = _stretched()[digits, padding] * (1 + _SCALE * (scale - 0.5))[:, None]
    signals = np.take_along_axis(signals, (np.arange(_CANVAS) - shift[:, None]) % _CANVAS, axis=1)
    filling = gaussian_filter1d(_SMOOTH_NOISE * smooth, _BLUR, axis=1)
    signals = np.where(signals != 0, signals, filling) + _NOISE * rough
    signals -= (_SHEAR * (shear - 0.5))[:, None] * np.linspace(-0.5, 0.5, _CANVAS)
    return np.array([_resampled(signal, _LENGTH) for signal in signals])


def sample(seed: int, more: int = 0) -> tuple[Array, Array]:
    """Return 5,000 signals of 40 numbers, of mean 0 and deviation 1 over all, and their digits.

    After them come as many more as are wanted, on the same scale.

    Random numbers are drawn in the order of the authors' package, so that seed 42 gives the published data set,
    whose last 1,000 signals are its test part.
    """
    rng = RandomState(seed)
    digits = np.repeat(np.arange(len(_STROKES)), _SAMPLES // len(_STROKES))
    drawn = _drawn(digits, rng)
    order = rng.permutation(_SAMPLES)
    signals = drawn[order]
    mean, deviation = signals.mean(), signals.std()
    if more:
        further = np.arange(more) % len(_STROKES)
        signals, digits = np.concatenate([signals, _drawn(further, rng)]), np.concatenate([digits[order], further])
    else:
        digits = digits[order]
    return (signals - mean) / deviation, digits


ENTRY = Workload(
    name="mnist1d",
    title=Text(
        en="MNIST-1D: ten strokes as 40 numbers, 4,000 training signals, a residual network",
        es="MNIST-1D: diez trazos como 40 números, 4000 señales de entrenamiento, una red residual",
    ),
    sample=sample,
    generated=True,
    fresh_test=FRESH_TEST,
    source=Source("Greydanus & Kobak", "Scaling down deep learning with MNIST-1D", 2020, "arXiv:2011.14439"),
    licence="generated here; the strokes are those of the package mnist1d (Apache-2.0)",
    hidden=(100, 100),
    recipe=Recipe(epochs=150, learning_rate=0.01, batch_size=100),
    network=ResidualMLP(),
    scaling="none",
    exercise_seed=42,
    exercise_tail=True,
    family="mnist1d",
    suites=("signals",),
)
